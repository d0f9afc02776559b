"""Connecting calendars that a clinician keeps elsewhere, and saying what of them counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.domain.actors import ClinicianActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.domain.key_ring import WrongRingError
from accounts.domain.sealing import SealBrokenError
from accounts.queries import NotFoundError
from accounts.services import record
from accounts.wall import all_or_nothing, inside
from scheduler.domain.wall_clock import zone
from scheduler.feeds.targets import read_target
from scheduler.ical.errors import NotACalendarError, Trouble
from scheduler.models import Calendar, HolidayDay
from scheduler.services.calendar_files import Kept, OwnFeedError, Wanted, read_file, span_at
from scheduler.services.keeping import has_room, keep

MOST = 20  # calendars of one clinician
AGAIN_AFTER = timedelta(minutes=1)  # since it was tried last


class TooManyCalendarsError(Exception):
    """A clinician has as many as are read for one."""


class NotReadableAgainError(Exception):
    """What was uploaded is not kept: it can be read in another way only from another upload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarTerms:
    """What a calendar is called, and what of it counts. `time_zone`: an IANA name."""

    name: str
    use: str
    time_zone: str
    changes_promises: bool
    tentative_counts: bool

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.use, self.time_zone, self.tentative_counts)

    def put_on(self, calendar: Calendar) -> None:
        """Holidays count where the clinician says that they are closed, so they count everywhere."""
        calendar.name, calendar.use = self.name, self.use
        calendar.time_zone = zone(self.time_zone).key
        calendar.changes_promises = self.changes_promises or self.use == Calendar.Use.HOLIDAYS
        calendar.tentative_counts = self.tentative_counts


@transaction.atomic
def connect_calendar(*, actor: ClinicianActor, terms: CalendarTerms, address: str, now: datetime) -> Calendar:
    """By an address, which is read soon. Raises RefusedAddressError, OwnFeedError, TooManyCalendarsError."""
    target = _target(address)
    _must_have_room(actor)
    connected = _new(actor, terms, now)
    connected.address, connected.next_at = target, now
    connected.save(force_insert=True)
    _record(actor, Verb.CONNECTED, connected, now)
    return connected


def upload_calendar(*, actor: ClinicianActor, terms: CalendarTerms, raw: bytes, now: datetime) -> Calendar:
    """Read at once, outside of any transaction; the file is not kept.

    Raises NotACalendarError, OwnFeedError, TooManyCalendarsError.
    """
    with inside(actor.practice_id):
        _must_have_room(actor)
    kept = read_file(raw, terms.wanted, span_at(now))
    with all_or_nothing(actor.practice_id):
        _must_have_room(actor)
        connected = _new(actor, terms, now)
        connected.save(force_insert=True)
        _keep_uploaded(connected, kept, now)
        _record(actor, Verb.CONNECTED, connected, now)
    return connected


def upload_again(*, actor: ClinicianActor, calendar_id: UUID, raw: bytes, now: datetime) -> Calendar:
    """A newer file in place of the one before. Raises NotFoundError, NotACalendarError, OwnFeedError."""
    with inside(actor.practice_id):
        known = Calendar.objects.filter(**_own(actor), pk=calendar_id).first()
        if known is None or known.address:
            raise NotFoundError
    kept = read_file(raw, _wanted(known), span_at(now))
    with all_or_nothing(actor.practice_id):
        held = _held(actor, calendar_id)
        _keep_uploaded(held, kept, now)
        _record(actor, Verb.CORRECTED, held, now)
    return held


def _keep_uploaded(calendar: Calendar, kept: Kept, now: datetime) -> None:
    if not has_room(calendar, kept):
        why = "all your calendars together hold more times than can be kept; share less in them"
        raise NotACalendarError(why, Trouble.TOO_MUCH)
    keep(calendar, kept, now=now)
    calendar.read_at = calendar.tried_at = now
    calendar.known_until = span_at(now).end
    calendar.save()


@transaction.atomic
def change_calendar(
    *, actor: ClinicianActor, calendar_id: UUID, terms: CalendarTerms, now: datetime
) -> Calendar:
    """What was kept under other terms counts until it is read anew, which is soon.

    Raises NotFoundError, NotReadableAgainError.
    """
    held = _held(actor, calendar_id)
    if _wanted(held) != terms.wanted:
        if not held.address:
            raise NotReadableAgainError
        _read_anew(held, now)
    terms.put_on(held)
    held.save()
    _record(actor, Verb.CORRECTED, held, now)
    return held


