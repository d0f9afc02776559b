"""What is kept of a calendar once it was read: the rows that changed, and no others."""

from datetime import datetime

from scheduler.domain.interval import Interval, Intervals, normalise
from scheduler.domain.wall_clock import local_date, whole_days, zone
from scheduler.models import BusyTime, Calendar, HolidayDay
from scheduler.services.calendar_files import Kept

MOST = 20_000  # times of all calendars of one clinician: promises are made by them, while somebody waits
Row = tuple[datetime, datetime, bool]


def has_room(calendar: Calendar, kept: Kept) -> bool:
    """Whether it would not be more than is kept for one clinician."""
    others = BusyTime.objects.filter(clinician_id=calendar.clinician_id).exclude(calendar_id=calendar.pk)
    return len(kept.busy) + len(kept.away) + others.count() <= MOST


def keep(calendar: Calendar, kept: Kept, *, now: datetime) -> bool:
    """Within the caller's transaction, who holds the row. Whether anything of it is other than before.

    The calendar itself is the caller's to save.
    """
    content = kept.content
    calendar.problems = sorted(kept.problems.items())
    if calendar.content is not None and bytes(calendar.content) == content:
        return False
    _keep_times(calendar, kept)
    _keep_holidays(calendar, kept, now)
    calendar.content = content
    calendar.revision += 1
    return True


def times_before(calendar: Calendar, now: datetime) -> Intervals:
    """All that is kept of it, holidays as well: sorted and disjoint."""
    spans = [
        Interval(start, end)
        for start, end in BusyTime.objects.filter(calendar=calendar).values_list("start", "end")
    ]
    place = zone(calendar.time_zone)
    dates = HolidayDay.objects.filter(calendar=calendar, gone_at=None, date__gte=local_date(now, place))
    days = (whole_days(day, day, place) for day in dates.values_list("date", flat=True))
    return normalise((*spans, *filter(None, days)))


def _keep_times(calendar: Calendar, kept: Kept) -> None:
    rows = BusyTime.objects.filter(calendar=calendar)
    before: dict[Row, int] = {
        (start, end, is_away): pk
        for pk, start, end, is_away in rows.values_list("pk", "start", "end", "is_away")
    }
    after = {(each.start, each.end, False) for each in kept.busy}
    after |= {(each.start, each.end, True) for each in kept.away}
    gone = [pk for row, pk in before.items() if row not in after]
    for at in range(0, len(gone), 500):  # as many as a statement may name
        rows.filter(pk__in=gone[at : at + 500]).delete()
    BusyTime.objects.bulk_create(
        [
            BusyTime(
                practice_id=calendar.practice_id,
                clinician_id=calendar.clinician_id,
                calendar=calendar,
                start=start,
                end=end,
                is_away=is_away,
            )
            for start, end, is_away in sorted(after - before.keys())
        ],
        batch_size=1000,
    )


def _keep_holidays(calendar: Calendar, kept: Kept, now: datetime) -> None:
    """A day is asked about once: what was said of it stays, also while the calendar does not name it.

    Days that are over are not asked about any more, and stay as they are.
    """
    today = local_date(now, zone(calendar.time_zone))
    known = {each.date: each for each in HolidayDay.objects.filter(calendar=calendar)}
    named = {day: name for day, name in kept.holidays if day >= today}
    for day, row in known.items():
        if day >= today:
            _keep_known(row, named.get(day), now)
    HolidayDay.objects.bulk_create(
        [
            HolidayDay(
                practice_id=calendar.practice_id,
                clinician_id=calendar.clinician_id,
                calendar=calendar,
                date=day,
                name=name,
                seen_at=now,
            )
            for day, name in named.items()
            if day not in known
        ]
    )


def _keep_known(row: HolidayDay, name: str | None, now: datetime) -> None:
    if name is None:
        if row.gone_at is None:
            row.gone_at = now
            row.save(update_fields=["gone_at"])
    elif row.gone_at is not None or row.name != name:
        row.gone_at, row.name = None, name
        row.save(update_fields=["gone_at", "name"])
