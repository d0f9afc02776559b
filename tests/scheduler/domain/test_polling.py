"""Calendars are read within bounds, whatever they ask and however often they fail; and never all at once."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.interval import Interval
from scheduler.domain.polling import LONGEST, SHORTEST, after_failure, after_reading
from scheduler.domain.vanishing import vanished
from scheduler.ical.refresh import asked_refresh

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311  a sample, no secret


@given(asked=st.none() | st.timedeltas(timedelta(0), timedelta(days=4000)), seed=st.integers())
def test_what_is_asked_is_kept_within_bounds(asked: timedelta | None, seed: int) -> None:
    assert SHORTEST <= after_reading(asked, random=chance(seed)) <= LONGEST


@given(
    failures=st.integers(1, 10_000), status=st.sampled_from([None, 401, 403, 404, 500]), seed=st.integers()
)
def test_failures_are_waited_for_within_bounds(failures: int, status: int | None, seed: int) -> None:
    wait = after_failure(failures, status, random=chance(seed))
    assert wait is not None
    assert SHORTEST <= wait <= LONGEST


def test_the_same_asked_twice_is_not_at_the_same_moment() -> None:
    assert len({after_reading(HOUR, random=chance(seed)) for seed in range(20)}) == 20
    assert after_failure(1, 410, random=chance(1)) is None


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("REFRESH-INTERVAL;VALUE=DURATION:PT1H", HOUR),
        ("X-PUBLISHED-TTL:PT1H30M", HOUR * 1.5),
        ("X-PUBLISHED-TTL:P1D\r\nREFRESH-INTERVAL:P1W", timedelta(days=7)),
        ("refresh-interval;value=duration:PT90S", timedelta(seconds=90)),
        ("REFRESH-INTERVAL:-PT1H", None),
        ("REFRESH-INTERVAL:PT0S", None),
        ("REFRESH-INTERVAL:P", None),
        ("DESCRIPTION:REFRESH-INTERVAL:PT1H", None),
        ("REFRESH-INTERVAL:PT99999999999999999999H", None),
    ],
)
def test_what_a_calendar_asks_is_read_where_it_can_be(line: str, asked: timedelta | None) -> None:
    assert asked_refresh(f"BEGIN:VCALENDAR\r\n{line}\r\nEND:VCALENDAR\r\n".encode()) == asked


hours = st.sets(st.integers(-20, 60), max_size=25)


@given(before=hours, after=hours)
def test_much_is_more_than_half_of_what_lay_ahead_or_all_of_it(before: set[int], after: set[int]) -> None:
    """Hours apart from one another, so that each is there or is not."""
    kept, left = (
        tuple(Interval(NOW + 2 * each * HOUR, NOW + (2 * each + 1) * HOUR) for each in sorted(those))
        for those in (before, after)
    )
    ahead = {each for each in before if each >= 0}
    gone = ahead - after
    expected = bool(ahead) and (gone == ahead or (len(gone) >= 5 and len(gone) > len(ahead) / 2))
    assert vanished(kept, left, NOW) == expected
