"""A client as their clinician sees them, and everything that is kept on one, to be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import queries
from accounts.models import Client
from accounts.queries import may_change
from policies.domain.agreement import read_terms
from policies.language.agreement_words import say_terms
from web.labels import (
    APPOINTMENT_STATES,
    CHANNELS,
    DECISIONS,
    DELIVERIES,
    DELIVERY_STATES,
    DONE,
    DONE_TO,
    ESCALATION_OUTCOMES,
    LEVELS,
    NEWS,
    NEWS_BY,
    PEOPLE,
)
from web.presentation.message import Event
from web.presentation.reader import Reader
from web.presentation.sessions import browser_of
from web.presentation.unopened import opened, opened_name

CAN_OPT_OUT = ("email", "sms")


@dataclass(frozen=True, slots=True)
class Badge:
    tone: str
    said: str


@dataclass(frozen=True, slots=True)
class Way:
    """A channel by which automatic replies go, unless the client does not want them there."""

    channel: str
    said: str
    opted_out: bool


def ways_of(client: Client) -> list[Way]:
    out = {each.channel for each in client.opt_outs.all()}
    return [Way(each, str(CHANNELS[each]), each in out) for each in CAN_OPT_OUT]


def news_by(client: Client) -> Way:
    """How they are told of changes. Whoever wants nothing automatic by mail is told when they sign in."""
    opted_out = any(each.channel == "email" for each in client.opt_outs.all())
    return Way(client.news_by, str(NEWS_BY[client.news_by]), opted_out)


def safety_notes_of(client: Client) -> str:
    kept = queries.safety_notes_of(client)
    return opened(lambda: str(kept.text), otherwise=_("This cannot be opened just now.")) if kept else ""


def addresses_of(client: Client) -> list[Event]:
    """Such as `Email: dan@client.example`."""
    kept = client.addresses.order_by("pk")
    return [Event(str(CHANNELS.get(each.channel, each.channel)), each.address) for each in kept]


def particulars_of(client: Client) -> dict[str, str]:
    """As the forms have them, but for the addresses."""
    return {
        "name": client.name,
        "language": client.language,
        "time_zone": client.time_zone,
        "region": client.region,
    }


@dataclass(frozen=True)
class KeptClient:
    """`care` is as `accounts.queries` gives it."""

    care: Any
    reader: Reader

    @property
    def place(self) -> str:
        """The clinician's zone."""
        return str(self.care.clinician.time_zone)

    @cached_property
    def may_change(self) -> bool:
        """Or else it is a colleague's by now."""
        return may_change(self.care)

    @property
    def pk(self) -> UUID:
        pk: UUID = self.care.client.pk
        return pk

    @property
    def name(self) -> str:
        return opened_name(lambda: self.care.client.name)

    @property
    def channels(self) -> str:
        known = (each.channel for each in self.care.client.addresses.all())
        ways = dict.fromkeys(str(CHANNELS.get(each, each)) for each in known)
        return ", ".join(ways) or _("No address yet")

    @cached_property
    def addresses(self) -> dict[str, str]:
        return {each.channel: each.address for each in self.care.client.addresses.all()}

    @property
    def particulars(self) -> dict[str, str]:
        """As the form has them."""
        known = self.addresses
        where = {"email": known.get("email", ""), "phone": known.get("sms", "")}
        return particulars_of(self.care.client) | where

    @property
    def badges(self) -> Iterator[Badge]:
        if self.care.client.erasure_asked_at:
            yield Badge("overdue", _("Asks to be erased"))
        if self.ended:
            yield Badge("waiting", _("Left on {when}").format(when=self.ended))
        if self.paused:
            yield Badge("waiting", _("Paused"))
        if self.hold:
            yield Badge("concern", _("On hold"))

    @property
    def paused(self) -> str:
        return self._day(self.care.paused_at)

    @property
    def ended(self) -> str:
        return self._day(self.care.ended_at)

    @property
    def asked_to_be_erased(self) -> str:
        return self._day(self.care.client.erasure_asked_at)

    @cached_property
    def hold(self) -> Event | None:
        """The hold that is in place."""
        holds = (each for each in self.care.client.holds.all() if each.lifted_at is None)
        return next((Event(self._day(each.placed_at), each.reason) for each in holds), None)

    @property
    def safety_notes(self) -> str:
        return safety_notes_of(self.care.client)

    @property
    def ways(self) -> list[Way]:
        return ways_of(self.care.client)

    @property
    def news(self) -> Way:
        return news_by(self.care.client)

    def _day(self, at: datetime | None) -> str:
        return self.reader.instant(at, self.place) if at else ""


