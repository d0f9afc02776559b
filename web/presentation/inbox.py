"""A message as its clinician sees it: the promise, the time left, the decision and why, what was told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.queries import Readings
from notifications.domain.mail import read_mail
from notifications.domain.screening import Level
from policies.domain.facts import Detail, Fact, FactName
from policies.domain.promise import Promise, State
from policies.language.explain import explanation_sentences
from policies.queries import compiled
from web.labels import CHANNELS, DECISIONS, DELIVERIES, DELIVERY_STATES, LEVELS, MATTERS, SOURCES
from web.presentation.highlight import Piece, highlight
from web.presentation.reader import Reader
from web.presentation.time_left import say_length, time_left

EXCERPT = 160  # characters


@dataclass(frozen=True, slots=True)
class Standing:
    """How the promise stands: a tone for the eye, words for everyone."""

    tone: str
    said: str


@dataclass(frozen=True, slots=True)
class Event:
    when: str
    what: str
    detail: str = ""


@dataclass(frozen=True)
class Received:
    """One message. `row` is as `notifications.queries` gives it; `place` is the clinician's zone."""

    row: Any
    place: str
    reader: Reader
    now: datetime

    @property
    def who(self) -> str:
        name = self.row.client.name if self.row.client else self.row.sender
        return name or _("Someone who left no address")

    @property
    def came(self) -> str:
        """Such as `Email, by mail, Tuesday 10 March at 10:30 (New York)`."""
        channel = str(CHANNELS.get(self.row.channel, self.row.channel))
        return f"{channel}, {SOURCES[self.row.source]}, {self._instant(self.row.received_at)}"

    @property
    def matter(self) -> str:
        return str(MATTERS.get(self.row.matter, self.row.matter))

    @property
    def level(self) -> str:
        return str(self.row.screening.level)

    @property
    def level_said(self) -> str:
        return str(LEVELS.get(self.level, ""))

    @property
    def excerpt(self) -> str:
        words = " ".join(f"{self.row.subject} {self.row.text}".split())
        return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rstrip()}\N{HORIZONTAL ELLIPSIS}"

    @property
    def files(self) -> tuple[str, ...]:
        """Names of what came with a mail."""
        return read_mail(bytes(self.row.mail.raw)).attachments if self.row.mail else ()

    @property
    def standing(self) -> Standing:
        due, answer = self.row.decision.reply_by, self.row.answered_by
        if answer is None:
            return (
                Standing("overdue", _("Please answer first"))
                if self.level == Level.CRISIS
                else _waiting(due, self.now)
            )
        if due is None:
            return Standing("kept", _("Answered"))
        if answer.sent_at <= due:
            return Standing("kept", _("Answered in time"))
        late = say_length(answer.sent_at - due)
        return Standing("overdue", _("Answered {time} after the promised time").format(time=late))

    @property
    def promised(self) -> str:
        due = self.row.decision.reply_by
        if due is None:
            return _("No time was promised.")
        return _("Reply promised for {when}").format(when=self.reader.instant(due, self.place, by=True))

    @property
    def reason(self) -> str:
        decision = self.row.decision
        why = str(DECISIONS.get(decision.reason, decision.reason))
        if decision.action == "reply":
            return _("Answered automatically. {why}").format(why=why)
        return _("Nothing was sent automatically. {why}").format(why=why)

    @property
    def answered(self) -> str:
        return self._instant(self.row.answered_by.sent_at)

    @property
    def subject(self) -> tuple[Piece, ...]:
        return highlight(self.row.subject, self.row.screening.evidence)

    @property
    def text(self) -> tuple[Piece, ...]:
        """Evidence is counted in the subject, a line break and the text."""
        return highlight(self.row.text, self.row.screening.evidence, len(self.row.subject) + 1)

    @property
    def explanation(self) -> tuple[str, ...]:
        """Why this time, or why none, as the version that made the promise says it."""
        decision = self.row.decision
        if decision.policy_version_id is None:
            return (_("No policy was in force when this message came, so no time was promised."),)
        facts = tuple(map(_fact, decision.explanation))
        promise = Promise(decision.reply_by, State(decision.state), decision.next_open, facts)
        policy = compiled(decision.policy_version_id).policy
        said, *reasons = explanation_sentences(promise, policy, language=self.reader.language)
        return tuple(reasons) if decision.reply_by else (said, *reasons)

    def events(self, deliveries: Iterable[Any]) -> Iterator[Event]:
        """What was sent for this message, in order."""
        for delivery in deliveries:
            on_page = delivery.state == "handed_back" and self.row.source == "page"
            state = _("shown on your page") if on_page else DELIVERY_STATES[delivery.state]
            what = f"{DELIVERIES[delivery.kind]}: {state}"
            yield Event(self._instant(delivery.sent_at or delivery.created_at), what, delivery.recipient)

    def seen(self, readings: Readings) -> Event:
        """Who has opened this message, and when last."""
        since = _("{count} times, first {when}").format(
            count=readings.times, when=self._instant(readings.first)
        )
        name = readings.name or _("Someone who is no longer here")
        return Event(self._instant(readings.last), name, since if readings.times > 1 else "")

    def _instant(self, instant: datetime) -> str:
        return self.reader.instant(instant, self.place)


def _waiting(due: datetime | None, now: datetime) -> Standing:
    if due is None:
        return Standing("waiting", _("Waiting; no time was promised"))
    return Standing("waiting" if now <= due else "overdue", time_left(due, now))


def _fact(stored: Mapping[str, Any]) -> Fact:
    return Fact(
        FactName(stored["fact"]), {key: _detail(each) for key, each in stored.items() if key != "fact"}
    )


def _detail(value: Any) -> Detail:  # noqa: ANN401  whatever JSON gives back
    return tuple(value) if isinstance(value, list) else value
