"""Random series, read as an independent reader reads them; and what we write, read back."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # its stubs are not among our tools
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.interval import Interval, normalise
from scheduler.domain.wall_clock import zone_names
from scheduler.ical.busy import read_busy
from scheduler.ical.recurrence import Steps, times
from scheduler.ical.rule import read_rule
from tests.scheduler.ical.reading import calendar, event

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PLACES = ["Europe/Madrid", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]


def some(values: list[Any]) -> st.SearchStrategy[str]:
    chosen = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)
    return chosen.map(lambda found: ",".join(map(str, found)))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Of what calendar programs write, and some of what they do not."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY"]))
    nth = [f"{which}{day}" for which in (1, 2, 5, -1, -2) for day in DAYS]
    parts = {
        "INTERVAL": st.integers(1, 5).map(str),
        "BYMONTH": some(list(range(1, 13))),
        # Never both kinds at once: dateutil takes only days that are of both.
        "BYDAY": some(DAYS) | some(nth) if frequency in {"MONTHLY", "YEARLY"} else some(DAYS),
        "WKST": st.sampled_from(DAYS),
        "COUNT": st.integers(1, 50).map(str),
    }
    if frequency not in {"WEEKLY", "HOURLY"}:
        parts["BYMONTHDAY"] = some([1, 2, 15, 29, 30, 31, -1, -2, -31])
    if frequency in {"MONTHLY", "YEARLY"}:
        parts["BYSETPOS"] = some([1, 2, -1, -2])
    chosen = draw(st.lists(st.sampled_from(sorted(parts)), unique=True, max_size=4))
    if "BYSETPOS" in chosen and not {"BYDAY", "BYMONTHDAY", "BYMONTH"} & set(chosen):
        chosen.remove("BYSETPOS")
    return ";".join([f"FREQ={frequency}", *(f"{name}={draw(parts[name])}" for name in sorted(chosen))])


STARTS = st.datetimes(datetime(2015, 1, 1), datetime(2025, 12, 31)).map(lambda at: at.replace(microsecond=0))  # noqa: DTZ001  wall clocks


def goes_on(rule: str, first: datetime, after: datetime) -> bool:
    """Where nothing more comes, dateutil walks on to the last of all years."""
    try:
        endless = read_rule(";".join(part for part in rule.split(";") if not part.startswith("COUNT")))
    except ValueError:
        return False  # no such day: a rule that never comes true is refused
    until = after + timedelta(days=8 * 366)
    return any(wall > after for wall in islice(times(endless, first, after, until, Steps()), 20))


@settings(max_examples=100, deadline=None)
@given(rule=rules(), first=STARTS, later=st.integers(0, 900))
def test_a_rule_means_what_dateutil_has_it_mean(rule: str, first: datetime, later: int) -> None:
    begin = first + timedelta(days=later)
    end = begin + timedelta(days=20 if "HOURLY" in rule else 400)
    assume(goes_on(rule, first, end))
    ours = [wall for wall in times(read_rule(rule), first, begin, end, Steps()) if begin <= wall <= end]
    theirs = rrulestr(rule + ("" if "COUNT" in rule else f";UNTIL={end:%Y%m%dT%H%M%S}"), dtstart=first)
    assert ours == theirs.between(begin, end, inc=True)


@settings(max_examples=30, deadline=None)
@given(
    # Of every hour of January in Madrid that reader leaves out 01:00 where 00:00 is an exception, and the
    # last hour of the month; rules by the hour are compared with dateutil above.
    rule=rules().filter(lambda rule: "COUNT" not in rule and "HOURLY" not in rule),
    first=STARTS,
    minutes=st.integers(1, 2_000),
    place=st.sampled_from(PLACES),
    left_out=st.integers(0, 400),
)
def test_a_series_is_read_as_others_read_it(
    rule: str, first: datetime, minutes: int, place: str, left_out: int
) -> None:
    """The start counts here also where its rule does not mean it; there likewise."""
    end = first + timedelta(minutes=minutes)
    last = first + timedelta(days=700)
    stamp = "%Y%m%dT%H%M%S"
    raw = calendar(
        "VERSION:2.0",
        "PRODID:-//x//y//EN",
        event(
            f"DTSTART;TZID={place}:{first:{stamp}}",
            f"DTEND;TZID={place}:{end:{stamp}}",
            f"RRULE:{rule};UNTIL={last.replace(tzinfo=ZoneInfo(place)).astimezone(UTC):{stamp}}Z",
            f"EXDATE;TZID={place}:{first + timedelta(days=left_out):{stamp}}",
        ),
    )
    begin = first.replace(tzinfo=UTC) + timedelta(days=5)
    span = Interval(begin, begin + timedelta(days=300))
    assume(goes_on(rule, first, last))
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(raw)).between(span.start, span.end)
    stretches = [
        Interval(max(each.start.astimezone(UTC), span.start), min(each.end.astimezone(UTC), span.end))
        for each in found
        if max(each.start.astimezone(UTC), span.start) < min(each.end.astimezone(UTC), span.end)
    ]
    assert read_busy(raw, span, default_zone=UTC).intervals == normalise(stretches)


def changes_of_clocks(place: ZoneInfo, days: list[datetime]) -> list[datetime]:
    """The hours of these days in which the offset becomes another."""

    def changes(start: datetime, length: timedelta) -> bool:
        return start.astimezone(place).utcoffset() != (start + length).astimezone(place).utcoffset()

    hours = [day + HOUR * hour for day in days if changes(day, DAY) for hour in range(24)]
    return [hour for hour in hours if changes(hour, HOUR)]


@pytest.mark.parametrize("name", sorted(zone_names()))
def test_what_we_write_is_read_back_in_every_zone_and_on_both_days_of_change(name: str) -> None:
    """Every half hour around each change of a year, and a week that repeats through all of it."""
    entries = pytest.importorskip("scheduler.ical.entries")
    feed = pytest.importorskip("scheduler.ical.feed")
    days = [datetime(2026, 1, 1, tzinfo=UTC) + DAY * day for day in range(366)]
    changes = changes_of_clocks(ZoneInfo(name), days) or [days[0] + 4 * HOUR]
    starts = [change + HOUR / 2 * step for change in changes for step in range(-8, 9)]
    told = entries.Told(
        name="x",
        zone=name,
        entries=tuple(
            entries.Entry(
                uid=f"{number}",
                start=start,
                end=start + timedelta(minutes=10),
                title="",
                revised_at=days[0],
                shows_as=entries.ShowsAs.BUSY,
                zone=name,
            )
            for number, start in enumerate(starts)
        ),
    )
    written = feed.feed(told)
    span = Interval(days[0], days[-1])
    times_read = read_busy(written, span, default_zone=UTC)
    assert times_read.is_ours
    assert times_read.problems == ()
    assert times_read.intervals == normalise(
        Interval(start, start + timedelta(minutes=10)) for start in starts
    )
