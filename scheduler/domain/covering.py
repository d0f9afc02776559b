"""Who looks after what comes for somebody who is away: found anew for each moment, from who said yes to whom.

People are anything hashable. Nothing here knows where a yes or an absence is kept.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeAlias

from scheduler.domain.interval import Interval, Intervals

Person: TypeAlias = Any  # hashable
IsAway: TypeAlias = Callable[[Person], bool]


class Reach(StrEnum):
    URGENT = "urgent"  # what sounds like danger, or is said to be urgent
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Cover:
    """`by` looks after what comes for `of`."""

    of: Person
    by: Person
    span: Interval
    reach: Reach


@dataclass(frozen=True, slots=True)
class Path:
    """From who is away to one who sees what comes for them; each link covers the one before it."""

    links: tuple[Cover, ...]

    @property
    def people(self) -> tuple[Person, ...]:
        return (self.links[0].of, *(link.by for link in self.links))

    @property
    def end(self) -> Person:
        return self.links[-1].by

    @property
    def reach(self) -> Reach:
        """No wider than the narrowest link: nobody passes on more than they see."""
        return Reach.ALL if all(link.reach is Reach.ALL for link in self.links) else Reach.URGENT

    @property
    def span(self) -> Interval:
        """As long as every link holds."""
        return Interval(
            max(link.span.start for link in self.links), min(link.span.end for link in self.links)
        )


def walk(person: Person, at: datetime, covers: Iterable[Cover]) -> Iterator[Path]:
    """Everybody to whom links that hold at this moment lead: once, by the widest way, then by the shortest.

    Links of equal worth are tried in the order in which they came. It never comes back to `person`.
    """
    by_person: dict[Person, list[Cover]] = {}
    for each in covers:
        if at in each.span:
            by_person.setdefault(each.of, []).append(each)
    seen = {person}
    wide, narrow = (deque[Path](), deque[Path]())

    def go_on(links: tuple[Cover, ...], end: Person) -> None:
        for link in by_person.get(end, ()):
            longer = Path((*links, link))
            (wide if longer.reach is Reach.ALL else narrow).append(longer)

    go_on((), person)
    while wide or narrow:
        path = (wide or narrow).popleft()
        if path.end not in seen:
            seen.add(path.end)
            yield path
            go_on(path.links, path.end)


def who_sees(person: Person, at: datetime, covers: Iterable[Cover], is_away: IsAway) -> tuple[Path, ...]:
    """The ways to those who are there at this moment; empty where all who said yes are away themselves.

    Nobody is asked past one who is there.
    """
    held = [each for each in covers if each.of == person or is_away(each.of)]
    return tuple(path for path in walk(person, at, held) if not is_away(path.end))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time through which the same people see what comes; nobody where `paths` is empty."""

    span: Interval
    paths: tuple[Path, ...]


def who_sees_during(
    person: Person, span: Interval, covers: Sequence[Cover], absences: Mapping[Person, Intervals]
) -> Iterator[Stretch]:
    """All of `span`, in order, cut wherever somebody else takes over. `absences`: who is away when."""
    changes = {span.start, span.end}
    for each in (*(cover.span for cover in covers), *(away for spans in absences.values() for away in spans)):
        changes.update(moment for moment in (each.start, each.end) if moment in span)
    running: Stretch | None = None
    for start, end in pairwise(sorted(changes)):
        paths = who_sees(person, start, covers, lambda who, at=start: is_away(who, at, absences))  # type: ignore[misc]  # bound at once
        if running and running.paths == paths:
            running = Stretch(Interval(running.span.start, end), paths)
            continue
        if running:
            yield running
        running = Stretch(Interval(start, end), paths)
    if running:
        yield running


def is_away(person: Person, at: datetime, absences: Mapping[Person, Intervals]) -> bool:
    return any(at in span for span in absences.get(person, ()))


def circle(wanted: Cover, covers: Sequence[Cover]) -> tuple[Person, ...]:
    """Who would cover one another in a circle if this held, too, from who is away on; empty where none is.

    Whatever overlaps begins when one of the links does, so no other moment has to be looked at.
    """
    starts = (each.span.start for each in covers if each.span.start in wanted.span)
    for at in sorted({wanted.span.start, *starts}):
        for path in walk(wanted.by, at, covers):
            if path.end == wanted.of:
                return (wanted.of, *path.people[:-1])
    return ()