@dataclass(frozen=True)
class KeptOnThem:
    """`facts` are as `notifications.services.everything_on` gives them."""

    facts: Mapping[str, Any]
    place: str
    reader: Reader

    @property
    def made(self) -> str:
        return self._said(self.facts["made_at"])

    @property
    def care(self) -> list[Event]:
        return [
            Event(each["clinician"], _("Care ended"), self._said(each["ended_at"]))
            if each["ended_at"]
            else Event(each["clinician"], _("Paused") if each["paused_at"] else _("In care"))
            for each in self.facts["care"]
        ]

    @property
    def ways(self) -> list[Event]:
        return [
            Event(str(CHANNELS.get(each["channel"], each["channel"])), each["address"])
            for each in self.facts["addresses"]
        ]

    @property
    def opt_outs(self) -> list[Event]:
        return [
            Event(
                self._said(each["since"]),
                _("No automatic replies by {channel}").format(
                    channel=CHANNELS.get(each["channel"], each["channel"])
                ),
            )
            for each in self.facts["opt_outs"]
        ]

    @property
    def holds(self) -> list[Event]:
        return [
            Event(
                self._said(each["placed_at"]),
                each["reason"],
                _("Lifted {when}").format(when=self._said(each["lifted_at"])) if each["lifted_at"] else "",
            )
            for each in self.facts["holds"]
        ]

    @property
    def news_by(self) -> str:
        return str(NEWS_BY[self.facts["client"]["news_by"]])

    @property
    def news(self) -> list[Event]:
        return [
            Event(self._said(each["sent_at"] or each["created_at"]), str(NEWS[each["kind"]]))
            for each in self.facts["news"]
        ]

    @property
    def policies_read(self) -> list[Event]:
        said = _("Version {number} of the policy of {name}")
        return [
            Event(self._said(each["at"]), said.format(number=each["version"], name=each["clinician"]))
            for each in self.facts["policies_read"]
        ]

    @property
    def appointments(self) -> list[Event]:
        return [
            Event(
                self._said(each["start"]),
                f"{each['session_type']}, {APPOINTMENT_STATES[each['state']]}",
                each["clinician"],
            )
            for each in self.facts["appointments"]
        ]

    @property
    def agreements(self) -> list[Event]:
        said = _("{start} to {end}")
        return [
            Event(
                said.format(
                    start=self._said(each["starts"]), end=self._said(each["ended_at"] or each["ends"])
                ),
                each["words"],
                " ".join((each["clinician"], *self._terms(each["terms"]))),
            )
            for each in self.facts["agreements"]
        ]

    def _terms(self, kept: str) -> tuple[str, ...]:
        terms = read_terms(kept)
        return say_terms(terms, self.place, self.reader.language) if terms else ()

    @property
    def safety_notes(self) -> list[Event]:
        return [
            Event(self._said(each["changed_at"]), each["text"], each["clinician"])
            for each in self.facts["safety_notes"]
        ]

    @property
    def escalations(self) -> list[Event]:
        """What sounded like danger, and what was done."""
        return [
            Event(
                self._said(each["opened_at"]),
                str(ESCALATION_OUTCOMES.get(each["outcome"], _("Not resolved yet"))),
                each["note"],
            )
            for each in self.facts["escalations"]
        ]

    @property
    def calendar_addresses(self) -> list[Event]:
        said = {True: _("Taken away {when}"), False: _("In use")}
        return [
            Event(
                self._said(each["created_at"]),
                each["label"],
                said[bool(each["revoked_at"])].format(
                    when=self._said(each["revoked_at"]) if each["revoked_at"] else ""
                ),
            )
            for each in self.facts["calendar_addresses"]
        ]

    @property
    def sign_ins(self) -> list[Event]:
        return [
            Event(self._said(each["last_seen_at"]), browser_of(each["user_agent"]))
            for each in self.facts["sign_ins"]
        ]

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [self._message(each) for each in self.facts["messages"]]

    @property
    def record(self) -> list[Event]:
        return [
            Event(
                self._said(each["at"]),
                str(
                    DONE_TO.get((each["what"], each["of"])) or DONE.get(each["what"], each["what"]),
                ),
                str(PEOPLE.get(each["by"], each["by"])),
            )
            for each in self.facts["seen_and_done"]
        ]

    def _message(self, message: Mapping[str, Any]) -> dict[str, Any]:
        decision = message["decision"]
        promised = decision["reply_by"]
        return {
            "title": self._said(message["received_at"]),
            "channel": str(CHANNELS.get(message["channel"], message["channel"])),
            "to": message["clinician"],
            "sender": message["sender"],
            "subject": message["subject"],
            "text": message["text"],
            "heard": str(LEVELS.get(message["screening"]["level"], "")),
            "reason": str(DECISIONS.get(decision["reason"], decision["reason"])),
            "promised": self._said(promised) if promised else "",
            "told": decision["reply_text"],
            "answers": [
                Event(self._said(each["sent_at"]), each["text"], each["clinician"])
                for each in message["replies"]
            ],
            "sent": [
                Event(
                    self._said(each["sent_at"] or each["created_at"]),
                    f"{DELIVERIES[each['kind']]}: {DELIVERY_STATES[each['state']]}",
                    each["recipient"] or "",
                )
                for each in message["deliveries"]
                if each["kind"] not in {"notice", "alarm"}
            ],
            "has_mail": message["mail"] is not None,
        }

    def _said(self, at: str) -> str:
        return self.reader.instant(datetime.fromisoformat(at), self.place)
