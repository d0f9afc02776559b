"""What every page of a client's own needs: help where they are, and who cares for them."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.domain.actors import ClientActor
from accounts.models import Client, Clinician
from accounts.queries import clinicians, own_self
from policies.queries import in_force
from web.presentation.public_page import help_of


def your_page(
    request: HttpRequest,
    actor: ClientActor,
    template: str,
    context: Mapping[str, object],
    *,
    status: int | None = None,
) -> HttpResponse:
    around = {"help": _help(own_self(actor), carers(actor))}
    return render(request, template, {**around, **context}, status=status)


def carers(actor: ClientActor) -> list[Clinician]:
    return list(clinicians(actor).order_by("name", "pk"))


def _help(client: Client, carers: list[Clinician]) -> object:
    if not carers:
        return help_of(None, region=client.region)
    policy = in_force(carers[0], datetime.now(UTC)).policy.policy
    return help_of(carers[0], policy, client.region)
