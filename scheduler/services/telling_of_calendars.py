"""When a clinician is told how their calendar is: the time stands in its row, for whoever tells them."""

from datetime import datetime
from uuid import UUID

from accounts.wall import all_or_nothing
from scheduler.domain.telling import AGAIN, first_telling, is_known
from scheduler.models import Calendar

TELLING = ("tell_at", "told_at", "told_of")


def plan_to_tell(calendar: Calendar, *, now: datetime) -> None:
    """After a reading, of what it found. The calendar is the caller's to save."""
    if calendar.failing_since is None:
        calendar.tell_at = now if calendar.told_of else None
    elif not is_known(calendar.trouble, calendar.told_of):
        calendar.tell_at = first_telling(
            calendar.trouble,
            calendar.failing_since,
            was_read=calendar.read_at is not None,
            told_at=calendar.told_at,
            now=now,
        )


def calendar_to_tell_of(calendar_id: UUID, practice_id: UUID, *, now: datetime) -> Calendar | None:
    """Within a transaction, to the end of which nobody else tells of it. None: somebody has, by now."""
    with all_or_nothing(practice_id):
        due = Calendar.objects.select_related("clinician").filter(pk=calendar_id, tell_at__lte=now)
        return due.select_for_update(of=("self",)).first()


def note_told(calendar: Calendar, *, at: datetime) -> None:
    """Of what it is now, which the clinician hears `at` that time; of what lasts, once more a week later."""
    if calendar.failing_since is None:
        calendar.told_of, calendar.tell_at = "", None
    elif is_known(calendar.trouble, calendar.told_of):
        calendar.told_at, calendar.tell_at = at, None
    else:
        calendar.told_of, calendar.told_at, calendar.tell_at = calendar.trouble, at, at + AGAIN
    calendar.save(update_fields=TELLING)
