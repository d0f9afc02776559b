"""What is stamped anew is what says something else, over a thousand steps of changing things and not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from scheduler.ical.entries import Entry, Told, Weekly
from scheduler.ical.feed import feed
from scheduler.ical.stamps import restamped, stamps_alone
from tests.scheduler.ical.calendars import REVISED, entry, read_by_icalendar, told

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def first(number: int) -> Entry:
    start = NOW + timedelta(hours=number)
    repeats = Weekly(frozenset({start.weekday()})) if number % 3 == 0 else None
    return entry(
        start, uid=f"{number}", title=f"Ä{'é' * number}; b", zone="America/New_York", repeats=repeats
    )


def tell(calendar: Told, before: bytes, now: datetime) -> bytes:
    return feed(restamped(calendar, before, now=now))


def stamps(raw: bytes) -> dict[str, tuple[datetime, int]]:
    events = read_by_icalendar(raw).walk("VEVENT")
    return {str(each["UID"]): (each["DTSTAMP"].dt, int(each["SEQUENCE"])) for each in events}


@pytest.mark.parametrize("seed", range(4))
def test_bytes_change_with_what_is_told_and_with_nothing_else(seed: int) -> None:
    chance, now = Random(seed), NOW  # noqa: S311  no secret
    calendar = told(*map(first, range(12)))
    body = tell(calendar, b"", now)
    for _step in range(250):
        now += HOUR
        if chance.random() < 0.5:
            assert tell(calendar, body, now) == body
            continue
        place, changed = chance.randrange(len(calendar.entries)), list(calendar.entries)
        was = changed[place]
        moved = chance.random() < 0.5
        changed[place] = (
            replace(was, start=was.start + 7 * 24 * HOUR, end=was.end + 7 * 24 * HOUR)
            if moved
            else replace(was, title=f"{was.title[:20]}{chance.random()}")
        )
        calendar = replace(calendar, entries=tuple(changed))
        before, body = stamps(body), tell(calendar, body, now)
        after = stamps(body)
        assert after.pop(was.uid) == (now, before.pop(was.uid)[1] + moved)
        assert after == before


def test_a_row_of_its_own_keeps_its_own_stamps() -> None:
    row = entry(uid="a", sequence=4, revised_at=NOW)
    body = feed(told(row))
    later = replace(row, start=row.start + HOUR, end=row.end + HOUR, sequence=5, revised_at=NOW + HOUR)
    assert stamps(tell(told(later), body, NOW + 3 * HOUR)) == {"a": (NOW + HOUR, 5)}


def test_a_row_revised_without_any_difference_is_told_as_before() -> None:
    row = entry(uid="a", sequence=4, revised_at=REVISED)
    body = feed(told(row))
    assert tell(told(replace(row, revised_at=NOW)), body, NOW) == body


def test_what_may_say_nothing_any_more_goes_on_counting() -> None:
    row = entry(uid="a", title="Dan", sequence=4, revised_at=REVISED)
    kept = stamps_alone(feed(told(row)))
    assert b"Dan" not in kept
    assert stamps(tell(told(row), kept, NOW)) == {"a": (NOW, 5)}


def test_one_of_a_series_has_stamps_of_its_own() -> None:
    series = entry(zone="Europe/Berlin", repeats=Weekly(frozenset({1})))
    once = entry(NOW + 50 * HOUR, zone="Europe/Berlin", instead_of=series.start, title="Moved")
    body = tell(told(series, once), b"", NOW)
    assert tell(told(series, once), body, NOW + HOUR) == body
    assert tell(told(series, once), stamps_alone(body), NOW + HOUR).count(b"SEQUENCE:1") == 2
    moved = replace(once, start=NOW + 51 * HOUR, end=NOW + 52 * HOUR)
    first_event, second = read_by_icalendar(tell(told(series, moved), body, NOW + HOUR)).walk("VEVENT")
    assert (int(first_event["SEQUENCE"]), int(second["SEQUENCE"])) == (0, 1)
    assert (first_event["DTSTAMP"].dt, second["DTSTAMP"].dt) == (REVISED, NOW + HOUR)
