"""The algebra of intervals, against sets of hours."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scheduler.domain.errors import EmptyInterval, NaiveInstant
from scheduler.domain.interval import Interval, clip, gaps, intersect, normalise, subtract

START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def interval(first: int, last: int) -> Interval:
    return Interval(START + first * HOUR, START + last * HOUR)


def hours(intervals: tuple[Interval, ...]) -> set[int]:
    return {hour for hour in range(60) for each in intervals if START + hour * HOUR in each}


any_interval = some.tuples(some.integers(0, 40), some.integers(1, 12)).map(
    lambda pair: interval(pair[0], sum(pair))
)
sets = some.lists(any_interval, max_size=6).map(normalise)


@pytest.mark.parametrize(
    ("why", "given_hours", "expected"),
    [
        ("nothing", [], []),
        ("touching ones become one", [(1, 2), (2, 3)], [(1, 3)]),
        ("order does not matter", [(5, 6), (1, 2)], [(1, 2), (5, 6)]),
        ("one inside another is swallowed", [(1, 9), (2, 3)], [(1, 9)]),
        ("of two with one end the earlier start stays", [(3, 9), (1, 9)], [(1, 9)]),
        ("a gap stays a gap", [(1, 2), (3, 4)], [(1, 2), (3, 4)]),
    ],
)
def test_normalise(why: str, given_hours: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    assert normalise(interval(*each) for each in given_hours) == tuple(
        interval(*each) for each in expected
    ), why


@pytest.mark.parametrize(
    ("why", "holes", "expected"),
    [
        ("a hole in the middle", [(12, 13)], [(9, 12), (13, 17)]),
        ("a hole over everything leaves nothing", [(8, 18)], []),
        ("a hole of exactly the hours leaves nothing", [(9, 17)], []),
        ("a hole that touches takes nothing", [(7, 9), (17, 19)], [(9, 17)]),
        ("two holes", [(8, 10), (16, 18)], [(10, 16)]),
    ],
)
def test_subtract(why: str, holes: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    left = subtract((interval(9, 17),), tuple(interval(*each) for each in holes))
    assert left == tuple(interval(*each) for each in expected), why


@given(some.lists(any_interval, max_size=6))
def test_normalise_keeps_the_time_and_is_sorted_and_disjoint(intervals: list[Interval]) -> None:
    normal = normalise(intervals)
    assert hours(normal) == hours(tuple(intervals))
    assert all(one.end < other.start for one, other in pairwise(normal))


@given(sets, sets, any_interval)
def test_algebra_is_that_of_sets(
    one: tuple[Interval, ...], other: tuple[Interval, ...], span: Interval
) -> None:
    assert hours(intersect(one, other)) == hours(one) & hours(other)
    assert hours(subtract(one, other)) == hours(one) - hours(other)
    assert hours(clip(one, span)) == hours(one) & hours((span,))
    assert hours(gaps(one, span)) == hours((span,)) - hours(one)


def test_an_interval_holds_its_start_and_not_its_end() -> None:
    assert (START in interval(0, 1), START + HOUR in interval(0, 1)) == (True, False)


def test_an_interval_takes_only_utc() -> None:
    for start in (START.replace(tzinfo=None), START.astimezone(timezone(HOUR))):
        with pytest.raises(NaiveInstant):
            Interval(start, START + HOUR)


@pytest.mark.parametrize("end", [0, -1])
def test_an_interval_is_never_empty_or_backwards(end: int) -> None:
    with pytest.raises(EmptyInterval):
        interval(0, end)
