"""A message as its writer and its reader see it alike: the words, the promise, the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.queries import Person, Readings
from notifications.domain.mail import read_mail
from policies.domain.facts import Detail, Fact, FactName
from policies.domain.promise import Promise, State
from policies.language.explain import explanation_sentences
from policies.queries import promised_under
from web.labels import MATTERS, PEOPLE
from web.presentation.reader import Reader
from web.presentation.unopened import opened

EXCERPT = 160  # characters


@dataclass(frozen=True, slots=True)
class Event:
    when: str
    what: str
    detail: str = ""


@dataclass(frozen=True)
class Written:
    """One message. `row` is as `notifications.queries` gives it; `place` is the clinician's zone."""

    row: Any
    place: str
    reader: Reader
    now: datetime

    @property
    def matter(self) -> str:
        return str(MATTERS.get(self.row.matter, self.row.matter))

    @cached_property
    def words(self) -> tuple[str, str]:
        """Subject and text."""
        unread = "", str(_("This cannot be opened just now. Please tell whoever looks after this service."))
        return opened(lambda: (self.row.subject, self.row.text), otherwise=unread)

    @property
    def excerpt(self) -> str:
        words = " ".join(" ".join(self.words).split())
        return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rstrip()}\N{HORIZONTAL ELLIPSIS}"

    @property
    def files(self) -> tuple[str, ...]:
        """Names of what came with a mail."""
        return read_mail(bytes(self.row.mail.raw)).attachments if self.row.mail else ()

    @property
    def promised(self) -> str:
        due = self.row.decision.reply_by
        if due is None:
            return _("No time was promised.")
        return _("Reply promised for {when}").format(when=self.reader.instant(due, self.place, by=True))

    @property
    def answered(self) -> str:
        return self._instant(self.row.answered_by.sent_at)

    @property
    def explanation(self) -> tuple[str, ...]:
        """Why this time, or why none, as the version that made the promise says it."""
        if not self.was_promised_under_something:
            return (_("No policy was in force when this message came, so no time was promised."),)
        said, *reasons = self._sentences()
        return tuple(reasons) if self.row.decision.reply_by else (said, *reasons)

    @property
    def was_promised_under_something(self) -> bool:
        return bool(self.row.decision.policy_version_id or self.row.decision.agreement_id)

    def _sentences(self) -> tuple[str, ...]:
        """What was said to whoever wrote, and then why."""
        decision = self.row.decision
        facts = tuple(map(_fact, decision.explanation))
        promise = Promise(decision.reply_by, State(decision.state), decision.next_open, facts)
        under = promised_under(self.row.clinician, decision.policy_version_id, decision.agreement)
        policy = under.policy
        language, zone = self.reader.language, self.reader.zone
        return tuple(explanation_sentences(promise, policy, language=language, reader_zone=zone))

    def opened(self, readings: Readings, what: str) -> Event:
        since = _("{count} times, first {when}").format(
            count=readings.times, when=self._instant(readings.first)
        )
        return Event(self._instant(readings.last), what, since if readings.times > 1 else "")

    def _instant(self, instant: datetime) -> str:
        return self.reader.instant(instant, self.place)


def who(readings: Readings) -> str:
    """Such as `Dr. Maya Okafor, Clinician`."""
    roles = (str(PEOPLE.get(kind, _("Someone of the practice"))) for kind in readings.kinds)
    return ", ".join((readings.name or _("Someone who is no longer here"), *roles))


def name_in(people: Mapping[UUID, Person], person: UUID | None) -> str:
    """`people` as the audit trail knows them."""
    known = people.get(person) if person else None
    return known.name if known and known.name else _("Someone who is no longer here")


def _fact(stored: Mapping[str, Any]) -> Fact:
    return Fact(
        FactName(stored["fact"]), {key: _detail(each) for key, each in stored.items() if key != "fact"}
    )


def _detail(value: Any) -> Detail:  # noqa: ANN401  whatever JSON gives back
    return tuple(value) if isinstance(value, list) else value
