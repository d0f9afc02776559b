"""The card's facts as JSON, for a site that shows them in its own way."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from policies.domain.document import Channel, Matter
from policies.domain.promise import State
from policies.language.promise_json import promise_json
from web.presentation.addresses import public_address
from web.presentation.card import Card
from web.presentation.reply_times import Now

FORMAT = "boundary-card/1"
_SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Named(_Part):
    name: str
    practice: str
    page: str


class Told(_Part):
    """What a message sent at `worked_out_at` is told: `said` is the promise alone, `text` says why, too."""

    channel: Channel
    matter: Matter | None
    reply_by: datetime | None
    state: State
    next_open: datetime | None
    explanation: list[dict[str, Any]]
    text: str
    said: str


class HelpLine(_Part):
    """`href`: what can be pressed, such as tel:911; blank where nothing can. `details`: hours, languages."""

    name: str
    way: str
    href: str
    text_href: str = ""
    details: str = ""
    relay: str = ""


class InForceNow(_Part):
    version: int
    document: str


class CardDocument(_Part):
    """`help` goes before all else where `help_first` is true. No `policy`: nothing is published yet.

    `gone`: that messages are taken here no longer, and whom to ask.
    """

    format: Literal["boundary-card/1"]
    clinician: Named
    language: str
    timezone: str
    worked_out_at: datetime
    gone: str | None
    now: Told | None
    others: list[Told]
    help_first: bool
    help: list[HelpLine]
    help_checked: str = ""
    policy: InForceNow | None


def card_document(card: Card) -> dict[str, Any]:
    page, number = card.page, card.version.number
    slug = page.clinician.slug
    document = CardDocument(
        format=FORMAT,
        clinician=Named(name=page.clinician.name, practice=page.clinician.practice.name, page=page.address),
        language=page.reader.language,
        timezone=page.policy.timezone,
        worked_out_at=page.now,
        gone=page.sent_by(Channel.EMAIL).said if page.is_gone else None,
        now=_told(card, card.now) if card.now else None,
        others=[_told(card, each) for each in card.others],
        help_first=card.shows_help_first,
        help=[HelpLine.model_validate(each, from_attributes=True) for each in page.help],
        help_checked=page.help.checked,
        policy=InForceNow(version=number, document=public_address(slug, "policy_json")) if number else None,
    )
    return document.model_dump(mode="json")


def _told(card: Card, now: Now) -> Told:
    page, reader = card.page, card.page.reader
    facts = promise_json(now.promise, page.policy, language=reader.language, reader_zone=reader.zone)
    return Told(channel=now.channel, matter=page.matter, said=now.said, **facts)


def card_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the document."""
    return {"$schema": _SCHEMA_DIALECT, "$id": FORMAT, **CardDocument.model_json_schema()}
