"""A message as its clinician sees it: the promise, the time left, the decision and why, what was told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.queries import Readings
from notifications.domain.tiers import Level
from web.labels import CHANNELS, DECISIONS, DELIVERIES, DELIVERY_STATES, LEVELS, SOURCES
from web.presentation.highlight import Piece, highlight
from web.presentation.message import Event, Written, who
from web.presentation.time_left import say_length, time_left
from web.presentation.unopened import opened_name


@dataclass(frozen=True, slots=True)
class Standing:
    """How the promise stands: a tone for the eye, words for everyone."""

    tone: str
    said: str


class Received(Written):
    """One message, with what the screening heard, for the clinician's eyes."""

    @property
    def who(self) -> str:
        return self._name or _("Someone who left no address")

    @property
    def _name(self) -> str:
        row = self.row
        return opened_name(lambda: row.client.name if row.client else row.sender)

    @property
    def came(self) -> str:
        """Such as `Email, by mail, Tuesday 10 March at 10:30 (New York)`."""
        channel = str(CHANNELS.get(self.row.channel, self.row.channel))
        return f"{channel}, {SOURCES[self.row.source]}, {self._instant(self.row.received_at)}"

    @property
    def level(self) -> str:
        return str(self.row.screening.level)

    @property
    def level_said(self) -> str:
        return str(LEVELS.get(self.level, ""))

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
    def reason(self) -> str:
        decision = self.row.decision
        why = str(DECISIONS.get(decision.reason, decision.reason))
        if decision.action == "reply":
            return _("Answered automatically. {why}").format(why=why)
        if decision.reason == "cannot_be_texted":  # which says itself what was sent, and how
            return why
        if self.row.source == "page":  # which answers whoever filled in its form in any case
            return _("The page answered at once; no mail was sent. {why}").format(why=why)
        return _("Nothing was sent automatically. {why}").format(why=why)

    @property
    def answered_by(self) -> str:
        """Who answered, where it was not the clinician who was written to."""
        given = self.row.answered_by
        if given.clinician_id == self.row.clinician_id:
            return ""
        return str(given.clinician.name if given.clinician_id else given.user.membership.name)

    @property
    def subject(self) -> tuple[Piece, ...]:
        return highlight(self.words[0], self.row.screening.evidence)

    @property
    def text(self) -> tuple[Piece, ...]:
        """Evidence is counted in the subject, a line break and the text."""
        subject, text = self.words
        return highlight(text, self.row.screening.evidence, len(subject) + 1)

    def events(self, deliveries: Iterable[Any]) -> Iterator[Event]:
        """What was sent for this message, in order."""
        for delivery in deliveries:
            here = {"page": _("shown on the public page"), "portal": _("shown to them at once")}
            on_page = here.get(self.row.source) if delivery.state == "handed_back" else None
            state = on_page or DELIVERY_STATES[delivery.state]
            road = f"{delivery.kind} by {delivery.channel}"
            what = f"{DELIVERIES.get(road, DELIVERIES[delivery.kind])}: {state}"
            whom = "" if delivery.kind == "alarm" else delivery.recipient  # a colleague's own address
            yield Event(self._instant(delivery.sent_at or delivery.created_at), what, whom)

    def seen(self, readings: Readings) -> Event:
        """Who has opened this message, and when last."""
        return self.opened(readings, who(readings))


def _waiting(due: datetime | None, now: datetime) -> Standing:
    if due is None:
        return Standing("waiting", _("Waiting; no time was promised"))
    return Standing("waiting" if now <= due else "overdue", time_left(due, now))
