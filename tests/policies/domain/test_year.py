"""The year: every hour of it is what the engine promises, and the longest wait is the longest."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from policies.domain.document import parse_document
from policies.domain.promise import CompiledPolicy, State, compile_policy
from policies.domain.year import Special, Year, longest_silence, year
from policies.domain.year_change import compare
from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import midnight
from tests.policies.domain.random_policies import random_policy, transitions, zones_that_change

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
START = date(2026, 3, 2)  # a Monday
NEW_YORK = ZoneInfo("America/New_York")
WORKDAYS = ["MO", "TU", "WE", "TH", "FR"]
NINE_TO_FIVE = {"days": WORKDAYS, "start": "09:00", "end": "17:00"}


def compiled(*windows: dict[str, Any], **more: Any) -> CompiledPolicy:
    document = {
        "timezone": "America/New_York",
        "hours": {"contact": windows or [NINE_TO_FIVE]},
        "reply": {"within": "P1D", "clock": "working_days"},
    }
    return compile_policy(parse_document(document | more))


def the_year(*windows: dict[str, Any], start: date = START, **more: Any) -> Year:
    return year(compiled(*windows, **more), "email", start)


@pytest.fixture(scope="module")
def ordinary() -> Year:
    return the_year()


@settings(max_examples=25, deadline=None)
@given(some.integers(0, 2**32))
def test_every_hour_is_what_the_engine_promises(seed: int) -> None:
    policy, found = _random_year(seed)
    chance = Random(seed)  # noqa: S311 -- hypothesis draws the seed
    for hour in chance.sample(found.hours, 200):
        promise = policy.promise("email", hour.at)
        assert hour.wait == (promise.reply_by and promise.reply_by - hour.at)
        assert (hour.state, hour.clock) == (promise.state, hour.at.astimezone(found.place).hour)


@settings(max_examples=25, deadline=None)
@given(some.integers(0, 2**32))
def test_no_message_waits_longer_than_the_longest(seed: int) -> None:
    policy, found = _random_year(seed)
    longest = found.longest
    if longest is None:
        assert all(hour.wait is None for hour in found.hours)
        return
    assert policy.promise("email", longest.received).reply_by == longest.reply_by
    chance, first = Random(seed), found.hours[0].at  # noqa: S311 -- likewise
    near = [longest.received + MINUTE * minute for minute in range(-180, 180)]
    anywhere = [first + MINUTE * chance.randrange(len(found.hours) * 60) for _ in range(1500)]
    for received in (at for at in (*near, *anywhere) if first <= at < found.hours[-1].at + HOUR):
        reply_by = policy.reply_by("email", received)
        assert reply_by is None or reply_by - received <= longest.length


def _random_year(seed: int) -> tuple[CompiledPolicy, Year]:
    chance = Random(seed)  # noqa: S311 -- hypothesis draws the seed
    zone = chance.choice(zones_that_change(20))
    change = chance.choice(transitions(zone))
    policy = compile_policy(parse_document(random_policy(chance, zone, change)))
    return policy, year(policy, "email", change.date() - DAY * chance.randrange(350))


@pytest.mark.parametrize(
    ("reply", "windows"),
    [
        ({"within": "PT4H", "clock": "contact_hours"}, [NINE_TO_FIVE | {"end": "17:10"}]),
        ({"within": "P0D", "clock": "working_days"}, [NINE_TO_FIVE | {"end": "16:40"}]),
    ],
)
def test_the_longest_wait_is_right_to_the_minute(
    reply: dict[str, str], windows: list[dict[str, Any]]
) -> None:
    policy = compiled(*windows, reply=reply)
    longest = year(policy, "email", START).longest
    first, end = midnight(START, NEW_YORK), midnight(date(2027, 3, 2), NEW_YORK)
    minutes = (first + MINUTE * minute for minute in range((end - first) // MINUTE))
    waits = (reply_by - at for at in minutes if (reply_by := policy.reply_by("email", at)))
    assert longest is not None
    assert longest.length == max(waits)


def test_where_clocks_go_forward_an_hour_is_missing_and_where_they_go_back_one_comes_twice() -> None:
    days = {day.date: [hour.clock for hour in day.hours] for day in the_year(start=date(2026, 1, 1)).days}
    assert days[date(2026, 3, 8)] == [0, 1, *range(3, 24)]
    assert days[date(2026, 11, 1)] == [0, 1, 1, *range(2, 24)]
    assert days[date(2026, 7, 1)] == list(range(24))


@pytest.mark.parametrize(
    ("place", "day", "clocks"),
    [
        ("Australia/Lord_Howe", date(2026, 10, 4), [0, 1, 2, *range(3, 24)]),  # half an hour is skipped
        ("Australia/Lord_Howe", date(2026, 4, 5), [0, 1, 1, *range(2, 24)]),
        ("America/Santiago", date(2026, 9, 6), list(range(1, 24))),  # its midnight
        ("Asia/Kathmandu", date(2026, 9, 6), list(range(24))),
    ],
)
def test_days_of_unusual_length(place: str, day: date, clocks: list[int]) -> None:
    found = year(compiled(timezone=place), "email", day)
    assert [hour.clock for hour in found.days[0].hours] == clocks
    assert found.days[0].hours[-1].at < found.days[1].hours[0].at


@pytest.mark.parametrize(
    ("start", "days"),
    [(date(2026, 3, 2), 365), (date(2027, 3, 2), 366), (date(2028, 2, 29), 366), (date(2027, 2, 28), 365)],
)
def test_a_year_ends_before_its_date_comes_again(start: date, days: int) -> None:
    assert len(the_year(start=start).days) == days


def test_the_figures_of_an_ordinary_week(ordinary: Year) -> None:
    assert ordinary.longest is not None
    assert ordinary.longest.received == datetime(2026, 10, 30, 4, tzinfo=UTC)
    assert ordinary.longest.length == timedelta(days=3, hours=18)  # from a Friday's midnight, clocks go back
    assert ordinary.median == 34 * HOUR
    assert (ordinary.promised, round(ordinary.open, 3)) == (1, round(261 * 8 / 8760, 3))
    assert ordinary.within_a_day == pytest.approx(sum(h.wait <= DAY for h in ordinary.hours if h.wait) / 8760)


def test_the_longest_silence_is_the_weekend_in_which_clocks_go_back(ordinary: Year) -> None:
    silence = ordinary.silence
    assert silence is not None
    assert (silence.start, silence.length) == (datetime(2026, 10, 30, 21, tzinfo=UTC), timedelta(hours=65))


def test_a_silence_is_measured_to_its_end_beyond_the_year() -> None:
    found = the_year(time_away=[{"first_day": "2027-02-20", "last_day": "2027-03-20"}])
    assert found.silence is not None
    assert found.silence.end == datetime(2027, 3, 22, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("windows", "start", "end"),
    [
        ([{"days": [*WORKDAYS, "SA", "SU"], "start": "00:00", "end": "24:00"}], None, None),
        ([NINE_TO_FIVE | {"until": "2026-01-01"}], datetime(2026, 3, 2, 5, tzinfo=UTC), None),
        ([NINE_TO_FIVE | {"until": "2026-03-02"}], datetime(2026, 3, 2, 22, tzinfo=UTC), None),
    ],
)
def test_a_silence_may_be_none_or_without_an_end(
    windows: list[dict[str, Any]], start: datetime | None, end: datetime | None
) -> None:
    silence = the_year(*windows).silence
    assert (silence and silence.start, silence and silence.end) == (start, end)


def test_the_longest_silence_of_a_span(ordinary: Year) -> None:
    span = Interval(datetime(2026, 3, 3, 12, tzinfo=UTC), datetime(2026, 3, 5, 12, tzinfo=UTC))
    silence = longest_silence(compiled(), "email", span)
    assert silence is not None
    assert silence.length == 16 * HOUR


def test_special_days_are_told_and_away_outweighs_the_rest() -> None:
    found = the_year(
        region="US-NY",
        holidays={"observe": True},
        closed_dates=["2026-03-05", "2026-03-06"],
        overrides=[
            {"date": "2026-03-03", "windows": []},
            {"date": "2026-03-04", "windows": [{"start": "10:00", "end": "11:00"}]},
        ],
        time_away=[{"start": "2026-03-06T12:00-05:00", "end": "2026-03-09T00:00-04:00"}],
    )
    special = {day.date.isoformat()[5:]: day.special for day in found.days if day.special}
    assert special["03-03"] == special["03-05"] == Special.CLOSED
    assert special["03-04"] == Special.OTHER_HOURS
    assert [special.get(f"03-0{day}") for day in (6, 7, 8, 9)] == [Special.AWAY] * 3 + [None]
    assert special["05-25"] == Special.HOLIDAY  # Memorial Day
    assert "07-04" not in special  # a Saturday


def test_months_hold_what_lies_in_the_year() -> None:
    months = the_year(start=date(2026, 3, 16), holidays=None).months
    assert [month.first for month in months][:2] == [date(2026, 3, 16), date(2026, 4, 1)]
    assert (len(months), months[-1].first) == (13, date(2027, 3, 1))
    assert months[1].longest == timedelta(days=3, hours=17)


def test_without_a_reply_time_nothing_is_promised() -> None:
    found = the_year(reply={"within": None, "words": "as soon as I can"})
    assert (found.longest, found.median, found.promised, found.within_a_day) == (None, None, 0, 0)
    assert {month.longest for month in found.months} == {None}


def test_a_matter_has_its_own_waits() -> None:
    policy = compiled(matters={"refill": {"within": "PT3H"}})
    assert year(policy, "email", START, "refill").median == 3 * HOUR


def test_before_and_after_are_compared_hour_by_hour(ordinary: Year) -> None:
    slower = the_year(
        reply={"within": "P2D", "clock": "working_days"},
        time_away=[{"first_day": "2026-08-03", "last_day": "2026-08-16"}],
    )
    told = compare(ordinary, slower)
    assert (told.longer, told.shorter, told.lost, told.gained, told.same) == (8760, 0, 0, 0, 0)
    assert told.most is not None
    assert told.most.received.astimezone(NEW_YORK).date() == date(2026, 7, 30)
    back = compare(slower, ordinary)
    assert (back.longer, back.shorter, back.most) == (0, 8760, None)
    silent = the_year(reply=None)
    assert (compare(ordinary, silent).lost, compare(silent, ordinary).gained) == (8760, 8760)
    assert compare(silent, silent).same == 8760


def test_years_of_other_hours_cannot_be_compared(ordinary: Year) -> None:
    with pytest.raises(ValueError, match="one start and one place"):
        compare(ordinary, the_year(start=START + DAY))


def test_two_zones_can_be_asked_for_the_same_hours(ordinary: Year) -> None:
    elsewhere = year(compiled(timezone="Asia/Kolkata"), "email", START, place="America/New_York")
    assert compare(ordinary, elsewhere).same < 8760
    assert elsewhere.days[0].hours[0].state is State.OPEN  # midnight there is 10:30 here


@pytest.mark.parametrize(
    ("channel", "matter", "start", "place", "wrong"),
    [
        ("pigeon", None, START, None, "channel: 'pigeon' is not known"),
        ("email", "gossip", START, None, "matter: 'gossip' is not known"),
        ("email", None, START, "Mars/Olympus", "is no time zone"),
        ("email", None, date(2200, 1, 1), None, "is not between 1970 and 2199"),
        ("email", None, date(1969, 1, 1), None, "is not between 1970 and 2199"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    channel: str, matter: str | None, start: date, place: str | None, wrong: str
) -> None:
    with pytest.raises(ValueError, match=wrong):
        year(compiled(), channel, start, matter, place=place)
