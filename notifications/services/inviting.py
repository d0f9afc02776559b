"""What is kept, moved or called off as an invitation, which a calendar app takes from a mail (RFC 6047).

A series is one event that repeats: what is told of one of its dates is told as an exception of it. What it
all comes to is looked up when the mail is made, so that the last of several is right, whichever are lost.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext

from notifications.models import Notice
from scheduler.ical.entries import Entry, ShowsAs, Weekly
from scheduler.ical.invitation import Method, Party, add_to, invitation
from scheduler.queries.rows import Appointment, Place, Series, SessionType, State
from scheduler.queries.series_told import series_told, slot_of

Kind = Notice.Kind

OF_ONE: dict[Notice.Kind, Method] = {
    Kind.TIME_BOOKED: "REQUEST",
    Kind.TIME_MOVED: "REQUEST",
    Kind.TIME_ELSEWHERE: "REQUEST",
    Kind.TIME_CANCELLED: "CANCEL",
}
OF_A_SERIES = frozenset(
    {
        Kind.SERIES_BEGINS,
        Kind.SERIES_ELSEWHERE,
        Kind.SERIES_LEFT_OUT,
        Kind.SERIES_MOVES,
        Kind.SERIES_ENDS,
    }
)
BRINGS = frozenset({Kind.TIME_BOOKED, Kind.TIME_MOVED, Kind.TIME_ELSEWHERE}) | OF_A_SERIES


@dataclass(frozen=True, slots=True)
class Told:
    method: Method
    entries: tuple[Entry, ...]


def invite(letter: EmailMessage, notice: Notice, *, organiser: str, attendee: str) -> None:
    """Beside the words, as another way to say them (RFC 6047 section 2.5)."""
    told = _told(notice)
    if told is None:
        return
    content = invitation(
        *told.entries,
        method=told.method,
        organiser=Party(organiser, organiser),
        attendee=Party(attendee, attendee),
    )
    add_to(letter, content, method=told.method)


def _told(notice: Notice) -> Told | None:
    """None where no calendar is concerned: what nobody agreed to, and what is called off unheard of."""
    told = _as_it_stands(notice)
    if told is None or (told.method == "CANCEL" and not _was_brought(notice)):
        return None
    return told


def _as_it_stands(notice: Notice) -> Told | None:
    kind, row = Kind(notice.kind), notice.appointment
    if row and kind in OF_ONE and not row.was_only_asked_for:
        return Told(OF_ONE[kind], (entry_of(row),))
    if notice.series and kind in OF_A_SERIES:
        return _whole(notice.series, notice.created_at)
    return None


def _was_brought(notice: Notice) -> bool:
    """By a mail that has left before: a CANCEL goes only where there was a REQUEST."""
    row = notice.appointment
    if row and row.series_id:  # with all of the series
        return True
    before = Notice.objects.filter(kind__in=BRINGS, recipient="", attempts__gt=0).exclude(pk=notice.pk)
    return before.filter(appointment=row, series=notice.series).exists()


def entry_of(row: Appointment) -> Entry:
    """As the other side's calendar shows it: a time and a place, and no name."""
    series = row.series
    entry = Entry(
        uid=_uid(row.pk),
        start=row.start,
        end=row.end,
        title=gettext("Appointment"),
        revised_at=row.revised_at,
        shows_as=ShowsAs.BUSY,
        sequence=row.sequence,
        zone=row.clinician.time_zone,
        location=where(row.session_type),
        is_cancelled=row.state == State.CANCELLED,
    )
    if series is None or row.series_day is None:
        return entry
    slot = slot_of(series, row.series_day)
    return replace(
        entry, uid=_uid(series.pk), sequence=series.sequence, zone=series.time_zone, instead_of=slot
    )


def _whole(series: Series, revised_at: datetime) -> Told:
    """All of it as it stands; its end, where nothing of it is left."""
    told = series_told(series)
    first = told.first if told else slot_of(series, series.first_day)
    repeats = Weekly(frozenset({first.weekday()}), series.every_weeks, series.last_day)
    entry = Entry(
        uid=_uid(series.pk),
        start=first,
        end=first.astimezone(UTC) + timedelta(minutes=series.minutes),
        title=gettext("Appointment"),
        revised_at=revised_at,
        shows_as=ShowsAs.BUSY,
        sequence=series.sequence,
        zone=series.time_zone,
        repeats=repeats if told else None,
        left_out=told.left_out if told else (),
        location=where(series.session_type),
    )
    if told is None:
        return Told("CANCEL", (entry,))
    return Told("REQUEST", (entry, *map(entry_of, told.moved)))


def where(kind: SessionType) -> str:
    """On one line: a street, a link, or by phone."""
    how = {Place.ONLINE: gettext("Online"), Place.PHONE: gettext("By phone"), Place.IN_PERSON: ""}[
        Place(kind.place)
    ]
    return ": ".join(filter(None, (how, " ".join(kind.where.split()))))


def _uid(of: UUID) -> str:
    return f"{of}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}"
