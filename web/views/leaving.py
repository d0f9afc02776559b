"""A message is left on a page: taken in once, and answered at once with what was promised."""

from dataclasses import replace
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.domain.actors import ClientActor, Visitor
from notifications import services
from notifications.domain.errors import ReusedExternalIdError
from notifications.domain.incoming import Incoming
from notifications.domain.tiers import Level
from notifications.domain.wording import danger_in, words_for
from policies.domain.document import Channel
from policies.language.crisis_words import Danger
from web.presentation.public_page import PublicPage
from web.presentation.reply_times import sent_now


def leave(
    request: HttpRequest, actor: ClientActor | Visitor, shown: PublicPage, incoming: Incoming, template: str
) -> HttpResponse:
    """The answer tells what was said and when, never who is known here."""
    try:
        message = services.receive(actor=actor, incoming=incoming, now=shown.now)
    except ReusedExternalIdError:  # the form was changed and sent again: it is another message
        form = f"{incoming.external_id}".rpartition(":")[0]
        anew = replace(incoming, external_id=f"{form}:{uuid4()}")
        message = services.receive(actor=actor, incoming=anew, now=shown.now)
    channel, matter = Channel(incoming.channel), incoming.matter or None
    told = sent_now(shown.compiled, channel, message.received_at, shown.reader, matter)
    heard = message.screening
    in_danger = heard.level == Level.CRISIS
    context = {
        "page": shown,
        "help": shown.help_for(heard.categories) if in_danger else shown.help,
        "told": told,
        "words": words_for(heard.categories, heard.tier, shown.reader.language) if in_danger else None,
        "is_quiet": danger_in(heard.categories) is Danger.QUIETLY,
        "message": message,
    }
    return render(request, template, context)
