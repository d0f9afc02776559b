"""What every page of a client's own needs: help where they are, and who cares for them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.domain.actors import ClientActor
from accounts.models import Client, Clinician
from accounts.queries import care_for_all, clinicians, own_self
from policies.queries import in_force, own_agreements
from web.presentation.public_page import help_of
from web.presentation.reader import Reader, reader_for
from web.presentation.your_choices import Choices
from web.presentation.your_policy import YourPolicy


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


def nobody_to_write_to(
    request: HttpRequest, actor: ClientActor, text: str, *, status: int | None = None
) -> HttpResponse:
    """What they wrote is still theirs."""
    return your_page(request, actor, "you/nobody_to_write_to.html", {"text_kept": text}, status=status)


def carers(actor: ClientActor) -> list[Clinician]:
    return list(clinicians(actor).order_by("name", "pk"))


def reader_and_place(actor: ClientActor) -> tuple[Reader, str]:
    """Times are told in the client's own zone or, where none is known, in that of who cares for them."""
    reader = reader_for(own_self(actor).time_zone)
    return reader, reader.zone or next((each.time_zone for each in carers(actor)), "UTC")


def choices_of(actor: ClientActor) -> Choices:
    reader, place = reader_and_place(actor)
    return Choices(own_self(actor), list(care_for_all(actor)), place, reader, datetime.now(UTC))


def policies_of(
    actor: ClientActor, find: Callable[[ClientActor, Clinician], Iterable[object]] = own_agreements
) -> list[YourPolicy]:
    """Of each who cares for them now; `find` gives what they agreed."""
    reader, now = reader_for(own_self(actor).time_zone), datetime.now(UTC)
    in_care = care_for_all(actor).filter(ended_at=None).order_by("clinician__name", "pk")
    whose = [care.clinician for care in in_care]
    return [YourPolicy(actor, each, reader, now, list(find(actor, each))) for each in whose]


def _help(client: Client, carers: list[Clinician]) -> object:
    now = datetime.now(UTC)
    if not carers:
        return help_of(None, now, region=client.region)
    return help_of(carers[0], now, in_force(carers[0], now).policy.policy, client.region)
