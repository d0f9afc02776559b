"""Calling somebody by a post to the address that they gave: what it says, and a test of it.

Nothing in it tells of whom or of what: it goes through other people's machines, and onto lock screens.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from email.charset import BASE64, Charset
from email.header import Header
from enum import Enum
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.domain.actors import Insider
from accounts.models import AlarmAddress
from accounts.queries import NotFoundError, alarm_address_of, own_alarm_address
from accounts.wall import inside
from notifications.channels import webhook
from notifications.channels.errors import PermanentFailureError, SendingError, UnknownOutcomeError
from notifications.channels.webhook import OutgoingPost
from notifications.models import Delivery
from notifications.services.deciding import language_for
from notifications.services.one_tap import links_for

Words = dict[str, str]
UTF8 = Charset("utf-8")
UTF8.header_encoding = BASE64
ONE_LINE = 100_000  # characters: a header that is folded is two to some readers


# --- an alarm


def call_for(delivery: Delivery, *, now: datetime) -> OutgoingPost | None:
    """Built anew for every try, for where its person wants to be called by now; None: nowhere any more."""
    duty = delivery.duty
    if duty is None:
        return None
    there = alarm_address_of(clinician_id=duty.clinician_id, user_id=duty.user_id)
    if there is None:
        return None
    links = links_for(duty)
    with override(language_for(delivery.message.clinician, client=None)):
        words = {
            "type": "alarm",
            "title": _("Please look at a message now"),
            "message": _("A message has come that somebody should look at now. Please sign in and read it."),
            "escalation": str(duty.escalation_id),
            **asdict(links),
        }
        button = f'http, label="{_("I look after this")}", url={links.tap}, method=POST, clear=true'
    shown = {"Priority": "urgent", "Click": links.page, "Actions": _as_header(button)}
    return _post(there, words, shown, name=str(delivery.pk), now=now)


def _post(there: AlarmAddress, words: Words, shown: Words, *, name: str, now: datetime) -> OutgoingPost:
    """The body is for programs. By the headers ntfy makes a notification of it; others pass over them."""
    headers = {
        "Content-Type": "application/json",
        "Template": "yes",
        "Title": "{{.title}}",
        "Message": "{{.message}}",
        **shown,
    }
    content = json.dumps(words, ensure_ascii=False).encode()
    return OutgoingPost(
        url=there.url, secret=there.secret, name=name, at=now, content=content, headers=headers
    )


def _as_header(text: str) -> str:
    """In ASCII, as mail has it (RFC 2047) where a language needs more."""
    return text if text.isascii() else Header(text, UTF8, maxlinelen=ONE_LINE).encode()


# --- a test


class Outcome(Enum):
    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"  # the receiver answers that it cannot take it now
    UNANSWERED = "unanswered"
    NOT_REACHED = "not_reached"
    NOT_PUBLIC = "not_public"


@dataclass(frozen=True, slots=True)
class Tested:
    outcome: Outcome
    status: str = ""  # as the receiver answered, where it did


def try_alarm_address(*, actor: Insider, now: datetime) -> Tested:
    """Post there at once, as an alarm is posted; it waits for the answer. Raises NotFoundError."""
    words = {
        "type": "test",
        "title": _("A test"),
        "message": _("This is how you are called when a message needs you. Nothing has happened."),
    }
    with inside(actor.practice_id):  # and not while it waits
        there = own_alarm_address(actor)
        if there is None:
            raise NotFoundError
        outgoing = _post(there, words, {"Click": settings.BASE_URL}, name=str(uuid4()), now=now)
    try:
        webhook.send(outgoing)
    except SendingError as error:
        return Tested(_outcome(error), error.code if error.code.isdecimal() else "")
    return Tested(Outcome.TAKEN)


def _outcome(error: SendingError) -> Outcome:
    answered = error.code.isdecimal()
    if isinstance(error, UnknownOutcomeError):
        return Outcome.UNANSWERED
    if isinstance(error, PermanentFailureError):
        return Outcome.REFUSED if answered else Outcome.NOT_PUBLIC
    return Outcome.LATER if answered else Outcome.NOT_REACHED
