"""Absences and who looks after them, as a page says it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.domain.actors import CoveringActor
from accounts.models import Clinician
from policies.language.coverage_words import say_stretch_of_days
from policies.language.times import join
from policies.queries import stretches_of
from scheduler.domain.covering import Stretch
from scheduler.domain.interval import Interval, normalise
from scheduler.queries import Arrangements, away, through
from web.labels import COVERAGE_SCOPES
from web.presentation.inbox import Standing
from web.presentation.reader import Reader


@dataclass(frozen=True, slots=True)
class Absence:
    """A colleague's absence that one covers now, with what came within it."""

    name: str
    when: str
    scope: str
    through: str  # by whom it came to them, where they were not asked themselves
    found: Any

    @classmethod
    def of(cls, actor: CoveringActor, found: Any, reader: Reader, now: datetime) -> "Absence":  # noqa: ANN401  a list of messages
        colleague = away(actor)
        when = reader.span(actor.start, actor.end, colleague.time_zone, now)
        asked_by = through(actor)
        said = _("You cover for {name}, who looks after what comes for {colleague} and is away, too.")
        by = said.format(name=asked_by.name, colleague=colleague.name) if asked_by != colleague else ""
        return cls(colleague.name, when, str(COVERAGE_SCOPES[actor.scope]), by, found)


@dataclass(frozen=True)
class Ways:
    """Where what comes for `me` goes from whoever said yes and is away at some of the time."""

    arranged: Arrangements
    me: Clinician
    reader: Reader
    now: datetime

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        return stretches_of(self.me.pk, self.arranged, self.now)

    def past(self, first: UUID, span: Interval) -> Iterator[str]:
        """Within `span`, past this one."""
        when: dict[tuple[UUID, ...], list[Interval]] = {}
        for stretch in self.stretches:
            if stretch.span.overlaps(span) and stretch.span.end > self.now:
                for people in self._instead(first, stretch):
                    when.setdefault(people, []).append(stretch.span)
        for people, spans in when.items():
            yield self._say(people, spans)

    @staticmethod
    def _instead(first: UUID, stretch: Stretch) -> list[tuple[UUID, ...]]:
        """Who is away, and last who sees it then; this one alone where nobody does."""
        further = [path for path in stretch.paths if path.links[0].by == first and len(path.links) > 1]
        return [path.people[1:] for path in further] if stretch.paths else [(first,)]

    def _say(self, people: tuple[UUID, ...], spans: list[Interval]) -> str:
        *away, last = (self.arranged.people[person].name for person in people)
        said = (
            say_stretch_of_days(each, self.me.time_zone, self.reader.language) for each in normalise(spans)
        )
        dates = join(list(said), self.reader.language)
        if not away:
            return _(
                "{name} is away, too, {dates}, and nobody covers for them: then nobody sees these messages."
            ).format(name=last, dates=dates)
        names = join(away, self.reader.language)
        return ngettext(
            "While %(away)s is away, %(name)s sees these messages %(dates)s.",
            "While %(away)s are away, %(name)s sees these messages %(dates)s.",
            len(away),
        ) % {"away": names, "name": last, "dates": dates}


def say_circle(names: tuple[str, ...]) -> str:
    """Why this cannot be, and what could be done instead."""
    pairs = zip(names, (*names[1:], names[0]), strict=True)
    language = get_language() or "en"
    ways = join([_("{name} by {colleague}").format(name=of, colleague=by) for of, by in pairs], language)
    said = _(
        "All of you would be away at the same time, each covered by the next: {ways}. Nobody would be there, "
        "so please choose another colleague or other days."
    )
    return said.format(ways=ways)


@dataclass(frozen=True, slots=True)
class Offer:
    """`row` is as `scheduler.queries` gives it."""

    row: Any
    me: Clinician
    reader: Reader
    now: datetime
    ways: Ways

    @property
    def chain(self) -> tuple[str, ...]:
        """Who sees it instead while they are away themselves."""
        if self._is_over or not (self.is_mine and self.row.accepted_at):
            return ()
        return tuple(self.ways.past(self.row.covering_id, Interval(self.row.start, self.row.end)))

    @property
    def is_mine(self) -> bool:
        return bool(self.row.clinician_id == self.me.pk)

    @property
    def when(self) -> str:
        return self.reader.span(self.row.start, self.row.end, self.row.clinician.time_zone, self.now)

    @property
    def scope(self) -> str:
        return str(COVERAGE_SCOPES[self.row.scope])

    @property
    def standing(self) -> Standing:
        if self.row.withdrawn_at:
            return Standing("waiting", _("Taken back"))
        if self.row.declined_at:
            return Standing("overdue", _("Declined"))
        if self.row.accepted_at is None:
            return Standing("waiting", _("Not answered yet"))
        return Standing("kept", _("Holds now") if self.row.start <= self.now else _("Agreed"))

    @property
    def may_accept(self) -> bool:
        return not (self.is_mine or self._is_over or self.row.accepted_at)

    @property
    def may_decline(self) -> bool:
        return not (self.is_mine or self._is_over)

    @property
    def may_withdraw(self) -> bool:
        return self.is_mine and not self._is_over

    @property
    def _is_over(self) -> bool:
        return bool(self.row.declined_at or self.row.withdrawn_at)
