"""Telling a clinician that a connected calendar cannot be read, and that it can be again."""

from datetime import datetime
from uuid import UUID

from accounts.wall import all_or_nothing
from notifications.models import Notice
from notifications.services.notices import in_their_hours, promise_notice
from scheduler import services as scheduler
from scheduler.queries.rows import Calendar

Kind = Notice.Kind


def tell_of_calendar(calendar_id: UUID, practice_id: UUID, now: datetime) -> None:
    """And of those that would be told of soon after, in one mail, in the clinician's hours.

    Nothing where somebody else told of it meanwhile, or it was disconnected.
    """
    with all_or_nothing(practice_id):
        for calendar in scheduler.calendars_to_tell_of(calendar_id, practice_id, now=now):
            _tell(calendar, at=in_their_hours(calendar.clinician, now), now=now)


def _tell(calendar: Calendar, *, at: datetime, now: datetime) -> None:
    Notice.objects.filter(calendar=calendar, attempts=0, sent_at=None).delete()
    if calendar.failing_since:
        promise_notice(Kind.CALENDAR_FAILS, calendar.clinician, now=now, at=at, calendar=calendar)
    elif _was_told_that_it_fails(calendar):
        promise_notice(Kind.CALENDAR_WORKS, calendar.clinician, now=now, at=at, calendar=calendar)
    scheduler.note_told(calendar, at=at)


def _was_told_that_it_fails(calendar: Calendar) -> bool:
    """What was promised and not sent yet when it worked again has told nobody."""
    latest = Notice.objects.filter(calendar=calendar).order_by("-created_at").first()
    return latest is not None and latest.kind == Kind.CALENDAR_FAILS