@transaction.atomic
def change_address(*, actor: ClinicianActor, calendar_id: UUID, address: str, now: datetime) -> Calendar:
    """The same calendar is elsewhere by now. What was read at the old address counts until it is read there.

    What was answered about its holidays stays. Raises NotFoundError, RefusedAddressError, OwnFeedError.
    """
    held, target = _held(actor, calendar_id), _target(address)
    if _was_uploaded(held):
        raise NotFoundError
    held.address, held.failures = target, 0
    _read_anew(held, now)
    held.save()
    _record(actor, Verb.CORRECTED, held, now)
    return held


@transaction.atomic
def read_again(*, actor: ClinicianActor, calendar_id: UUID, now: datetime) -> bool:
    """Soon, also where it was given up. False where that was tried just now. Raises NotFoundError."""
    held = _held(actor, calendar_id)
    if not held.address or (held.tried_at and timedelta(0) <= now - held.tried_at < AGAIN_AFTER):
        return False
    held.next_at = now
    held.save(update_fields=["next_at"])
    return True


@transaction.atomic
def disconnect_calendar(*, actor: ClinicianActor, calendar_id: UUID, now: datetime) -> None:
    """All that is known of it goes with it. Raises NotFoundError."""
    held = _held(actor, calendar_id)
    _record(actor, Verb.ENDED, held, now)
    held.delete()


@transaction.atomic
def answer_holidays(
    *,
    actor: ClinicianActor,
    calendar_id: UUID,
    closed: Iterable[int],
    worked: Iterable[int],
    now: datetime,
) -> None:
    """Which of the days, by their keys, the clinician keeps and on which they work. Others stay as they are.

    Raises NotFoundError.
    """
    held = _held(actor, calendar_id)
    days = HolidayDay.objects.filter(calendar=held, gone_at=None)
    changed = 0
    for state, ids in ((HolidayDay.State.CLOSED, closed), (HolidayDay.State.OPEN, worked)):
        changed += days.filter(pk__in=[*ids]).exclude(state=state).update(state=state)
    if changed:
        held.revision += 1
        held.save(update_fields=["revision"])
        _record(actor, Verb.ANSWERED, held, now)


def _target(address: str) -> str:
    target = read_target(address)
    if target.host == urlsplit(settings.BASE_URL).hostname:
        raise OwnFeedError
    return str(target)


def _read_anew(calendar: Calendar, now: datetime) -> None:
    """Soon, and as for the first time; what somebody reads just now is not kept."""
    calendar.next_at, calendar.content, calendar.vanishing = now, None, None
    calendar.etag = calendar.last_modified = ""
    calendar.version += 1


def _was_uploaded(calendar: Calendar) -> bool:
    """An address that does not open any more is one all the same."""
    try:
        return not calendar.address
    except (SealBrokenError, WrongRingError):
        return False


def _new(actor: ClinicianActor, terms: CalendarTerms, now: datetime) -> Calendar:
    made = Calendar(**_own(actor), connected_at=now)
    terms.put_on(made)
    return made


def _wanted(calendar: Calendar) -> Wanted:
    return Wanted(calendar.use, calendar.time_zone, calendar.tentative_counts)


def _must_have_room(actor: ClinicianActor) -> None:
    if Calendar.objects.filter(**_own(actor)).count() >= MOST:
        raise TooManyCalendarsError


def _own(actor: ClinicianActor) -> dict[str, UUID]:
    return {"practice_id": actor.practice_id, "clinician_id": actor.clinician_id}


def _held(actor: ClinicianActor, calendar_id: UUID) -> Calendar:
    """Two at the same moment: the second waits here. Raises NotFoundError."""
    held = Calendar.objects.select_for_update().filter(**_own(actor), pk=calendar_id).first()
    if held is None:
        raise NotFoundError
    return held


def _record(actor: ClinicianActor, verb: Verb, calendar: Calendar, now: datetime) -> None:
    record(actor, verb, Thing(Kind.CALENDAR, calendar.pk, calendar.practice_id), now=now)
