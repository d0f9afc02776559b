"""From a reply time and a clock to the instant a reply is due."""

from datetime import date, datetime

from policies.domain.document import Clock
from policies.domain.duration import Duration
from scheduler.domain.schedule import Schedule
from scheduler.domain.timeline import HORIZON, Timeline
from scheduler.domain.wall_clock import ONE_DAY, days_later, local_date, midnight


def due(within: Duration, clock: Clock, schedule: Schedule, received: datetime) -> datetime | None:
    """The instant by which `within` has passed on `clock`; none if that is beyond the horizon."""
    if within.elapsed is not None:
        return _timeline(clock, schedule).add(received, within.elapsed)
    days = within.days or 0
    if clock is Clock.CALENDAR:
        return _calendar_days(days, schedule, received)
    return _working_days(days, schedule, received)


def _timeline(clock: Clock, schedule: Schedule) -> Timeline:
    match clock:
        case Clock.CALENDAR:
            return schedule.present
        case Clock.WORKING_DAYS:
            return schedule.working
        case Clock.CONTACT_HOURS:
            return schedule.contact


def _calendar_days(days: int, schedule: Schedule, received: datetime) -> datetime | None:
    """The same local time, counted from the return where received in time away; for the same day, its end."""
    zone, start = schedule.availability.zone, schedule.present.next(received)
    if start is None:
        return None
    undisturbed = days_later(start, days, zone) if days else midnight(local_date(start, zone) + ONE_DAY, zone)
    return _within_horizon(schedule.present.add(start, undisturbed - start), received)


def _working_days(days: int, schedule: Schedule, received: datetime) -> datetime | None:
    """The last close of the n-th working day after today; for the same day, today's if still to come."""
    today = local_date(received, schedule.availability.zone)
    close = schedule.last_close(today, days) if days else _same_day(schedule, today, received)
    return _within_horizon(close, received)


def _same_day(schedule: Schedule, today: date, received: datetime) -> datetime | None:
    close = schedule.last_close(today - ONE_DAY, 1)
    return close if close is None or close > received else schedule.last_close(today, 1)


def _within_horizon(instant: datetime | None, received: datetime) -> datetime | None:
    return instant if instant is not None and instant <= received + HORIZON else None
