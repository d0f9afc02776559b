"""An absence in whole days, or from one moment to another where either end has a time of day."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from policies.domain.fields import stamp
from policies.language.grammar.english.absence_ends import End, Role
from policies.language.grammar.findings import Json
from scheduler.domain.wall_clock import instant, zone, zone_names

ONE_DAY = timedelta(days=1)
_MIDNIGHT = 24 * 60
Bound = tuple[date, End | None]  # the date, and how it was said


def absence(first: Bound, last: Bound, timezone: str) -> Json | None:
    """As the document writes it; none where it ends before it starts."""
    (day, start), (until, end) = first, last
    back = end is not None and end.role is Role.RETURN
    if timezone not in zone_names() or not any(each and each.clock for each in (start, end)):
        until = max(until - ONE_DAY, day) if back else until
        return {"first_day": day.isoformat(), "last_day": until.isoformat()} if day <= until else None
    begins = _moment(day, start, timezone, otherwise=0)
    ends = _moment(until, end, timezone, otherwise=0 if back else _MIDNIGHT)
    return {"start": stamp(begins), "end": stamp(ends)} if begins < ends else None


def _moment(day: date, end: End | None, timezone: str, *, otherwise: int) -> datetime:
    if end is None or end.clock is None:
        return instant(day, otherwise, zone(timezone))
    if end.offset:  # one of the two times of an hour that clocks show twice
        with suppress(ValueError):
            return datetime.fromisoformat(f"{day}T{end.clock}{end.offset}")
    return instant(day, int(end.clock[:2]) * 60 + int(end.clock[3:]), zone(timezone))
