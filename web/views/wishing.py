"""Wishes, the same whether clients send them themselves or their clinician does it for them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import JsonResponse

from accounts import services as people
from accounts.domain.actors import ClientActor, ClinicianActor
from accounts.models import Client
from accounts.queries import NotFoundError
from notifications import services
from web.presentation.clients import CAN_OPT_OUT

Wishes = dict[str, Callable[..., None]]
WISHES: Wishes = {
    "pause": people.pause,
    "resume": people.resume,
    "leave": services.leave,
    "come_back": people.come_back,
    "news_by_email": partial(people.choose_news, by=Client.News.EMAIL),
    "news_by_portal": partial(people.choose_news, by=Client.News.PORTAL),
}
CHANNEL_WISHES: Wishes = {"opt_out": people.opt_out, "opt_in": people.opt_in}


def grant(
    actor: ClinicianActor | ClientActor, client_id: UUID, said: Mapping[str, str], wishes: Wishes = WISHES
) -> None:
    """One step; the same step again changes nothing. Raises NotFoundError, also for what is no wish."""
    asked, channel = said.get("wish", ""), said.get("channel", "")
    whose: dict[str, Any] = {"actor": actor, "client_id": client_id, "now": datetime.now(UTC)}
    if asked in wishes:
        wishes[asked](**whose)
    elif asked in CHANNEL_WISHES and channel in CAN_OPT_OUT:
        CHANNEL_WISHES[asked](**whose, channel=channel)
    else:
        raise NotFoundError


def as_file(facts: Mapping[str, Any]) -> JsonResponse:
    """Everything on a client, whole, for another program."""
    answer = JsonResponse(facts, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="everything.json"'
    return answer
