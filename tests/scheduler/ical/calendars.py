"""Calendars to write in tests, and what other programs make of them."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from icalendar import Calendar

from scheduler.domain.interval import Interval
from scheduler.ical.entries import Entry, ShowsAs, Told, Weekly
from tests.calendar_apps import ICAL_JS, told_by

REVISED = datetime(2026, 2, 1, 8, tzinfo=UTC)
SPAN = Interval(datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 12, 28, tzinfo=UTC))
ANY_TEXT = st.text(max_size=120)
HOSTILE = (
    "Ada\r\nATTENDEE:mailto:eve@example.com",
    "Ada\nBEGIN:VALARM",
    "Ada\u2028X-EVIL:1",
    "Ada\x85X-EVIL:1",
    "Ada\x0bX-EVIL:1",
    "\x00\x07Ada\x1b",
    '\\n; , : " ^ \\',
    "\ud800 half a pair",
    "\ufeffAda",
    "é" * 90,
    "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET}" * 20,
)


def entry(
    start: datetime | date = datetime(2026, 3, 10, 14, tzinfo=UTC),
    end: datetime | date | None = None,
    **more: Any,
) -> Entry:
    """An hour, unless it is said otherwise."""
    told = {"uid": "1", "title": "Busy", "revised_at": REVISED, "shows_as": ShowsAs.BUSY, **more}
    return Entry(start=start, end=end or start + timedelta(hours=1), **told)


def told(*entries: Entry, **more: Any) -> Told:
    return Told(**{"name": "Ada Quist", "zone": "Europe/Berlin", "entries": entries, **more})


def read_by_ical_js(calendars: Iterable[bytes], span: Interval = SPAN) -> list[list[list[Any]]]:
    """Of each, every occurrence in the span as [uid, start, end, title]."""
    asked = {"from": span.start.timestamp(), "to": span.end.timestamp()}
    lines = [json.dumps({"ics": each.decode(), **asked}) for each in calendars]
    script = f"{__file__.rpartition('/')[0]}/instants.mjs"
    printed = told_by(["node", script, ICAL_JS], given="\n".join([*lines, ""]))
    return [json.loads(line) for line in printed.splitlines()]


def read_by_icalendar(raw: bytes) -> Any:
    """Strictly: whatever it would leave out fails the test."""
    calendar = Calendar.from_ical(raw)
    assert [each.errors for each in calendar.walk() if each.errors] == []
    return calendar


def seconds(at: datetime) -> int:
    return int(at.timestamp())


_MINUTES = st.integers(0, 350 * 24 * 60)
WEEKLY = st.builds(
    Weekly,
    days=st.just(frozenset()),  # that of the start is added
    every=st.integers(1, 3),
    last_day=st.one_of(st.none(), st.dates(date(2026, 9, 1), date(2027, 3, 1))),
)


@st.composite
def entries(draw: st.DrawFn, zones: st.SearchStrategy[str]) -> Entry:
    """An event of the year 2026, once or every week, in any of the zones."""
    from scheduler.domain.wall_clock import zone

    place = draw(zones)
    start = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(minutes=draw(_MINUTES))
    end = start + timedelta(minutes=draw(st.integers(1, 48 * 60)))
    more: dict[str, Any] = {"zone": draw(st.sampled_from([place, place, None]))}
    if more["zone"] and draw(st.booleans()):
        local = start.astimezone(zone(place))
        weekly = draw(WEEKLY)
        days = frozenset({local.weekday(), *draw(st.frozensets(st.integers(0, 6), max_size=2))})
        more["repeats"] = Weekly(days, weekly.every, weekly.last_day)
    return entry(start, end, uid=draw(st.uuids()).hex, title=draw(ANY_TEXT), **more)
