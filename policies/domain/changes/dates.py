"""Closed dates, dates with hours of their own, and time away: what came, what went, what moved."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from policies.domain.changes.change import Change, difference, reworded, words_of
from policies.domain.changes.hours import spans
from policies.domain.document import BoundaryPolicy, Coverage, TimeAway
from policies.domain.rules import away_during
from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import midnight, zone


def closed_dates_changes(old: BoundaryPolicy, new: BoundaryPolicy, on: date | None) -> Iterator[Change]:
    before, after = old.closed_dates, new.closed_dates
    gone, come = _without(before, after), _without(after, before)
    if not (gone or come):
        yield from reworded("closed_dates", before, after)
    for removed, added in ((gone, ()), ((), come)):
        matters = any(on is None or day >= on for day in removed or added)
        yield from difference("closed_dates", removed, added, material=matters)


def overrides_changes(old: BoundaryPolicy, new: BoundaryPolicy, on: date | None) -> Iterator[Change]:
    before, after = ({each.date: each for each in policy.overrides} for policy in (old, new))
    for day in sorted(before.keys() | after.keys()):
        was, now = before.get(day), after.get(day)
        path = f"overrides[{day}]"
        if was and now and spans(was.windows) == spans(now.windows):
            yield from reworded(path, was, now)
        else:
            yield from difference(path, was, now, material=on is None or day >= on)
    if before == after:
        yield from reworded("overrides", old.overrides, new.overrides)


def _without(dates: tuple[date, ...], others: tuple[date, ...]) -> tuple[date, ...]:
    return tuple(sorted({*dates} - {*others}))


# --- time away


class _Away(NamedTuple):
    said: TimeAway
    span: Interval | None  # none where the zone skips all of it


Pair = tuple[_Away | None, _Away | None]


def away_changes(old: BoundaryPolicy, new: BoundaryPolicy, on: date | None) -> Iterator[Change]:
    """Each absence beside what it was before: one of the same time, else one that shares some of it."""
    before, after = _absences(old), _absences(new)
    all_before, all_after = (tuple(each.said for each in those) for those in (before, after))
    _alike(before, after, lambda away: away.said)
    moved = [*_alike(before, after, lambda away: away.span), *_that_share_time(before, after)]
    pairs: list[Pair] = [*moved, *((each, None) for each in before), *((None, each) for each in after)]
    for was, now in sorted(pairs, key=_begins):
        yield from _away_change(was, now, on, new.timezone)
    if not pairs:
        yield from reworded("time_away", all_before, all_after)  # in another order


def _absences(policy: BoundaryPolicy) -> list[_Away]:
    place = zone(policy.timezone)
    return [_Away(_without_empty_coverage(each), away_during(each, place)) for each in policy.time_away]


def _without_empty_coverage(away: TimeAway) -> TimeAway:
    """As it is written: what says nothing is left out."""
    return away if away.coverage != Coverage() else away.model_copy(update={"coverage": None})


def _alike(before: list[_Away], after: list[_Away], of: Callable[[_Away], Hashable]) -> list[Pair]:
    """Takes out of both what has the same."""
    waiting: dict[Hashable, list[_Away]] = {}
    for now in reversed(after):
        waiting.setdefault(of(now), []).append(now)
    found = [(was, waiting[of(was)].pop()) for was in before if waiting.get(of(was))]
    return _taken_out(found, before, after)


def _that_share_time(before: list[_Away], after: list[_Away]) -> list[Pair]:
    found, left = [], list(after)
    for was in before:
        now = next((each for each in left if _share_time(was, each)), None)
        if now is not None:
            left.remove(now)
            found.append((was, now))
    return _taken_out(found, before, after)


def _taken_out(found: list[tuple[_Away, _Away]], before: list[_Away], after: list[_Away]) -> list[Pair]:
    taken = {id(each) for pair in found for each in pair}
    for those in (before, after):
        those[:] = [each for each in those if id(each) not in taken]
    return list(found)


def _share_time(was: _Away, now: _Away) -> bool:
    return was.span is not None and now.span is not None and was.span.overlaps(now.span)


def _begins(pair: Pair) -> str:
    span = next((each.span for each in reversed(pair) if each), None)
    return span.start.isoformat() if span else ""


def _cover_alike(was: Coverage | None, now: Coverage | None) -> bool:
    before, after = (
        [words_of(words) for words in (each.name, each.contact, each.purpose)] if each else None
        for each in (was, now)
    )
    return before == after


def _away_change(was: _Away | None, now: _Away | None, on: date | None, place: str) -> Iterator[Change]:
    before, after = was and was.said, now and now.said
    if was and now and was.span == now.span and _cover_alike(was.said.coverage, now.said.coverage):
        yield from reworded("time_away", before, after)
        return
    lasting = on is None or any(
        each.span and each.span.end > midnight(on, zone(place)) for each in (was, now) if each
    )
    for change in difference("time_away", before, after, material=lasting):
        yield replace(change, zone=place)
