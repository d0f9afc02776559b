"""A message is left on a page: taken in once, and answered at once with what was promised."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.domain.actors import ClientActor, Visitor
from accounts.wall import inside
from notifications import services
from notifications.domain.errors import ReusedExternalIdError
from notifications.domain.incoming import Incoming, Source
from notifications.domain.tiers import Level
from notifications.domain.wording import danger_in, words_for
from notifications.services.lane import lane
from policies.domain.document import Channel
from policies.language.crisis_words import Danger
from policies.language.reply import say_limits
from web.presentation.public_page import PublicPage
from web.presentation.reply_times import sent_now


class HasWords(Protocol):
    """A form in which somebody writes."""

    @property
    def words(self) -> str: ...


class Heard(Protocol):
    """A screening, kept or not."""

    @property
    def level(self) -> str: ...
    @property
    def tier(self) -> int: ...
    @property
    def categories(self) -> Sequence[str]: ...


def by_visitor(shown: PublicPage, said: Mapping[str, Any], text: str) -> Incoming:
    """Of what a form of a public page said: sent twice, it is one message, as `copy` names it."""
    return Incoming(
        clinician=shown.clinician.slug,
        source=Source.PAGE,
        channel="email",
        sender=said["address"],
        text=text,
        matter=said.get("matter", ""),
        external_id=f"page:{said['copy']}",
    )


def by_client(actor: ClientActor, shown: PublicPage, said: Mapping[str, Any], text: str) -> Incoming:
    """Likewise, of what a client's form said."""
    return Incoming(
        clinician=shown.clinician.slug,
        source=Source.PORTAL,
        channel="portal",
        sender="",
        text=text,
        matter=said.get("matter", ""),
        external_id=f"portal:{actor.client_id}:{said['copy']}",
    )


def leave(
    request: HttpRequest, actor: ClientActor | Visitor, shown: PublicPage, incoming: Incoming, template: str
) -> HttpResponse:
    """The answer tells what was said and when, never who is known here."""
    message = _take_in(actor, incoming, shown.now)
    channel, matter = Channel(incoming.channel), incoming.matter or None
    told = sent_now(shown.compiled, channel, message.received_at, shown.reader, matter)
    context = {"page": shown, "help": shown.help, "told": told, "message": message}
    return render(request, template, context | _help_first(shown, message.screening))


def _take_in(actor: ClientActor | Visitor, incoming: Incoming, now: datetime) -> Any:  # noqa: ANN401  a message, as `services.receive` gives it
    try:
        return services.receive(actor=actor, incoming=incoming, now=now)
    except ReusedExternalIdError:  # the form was changed and sent again: it is another message
        form = f"{incoming.external_id}".rpartition(":")[0]
        anew = replace(incoming, external_id=f"{form}:{uuid4()}")
        return services.receive(actor=actor, incoming=anew, now=now)


def hear_beside(actor: ClientActor | Visitor, shown: PublicPage, incoming: Incoming) -> dict[str, object]:
    """Words that come with something else, such as a note: heard as any message is.

    What somebody should look at becomes a message of its own, and people are called as for any, whatever
    becomes of what the words came with. Returns the help to show first, or nothing.
    """
    if not incoming.text.strip():
        return {}
    with inside(shown.clinician.practice_id):
        if services.hear(clinician=shown.clinician, text=incoming.text).level == Level.NONE:
            return {}
        return _help_first(shown, _take_in(actor, incoming, shown.now).screening)


def before_sending(form: HasWords, shown: PublicPage) -> dict[str, object]:
    """Where something is to be mended first: help for what is in the form all the same."""
    if not form.words.strip():
        return {}
    danger = _help_first(shown, services.hear(clinician=shown.clinician, text=form.words))
    return {"danger": danger} if danger else {}


def _help_first(shown: PublicPage, heard: Heard) -> dict[str, object]:
    if heard.level != Level.CRISIS:
        return {}
    return {
        "help": shown.help_for(heard.categories),
        "words": words_for(heard.categories, heard.tier, shown.reader.language),
        "limits": say_limits(shown.reader.language, delayed=lane(now=shown.now).is_red),
        "is_quiet": danger_in(heard.categories) is Danger.QUIETLY,
    }
