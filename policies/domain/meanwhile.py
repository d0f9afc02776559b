"""Who may be named to clients, at one moment, for the time in which their clinician is away.

A colleague of the practice is named for the time that they said yes to, and for no other. A service, or
somebody outside, cannot say yes here: the clinician vouches for them, and they stay as they were said.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pydantic import Field

from policies.domain.document import BoundaryPolicy, Coverage, TimeAway
from policies.domain.fields import stamp
from policies.domain.rules import away_during
from scheduler.domain.covering import Reach, Stretch
from scheduler.domain.interval import Interval, Intervals, gaps, normalise, overlapping, subtract
from scheduler.domain.wall_clock import zone

_TITLES = frozenset({"dr", "dra", "prof", "mr", "mrs", "ms", "mx", "sr", "sra", "doctor", "doctora"})
_WORD = re.compile(r"[^\W_]+")


class Covered(NamedTuple):
    """Time that a colleague looks after."""

    span: Interval
    name: str
    reach: Reach


def written(covered: Iterable[Covered]) -> tuple[str, ...]:
    """As facts hold it: "2026-12-21T05:00:00Z/2026-12-24T05:00:00Z urgent Ana Ruiz"."""
    return tuple(f"{stamp(span.start)}/{stamp(span.end)} {reach} {name}" for span, name, reach in covered)


def read(text: str) -> Covered:
    """The other way round."""
    span, reach, name = text.split(" ", 2)
    start, end = (datetime.fromisoformat(each).astimezone(UTC) for each in span.split("/"))
    return Covered(Interval(start, end), name, Reach(reach))


class TimeAwayAsTold(TimeAway):
    """What clients are told of it; the document that is written of it is the plain one.

    `covered`: who looks after which part of it, where that is not one for all of it. `arranging`: for some
    of it somebody was named or asked who has not said yes.
    """

    covered: tuple[Covered, ...] = Field((), exclude=True)
    arranging: bool = Field(default=False, exclude=True)


class PolicyAsTold(BoundaryPolicy):
    """`beside`: what is covered outside of the absences that the document names."""

    beside: tuple[Covered, ...] = Field((), exclude=True)


class Told(NamedTuple):
    """What is told in other words than the document's."""

    time_away: tuple[TimeAway, ...]
    coverage: str | None
    beside: tuple[Covered, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    name: str
    slug: str

    def is_meant_by(self, said: str) -> bool:
        """By name, in full or in part, or by slug."""
        words = _words(said) - _TITLES
        return said.strip().casefold() == self.slug or (bool(words) and words <= _words(self.name))

    def is_named_in(self, text: str) -> bool:
        """Somewhere in a sentence: by name, as far as it is one, or by slug."""
        spoken, slug = " ".join(_in_order(text)), " ".join(_in_order(self.slug))
        name = [word for word in _in_order(self.name.partition(",")[0]) if word not in _TITLES]
        return any(f" {each} " in f" {spoken} " for each in (" ".join(name), slug) if each)


@dataclass(frozen=True, slots=True)
class Yes:
    """Who looks after what comes for one clinician, as far as it is known at `now`.

    `stretches` and `asked` are those of the time ahead; `names` are the colleagues' by the people in them.
    """

    now: datetime
    colleagues: tuple[Colleague, ...]  # all of the practice, but the one
    names: Mapping[Any, str]
    stretches: tuple[Stretch, ...]
    asked: Intervals

    def covered(self) -> tuple[Covered, ...]:
        """In the order of time; one entry for each that looks after something without a break."""
        spans: dict[tuple[str, Reach], list[Interval]] = {}
        for stretch in self.stretches:
            for path in stretch.paths:
                spans.setdefault((self.names[path.end], path.reach), []).append(stretch.span)
        found = (Covered(span, *who) for who, each in spans.items() for span in normalise(each))
        return tuple(sorted(found, key=lambda each: (each.span, each.name)))


def as_told(policy: BoundaryPolicy, yes: Yes) -> Told:
    """What may be told of `policy` at this moment."""
    place, covered = zone(policy.timezone), yes.covered()
    spans = [(away, away_during(away, place)) for away in policy.time_away]
    told = tuple(_absence(away, span, covered, yes) if span else away for away, span in spans)
    absences = normalise(span for _, span in spans if span)
    return Told(told, _standing(policy.coverage, covered, yes), tuple(_beside(covered, absences)))


def with_told(policy: BoundaryPolicy, told: Told) -> PolicyAsTold:
    return PolicyAsTold.model_construct(**{**dict(policy), **told._asdict()})


def _absence(away: TimeAway, span: Interval, covered: tuple[Covered, ...], yes: Yes) -> TimeAway:
    """As it is where nobody of the practice has to do with it."""
    said = away.coverage
    named = said and (said.name or said.contact)
    meant = [each.name for each in yes.colleagues if named and each.is_meant_by(named)]
    inside = tuple(_clipped(covered, span))
    left = Interval.between(max(span.start, yes.now), span.end)
    uncovered = subtract((left,), normalise(each.span for each in inside)) if left else ()
    vouched_for = bool(named) and not meant
    if vouched_for and not inside:
        return away
    arranging = not vouched_for and any(meant or overlapping(yes.asked, each) for each in uncovered)
    if not (meant or inside or arranging):
        return away
    plain = {**dict(away), "coverage": said if vouched_for else None}
    for_all = _one_for_all(inside, left)
    if for_all and not vouched_for:
        return TimeAway.model_construct(**plain | {"coverage": _coverage(for_all, said, meant)})
    return TimeAwayAsTold.model_construct(**plain, covered=inside, arranging=arranging)


def _clipped(covered: Iterable[Covered], span: Interval) -> Iterator[Covered]:
    for each in covered:
        if each.span.overlaps(span):
            part = Interval(max(each.span.start, span.start), min(each.span.end, span.end))
            yield each._replace(span=part)


def _one_for_all(inside: tuple[Covered, ...], left: Interval | None) -> Covered | None:
    """Who alone looks after all that is left of an absence."""
    if left is None or len(inside) != 1:
        return None
    [only] = inside
    return only if only.span.start <= left.start and only.span.end >= left.end else None


def _coverage(covered: Covered, said: Coverage | None, meant: list[str]) -> Coverage:
    """In the clinician's words where they named this one, else in ours; it promises no more than the yes."""
    purpose = Reach.URGENT.value if covered.reach is Reach.URGENT else None
    if said and covered.name in meant:
        return said if said.purpose else said.model_copy(update={"purpose": purpose})
    return Coverage(name=covered.name, purpose=purpose)


def _standing(said: str | None, covered: tuple[Covered, ...], yes: Yes) -> str | None:
    """It says no dates, so whoever is named in it is told only while they look after things."""
    named = {each.name for each in yes.colleagues if said and each.is_named_in(said)}
    return said if named <= {each.name for each in covered if yes.now in each.span} else None


def _beside(covered: tuple[Covered, ...], absences: Intervals) -> Iterator[Covered]:
    for each in covered:
        yield from (each._replace(span=part) for part in gaps(absences, each.span))


def _words(text: str) -> set[str]:
    return set(_in_order(text))


def _in_order(text: str) -> list[str]:
    """In small letters without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(each for each in letters if not unicodedata.combining(each)))
