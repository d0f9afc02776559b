"""Openings, held to a brute force that looks at every minute, and to cases that can be checked by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduler.domain.interval import Interval, normalise
from scheduler.domain.openings import Diary, Terms, bookable, nearest, openings
from scheduler.domain.weekly import Hours

MINUTE = timedelta(minutes=1)
NEW_YORK = ZoneInfo("America/New_York")
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)  # in New York
ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def span(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))


def on(day: date, start: int, end: int, place: ZoneInfo = NEW_YORK) -> Interval:
    """Hours of that date, on wall clocks."""
    found = Hours(start * 60, end * 60).on(day, place)
    assert found is not None
    return found


def shown(starts: tuple[datetime, ...], place: ZoneInfo = NEW_YORK) -> list[str]:
    return [f"{each.astimezone(place):%H:%M%z}" for each in starts]


def brute_force(terms: Terms, diary: Diary, asked: Interval) -> tuple[datetime, ...]:
    """Every minute is tried, and every rule is asked of it."""
    found, minute = [], asked.start
    while minute < asked.end:
        if _is_open(terms, diary, minute):
            found.append(minute)
        minute += MINUTE
    return tuple(found)


def _is_open(terms: Terms, diary: Diary, start: datetime) -> bool:
    end = start + timedelta(minutes=terms.minutes)
    around = terms.takes(start)
    within = [each for each in diary.hours if each.start <= start and end <= each.end]
    if not within or any(around.overlaps(each) for each in diary.taken):
        return False
    first, local = (each.astimezone(diary.place).replace(tzinfo=None) for each in (within[0].start, start))
    if (local - first) % timedelta(minutes=terms.step):
        return False
    same_day = [each for each in diary.kept if each.astimezone(diary.place).date() == local.date()]
    return terms.daily_maximum is None or len(same_day) < terms.daily_maximum


@st.composite
def diaries(draw: st.DrawFn) -> tuple[Diary, Interval]:
    """Three days around a change of clocks, of any kind."""
    place = ZoneInfo(draw(st.sampled_from(ZONES)))
    day = draw(st.sampled_from([SPRING, AUTUMN, date(2026, 3, 29), date(2026, 10, 4), date(2026, 4, 5)]))
    midnight = datetime.combine(day, datetime.min.time(), UTC) - timedelta(days=1)

    def stretches(most: int, longest: int) -> list[Interval]:
        starts = draw(st.lists(st.integers(0, 3 * 1440), max_size=most))
        lengths = draw(st.lists(st.integers(1, longest), min_size=len(starts), max_size=len(starts)))
        return [
            Interval(midnight + start * MINUTE, midnight + (start + length) * MINUTE)
            for start, length in zip(starts, lengths, strict=True)
        ]

    kept = tuple(midnight + each * MINUTE for each in draw(st.lists(st.integers(0, 3 * 1440), max_size=4)))
    asked = Interval(midnight + draw(st.integers(0, 1440)) * MINUTE, midnight + timedelta(days=3))
    return Diary(place, normalise(stretches(4, 900)), stretches(6, 200), kept), asked


every_terms = st.builds(
    Terms,
    minutes=st.integers(1, 120),
    before=st.integers(0, 45),
    after=st.integers(0, 45),
    step=st.sampled_from([1, 5, 7, 15, 20, 30, 45, 50, 60, 90]),
    daily_maximum=st.none() | st.integers(1, 3),
)


@settings(max_examples=150, deadline=None)
@given(every_terms, diaries())
@example(
    Terms(minutes=50, step=30),
    (Diary(NEW_YORK, (on(AUTUMN, 0, 6),), ()), span("2026-11-01", "2026-11-02")),
)
@example(
    Terms(minutes=50, step=50),
    (Diary(NEW_YORK, (on(SPRING, 0, 6),), ()), span("2026-03-08", "2026-03-09")),
)
def test_they_are_those_that_looking_at_every_minute_finds(
    terms: Terms, asked: tuple[Diary, Interval]
) -> None:
    assert openings(terms, *asked) == brute_force(terms, *asked)


def test_the_grid_begins_with_the_hours_and_not_with_the_day() -> None:
    hours = (Interval(at("2026-03-10T13:15"), at("2026-03-10T16:00")),)
    found = openings(Terms(minutes=50, step=60), Diary(NEW_YORK, hours, ()), span("2026-03-10", "2026-03-11"))
    assert shown(found) == ["09:15-0400", "10:15-0400"]


def test_what_cuts_into_the_hours_does_not_move_the_grid() -> None:
    hours = (Interval(at("2026-03-10T13:00"), at("2026-03-10T16:00")),)
    taken = (Interval(at("2026-03-10T12:00"), at("2026-03-10T13:20")),)
    found = openings(
        Terms(minutes=60, step=30), Diary(NEW_YORK, hours, taken), span("2026-03-10", "2026-03-11")
    )
    assert shown(found) == ["09:30-0400", "10:00-0400", "10:30-0400", "11:00-0400"]


def test_where_clocks_go_forward_no_skipped_time_is_offered() -> None:
    diary = Diary(NEW_YORK, (on(SPRING, 0, 5),), ())
    found = openings(Terms(minutes=60, step=60), diary, span("2026-03-08", "2026-03-09"))
    assert shown(found) == ["00:00-0500", "01:00-0500", "03:00-0400", "04:00-0400"]


def test_where_clocks_go_back_both_of_the_same_time_are() -> None:
    diary = Diary(NEW_YORK, (on(AUTUMN, 0, 3),), ())
    found = openings(Terms(minutes=60, step=60), diary, span("2026-11-01", "2026-11-02"))
    assert shown(found) == ["00:00-0400", "01:00-0400", "01:00-0500", "02:00-0500"]


def test_touching_is_not_sharing() -> None:
    hours = (Interval(at("2026-03-10T13:00"), at("2026-03-10T16:00")),)
    taken = (Interval(at("2026-03-10T14:00"), at("2026-03-10T15:00")),)
    asked = span("2026-03-10", "2026-03-11")
    plain = openings(Terms(minutes=60, step=60), Diary(NEW_YORK, hours, taken), asked)
    assert shown(plain) == ["09:00-0400", "11:00-0400"]
    with_buffers = Terms(minutes=60, step=60, before=1)
    assert shown(openings(with_buffers, Diary(NEW_YORK, hours, taken), asked)) == ["09:00-0400"]
    both = Terms(minutes=60, step=60, before=1, after=1)
    assert openings(both, Diary(NEW_YORK, hours, taken), asked) == ()


def test_buffers_may_lie_outside_of_the_hours() -> None:
    hours = (Interval(at("2026-03-10T13:00"), at("2026-03-10T14:00")),)
    terms = Terms(minutes=60, before=30, after=30)
    assert openings(terms, Diary(NEW_YORK, hours, ()), span("2026-03-10", "2026-03-11"))


def test_a_whole_day_taken_takes_the_whole_day_where_the_clinician_is() -> None:
    hours = (on(date(2026, 3, 9), 20, 24), on(date(2026, 3, 10), 20, 24), on(date(2026, 3, 11), 20, 24))
    all_day = Interval(at("2026-03-10T04:00"), at("2026-03-11T04:00"))  # midnight to midnight there
    found = openings(
        Terms(minutes=60, step=60), Diary(NEW_YORK, hours, (all_day,)), span("2026-03-09", "2026-03-13")
    )
    days = {each.astimezone(NEW_YORK).date() for each in found}
    assert days == {date(2026, 3, 9), date(2026, 3, 11)}
    assert "23:00-0400" in shown(found)  # up to the last minute of the day before


def test_a_daily_maximum_counts_local_days() -> None:
    hours = (Interval(at("2026-03-10T22:00"), at("2026-03-11T08:00")),)  # 18:00 to 04:00
    diary = Diary(NEW_YORK, hours, (), kept=(at("2026-03-11T02:00"), at("2026-03-10T14:00")))
    found = openings(Terms(minutes=60, step=60, daily_maximum=2), diary, span("2026-03-10", "2026-03-12"))
    assert shown(found) == ["00:00-0400", "01:00-0400", "02:00-0400", "03:00-0400"]


@pytest.mark.parametrize(
    ("now", "first", "end"),
    [
        # a day's notice is 24 hours, whatever clocks do; a date is a date, where the clinician is
        ("2026-03-07T20:00", "2026-03-08T20:00", "2026-03-10T04:00"),
        ("2026-10-31T20:00", "2026-11-01T20:00", "2026-11-03T05:00"),
        ("2026-03-10T03:59", "2026-03-11T03:59", "2026-03-12T04:00"),  # still the ninth there
    ],
)
def test_notice_and_horizon(now: str, first: str, end: str) -> None:
    terms = Terms(minutes=50, notice=1440, horizon_days=2)
    assert bookable(terms, at(now), NEW_YORK) == span(first, end)


def test_a_notice_longer_than_the_horizon_leaves_nothing() -> None:
    assert bookable(Terms(minutes=50, notice=4 * 1440, horizon_days=2), at("2026-03-10"), NEW_YORK) is None


def test_the_nearest_come_in_order() -> None:
    starts = [at(f"2026-03-10T{hour:02}:00") for hour in (8, 9, 12, 15, 20)]
    assert nearest(starts, at("2026-03-10T11:00"), 3) == (starts[0], starts[1], starts[2])
