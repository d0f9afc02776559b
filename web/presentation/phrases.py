"""A practice's own phrases as a page tells them, and what a change to them would do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries import Person
from notifications.domain.lexicon import lexicon
from notifications.domain.screening import WEIGHED
from notifications.domain.trying import Heard
from notifications.queries import Rang
from notifications.services.trying import FEW, Changed, Tried
from web.labels import CATEGORIES, HEARD, PHRASES_DO
from web.presentation.highlight import Piece, highlight
from web.presentation.inbox import Received
from web.presentation.message import name_in
from web.presentation.reader import Reader
from web.presentation.unopened import opened

SHOWN = 20  # messages that would change
NEVER = Rang()


@dataclass(frozen=True, slots=True)
class Phrase:
    """`row` is as `notifications.queries` gives it."""

    row: Any
    rang: Rang
    people: Mapping[UUID, Person]
    reader: Reader

    @property
    def words(self) -> str:
        return opened(lambda: str(self.row.words), otherwise=_("Words that cannot be opened just now"))

    @property
    def does(self) -> str:
        about = CATEGORIES.get(self.row.category)
        return f"{PHRASES_DO[self.row.does]} ({about})" if about else str(PHRASES_DO[self.row.does])

    @property
    def added(self) -> str:
        who = name_in(self.people, self.row.added_by)
        return _("Added on {date} by {who}").format(date=self.reader.date(self.row.added_at.date()), who=who)

    @property
    def alarms(self) -> str:
        return say_alarms(self.rang) if self.row.does != "exception" else ""


@dataclass(frozen=True, slots=True)
class ShippedRule:
    id: str
    about: str
    rang: Rang

    @property
    def alarms(self) -> str:
        return say_alarms(self.rang)


def shipped_rules(rang: Mapping[str, Rang]) -> list[ShippedRule]:
    """Those that were among the reasons for an alarm here, the most frequent first."""
    about = {rule.id: str(CATEGORIES.get(rule.category, _("Distress"))) for rule in lexicon().rules}
    about[WEIGHED] = _("Many words together, no phrase")
    found = [ShippedRule(rule, about[rule], counts) for rule, counts in rang.items() if rule in about]
    return sorted(found, key=lambda each: (-each.rang.times, each.id))


def say_alarms(rang: Rang) -> str:
    if not rang.times:
        return _("No alarm yet")
    said = ngettext("{count} alarm", "{count} alarms", rang.times).format(count=rang.times)
    of_them = []
    if rang.looked_after:
        of_them.append(_("{count} looked after").format(count=rang.looked_after))
    if rang.false_alarms:
        false = ngettext("{count} false alarm", "{count} false alarms", rang.false_alarms)
        of_them.append(false.format(count=rang.false_alarms))
    return f"{said}: {', '.join(of_them)}" if of_them else said


@dataclass(frozen=True, slots=True)
class Line:
    """A message of the reader's own that would be heard otherwise."""

    pk: UUID
    who: str
    came: str
    said: str


@dataclass(frozen=True)
class Outcome:
    """What a change would do."""

    tried: Tried
    sample: str
    reader: Reader
    now: Any

    @property
    def sample_said(self) -> str:
        return say_change(self.tried.sample) if self.tried.sample else ""

    @property
    def sample_marked(self) -> tuple[Piece, ...]:
        if self.tried.sample is None:
            return ()
        evidence = [{"start": each.start, "end": each.end} for each in self.tried.sample.after.evidence]
        return highlight(self.sample, evidence)

    @property
    def counts(self) -> Iterator[str]:
        """Of an owner who is no clinician, nothing so exact that it could tell what one message says."""
        yield self._said(self.tried.rising, rises=True)
        yield self._said(self.tried.falling, rises=False)

    def _said(self, count: int, *, rises: bool) -> str:
        if self.tried.is_blurred and count < FEW:
            few = _("Fewer than {few} would be taken more seriously than now.")
            fewer = _("Fewer than {few} would be taken less seriously than now.")
            return (few if rises else fewer).format(few=FEW)
        more = ngettext(
            "{count} would be taken more seriously than now.",
            "{count} would be taken more seriously than now.",
            count,
        )
        less = ngettext(
            "{count} would be taken less seriously than now.",
            "{count} would be taken less seriously than now.",
            count,
        )
        return (more if rises else less).format(count=count)

    @property
    def lines(self) -> list[Line]:
        return [self._line(each) for each in (self.tried.changed or ())[:SHOWN]]

    @property
    def not_shown(self) -> int:
        return max(0, len(self.tried.changed or ()) - SHOWN)

    def _line(self, changed: Changed) -> Line:
        message = Received(changed.message, changed.message.clinician.time_zone, self.reader, self.now)
        when = self.reader.instant(changed.message.received_at, changed.message.clinician.time_zone)
        return Line(changed.message.pk, message.who, when, say_change(changed.heard))


def say_change(heard: Heard) -> str:
    before, after = HEARD[heard.before.level], HEARD[heard.after.level]
    if heard.before.level == heard.after.level:
        return _("{heard}, as it is now.").format(heard=after)
    return _("Now: {before}. Then: {after}.").format(after=after, before=before)


def own(
    rows: Iterable[Any], rang: Mapping[str, Rang], people: Mapping[UUID, Person], reader: Reader
) -> list[Phrase]:
    return [Phrase(row, rang.get(f"own.{row.number}", NEVER), people, reader) for row in rows]
