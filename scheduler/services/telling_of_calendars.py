"""When a clinician is told how their calendar is: the time stands in its row, for whoever tells them."""

from datetime import datetime
from uuid import UUID

from accounts.wall import all_or_nothing
from scheduler.domain.telling import A_ROUND, AGAIN, SOON, TOGETHER, first_telling, is_known
from scheduler.models import Calendar

TELLING = ("tell_at", "told_at", "told_of")


def plan_to_tell(calendar: Calendar, *, now: datetime) -> None:
    """After a reading, of what it found. The calendar is the caller's to save."""
    since = calendar.failing_since
    if since is None:
        calendar.tell_at = _with_the_others(calendar, now, now) if calendar.told_of else None
    elif not is_known(calendar.trouble, calendar.told_of):
        was_read, told_at = calendar.read_at is not None, calendar.told_at
        first = first_telling(calendar.trouble, since, was_read=was_read, told_at=told_at, now=now)
        calendar.tell_at = _with_the_others(calendar, first, now)
    elif calendar.failures == 1 and calendar.told_at:  # it worked for so short a while that nobody was told
        calendar.tell_at = max(calendar.told_at + AGAIN, since + SOON)


def _with_the_others(calendar: Calendar, tell_at: datetime, now: datetime) -> datetime:
    """When the others of its clinician have had their turn: they, too, may fail by now, or work."""
    if tell_at <= now:
        others = Calendar.objects.filter(clinician_id=calendar.clinician_id).exclude(pk=calendar.pk)
        if calendar.failing_since:
            like_it_was = others.filter(failing_since=None)
        else:
            like_it_was = others.exclude(failing_since=None).exclude(told_of="")
        if like_it_was.filter(next_at__lte=now + A_ROUND).exists():
            tell_at = now + A_ROUND
    return min(tell_at, calendar.tell_at or tell_at)  # waited for once


def calendars_to_tell_of(calendar_id: UUID, practice_id: UUID, *, now: datetime) -> list[Calendar]:
    """Within a transaction, to the end of which nobody else tells of them.

    That one, once it is due, and those of its clinician that would be told of soon after. Empty: somebody
    has told of it, by now.
    """
    with all_or_nothing(practice_id):
        due = Calendar.objects.filter(pk=calendar_id, tell_at__lte=now).first()
        if due is None:
            return []
        soon = Calendar.objects.filter(clinician_id=due.clinician_id, tell_at__lte=now + TOGETHER)
        held = list(soon.select_related("clinician").order_by("pk").select_for_update(of=("self",)))
        is_still_due = any(each.pk == due.pk and each.tell_at and each.tell_at <= now for each in held)
        return held if is_still_due else []


def note_told(calendar: Calendar, *, at: datetime) -> None:
    """Of what it is now, which the clinician hears `at` that time; of what lasts, once more a week later."""
    if calendar.failing_since is None:
        calendar.told_of, calendar.tell_at = "", None
    elif is_known(calendar.trouble, calendar.told_of):
        calendar.told_at, calendar.tell_at = at, None
    else:
        calendar.told_of, calendar.told_at, calendar.tell_at = calendar.trouble, at, at + AGAIN
    calendar.save(update_fields=TELLING)
