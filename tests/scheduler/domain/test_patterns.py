from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.interval import Interval, normalise
from scheduler.domain.patterns import Pattern, patterns
from scheduler.domain.wall_clock import instant, zone

PLACE = zone("America/New_York")
FIRST = date(2026, 2, 2)  # a Monday


def on(day: int, start: int = 540, end: int = 1020) -> Interval:
    """So many days later, by wall clocks."""
    date_ = FIRST + timedelta(days=day)
    return Interval(instant(date_, start, PLACE), instant(date_ + timedelta(days=end <= start), end, PLACE))


def told(pattern: Pattern) -> list[Interval]:
    """Spelt out by wall clocks, as an app does it."""
    start, end = (at.astimezone(PLACE) for at in (pattern.first.start, pattern.first.end))
    if not pattern.days or pattern.last_day is None:
        return [pattern.first]
    found, monday = [], start.date() - timedelta(days=start.weekday())
    for later in range((pattern.last_day - start.date()).days + 1):
        day = start.date() + timedelta(days=later)
        if day.weekday() in pattern.days and (day - monday).days // 7 % pattern.every == 0:
            moved = timedelta(days=later)
            at = Interval((start + moved).astimezone(UTC), (end + moved).astimezone(UTC))
            found += [at] if at.start not in pattern.without else []
    return found


def test_weekdays_are_one_pattern_with_the_holiday_left_out() -> None:
    days = [week * 7 + day for week in range(8) for day in range(5) if (week, day) != (2, 0)]
    [found] = patterns(map(on, days), PLACE)
    assert (found.days, found.every, found.first, found.last_day) == (
        frozenset(range(5)),
        1,
        on(0),
        FIRST + timedelta(days=53),
    )
    assert found.without == (on(14).start,)


def test_every_second_week_is_a_rhythm_and_what_comes_rarely_stands_alone() -> None:
    found = patterns([on(0), on(14), on(28), on(3, 600, 660), on(45, 600, 660)], PLACE)
    assert [(each.first, each.every, len(each.days)) for each in found] == [
        (on(0), 2, 1),
        (on(3, 600, 660), 1, 0),
        (on(45, 600, 660), 1, 0),
    ]


def test_what_clocks_show_twice_stands_alone() -> None:
    late = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # 01:30 for the second time
    once = Interval(late, late + timedelta(minutes=30))
    assert patterns([once], PLACE) == [Pattern(once)]


TIMES = st.lists(
    st.builds(
        on,
        st.integers(0, 300),
        st.sampled_from([60, 120, 540, 1380]),
        st.sampled_from([150, 600, 1020, 1439]),
    )
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TIMES)
def test_patterns_say_all_of_it_and_nothing_else(times: list[Interval]) -> None:
    apart = normalise(times)
    spelt = [each for pattern in patterns(apart, PLACE) for each in told(pattern)]
    assert sorted(spelt) == list(apart)
