"""The mails about times. They name nobody, and say no more than when, where, and how to change it.

What is kept, moved or called off comes as an invitation, too, which a calendar app takes (RFC 6047).
"""

from datetime import datetime
from email.message import EmailMessage
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from accounts.models import Clinician
from accounts.queries import inbox_address, reached_by_mail
from notifications.channels.email import OutgoingMail
from notifications.domain.autoreply_mail import blank_letter, mailbox
from notifications.models import Notice
from notifications.services.asked_for import address_of
from notifications.services.composing import NoInboxError, NothingToSayError
from policies.language.times import say_instant
from scheduler.domain.wall_clock import zone_names
from scheduler.ical.entries import Entry, ShowsAs
from scheduler.ical.invitation import Method, Party, invitation
from scheduler.queries.rows import Appointment, SessionType

Kind = Notice.Kind
State = Appointment.State
Place = SessionType.Place

OF_TIMES = frozenset(
    {
        Kind.TIME_REQUESTED,
        Kind.TIME_BOOKED,
        Kind.TIME_MOVED,
        Kind.TIME_CANCELLED,
        Kind.TIME_DECLINED,
        Kind.TIME_EXPIRED,
        Kind.TIME_REMINDER,
        Kind.TIME_FREE,
        Kind.SERIES_BEGINS,
        Kind.SERIES_ENDS,
        Kind.SERIES_LEFT_OUT,
        Kind.TIMES_LEFT,
    }
)
METHODS: dict[Notice.Kind, Method] = {
    Kind.TIME_BOOKED: "REQUEST",
    Kind.TIME_MOVED: "REQUEST",
    Kind.TIME_CANCELLED: "CANCEL",
}
STILL = {  # the state in which an appointment has to be, for this to be told of it
    Kind.TIME_REQUESTED: {State.REQUESTED},
    Kind.TIME_BOOKED: {State.BOOKED},
    Kind.TIME_MOVED: {State.BOOKED, State.REQUESTED},
    Kind.TIME_REMINDER: {State.BOOKED},
}


class Words(NamedTuple):
    subject: Promise
    text: Promise  # with a %(when)s, %(where)s and %(address)s, as far as it needs them


APPOINTMENT = _("Your appointment")
TO_WHOEVER_HAS_IT = {
    Kind.TIME_BOOKED: Words(
        APPOINTMENT, _("Your appointment: %(when)s.\n%(where)s\n\nTo move or cancel it: %(address)s")
    ),
    Kind.TIME_MOVED: Words(
        APPOINTMENT,
        _("Your appointment has moved. It is now: %(when)s.\n%(where)s\n\nTo change that: %(address)s"),
    ),
    Kind.TIME_CANCELLED: Words(
        APPOINTMENT,
        _("This appointment will not take place: %(when)s.\n\nTo find another time: %(address)s"),
    ),
    Kind.TIME_DECLINED: Words(
        _("The time you asked for"),
        _("Sorry, this time is not possible: %(when)s.\n\nOther times that are free: %(address)s"),
    ),
    Kind.TIME_EXPIRED: Words(
        _("The time you asked for"),
        _(
            "The time you asked for could not be confirmed so far, and is no longer kept for you: %(when)s."
            "\n\nYou are welcome to ask for another one: %(address)s"
        ),
    ),
    Kind.TIME_REMINDER: Words(
        APPOINTMENT,
        _("This is to remind you of your appointment: %(when)s.\n%(where)s\n\nTo cancel it: %(address)s"),
    ),
    Kind.TIME_FREE: Words(
        _("A time has become free"),
        _(
            "A time has become free that may suit you. All who wait are told, so it may be gone by the time"
            " you look: %(address)s"
        ),
    ),
    Kind.SERIES_BEGINS: Words(
        _("Your regular time"),
        _("A regular time is kept for you. All of its dates, and how to change one: %(address)s"),
    ),
    Kind.SERIES_ENDS: Words(
        _("Your regular time"), _("Your regular time ends. What still takes place stands here: %(address)s")
    ),
}
TO_THE_CLINICIAN = {
    Kind.TIME_REQUESTED: _(
        "Somebody asks for a time: %(when)s. It is kept for them until %(held)s."
        " Please confirm or decline: %(address)s"
    ),
    Kind.TIME_BOOKED: _("A time of yours was booked: %(when)s. %(address)s"),
    Kind.TIME_MOVED: _("An appointment of yours has moved. It is now: %(when)s. %(address)s"),
    Kind.TIME_CANCELLED: _("An appointment of yours was cancelled: %(when)s. %(address)s"),
    Kind.SERIES_LEFT_OUT: _(
        "A regular time cannot be on some days, and was left out there. Which, and why: %(address)s"
    ),
    Kind.SERIES_ENDS: _("A regular time of yours has ended: %(address)s"),
    Kind.TIMES_LEFT: _(
        "There are appointments still to come with somebody whose access here has ended. They stand until"
        " somebody cancels them or finds another time: whoever makes appointments can. %(address)s"
    ),
}
CLINICIANS_PAGE = "/appointments/"
OWNERS_PAGE = "/practice/"


def mail_of_time(notice: Notice, now: datetime) -> OutgoingMail | None:
    """None where nobody has to be told any more. Raises NoInboxError, NothingToSayError."""
    if not _is_still_so(notice, now):
        return None
    with override(notice.language):
        if notice.recipient:
            return _to_the_practice(notice)
        return _to_whoever_has_it(notice)


def _is_still_so(notice: Notice, now: datetime) -> bool:
    row, place = notice.appointment, notice.waiting_place
    if place:
        return place.ended_at is None
    if row is None:
        return True
    kind = Kind(notice.kind)
    if row.state not in STILL.get(kind, {row.state}):
        return False
    if row.start <= now and kind != Kind.TIME_EXPIRED:
        return False
    return not (kind == Kind.TIME_REMINDER and row.clinician.gone_since)


def _to_the_practice(notice: Notice) -> OutgoingMail:
    page = OWNERS_PAGE if notice.kind == Kind.TIMES_LEFT else CLINICIANS_PAGE
    said = {"address": f"{settings.BASE_URL}{page}"}
    if row := notice.appointment:
        said["when"] = _said_to_clinician(row, row.start, notice)
        said["held"] = _said_to_clinician(row, row.held_until or row.start, notice)
    text = str(TO_THE_CLINICIAN[Kind(notice.kind)]) % said
    letter = _letter(
        notice, settings.DEFAULT_FROM_EMAIL, notice.recipient, gettext("Something waits for you")
    )
    letter.set_content(text)
    return _outgoing(letter, settings.DEFAULT_FROM_EMAIL, notice.recipient)


def _to_whoever_has_it(notice: Notice) -> OutgoingMail | None:
    clinician, recipient = _clinician_of(notice), _recipient(notice)
    if recipient is None:
        return None
    inbox = inbox_address(clinician, "email")
    if inbox is None:
        raise NoInboxError
    words = TO_WHOEVER_HAS_IT[Kind(notice.kind)]
    said = {"address": _where_to_change_it(notice, clinician)}
    if row := notice.appointment:
        said |= {"when": _when(row, notice), "where": _where(row.session_type)}
    letter = _letter(notice, inbox, recipient, str(words.subject))
    letter.set_content(str(words.text) % said)
    method = METHODS.get(Kind(notice.kind))
    if row and method and not row.was_only_asked_for:
        invite(letter, row, method=method, organiser=inbox, attendee=recipient)
    return _outgoing(letter, inbox, recipient)


def invite(letter: EmailMessage, row: Appointment, *, method: Method, organiser: str, attendee: str) -> None:
    """Beside the words, as another way to say them (RFC 6047 section 2.5)."""
    content = invitation(
        entry_of(row),
        method=method,
        organiser=Party(organiser, organiser),
        attendee=Party(attendee, attendee),
    )
    params = {"method": method, "charset": "utf-8"}
    letter.add_alternative(content, maintype="text", subtype="calendar", cte="base64", params=params)


def entry_of(row: Appointment) -> Entry:
    """As the other side's calendar shows it: a time and a place, and no name."""
    return Entry(
        uid=f"{row.pk}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}",
        start=row.start,
        end=row.end,
        title=gettext("Appointment"),
        revised_at=row.revised_at,
        shows_as=ShowsAs.BUSY,
        sequence=row.sequence,
        zone=row.clinician.time_zone,
        location=_where(row.session_type),
        is_cancelled=row.state == State.CANCELLED,
    )


def _recipient(notice: Notice) -> str | None:
    """As they wish by now."""
    if notice.client:
        return reached_by_mail(notice.client)
    return notice.appointment.address or None if notice.appointment else None


def _clinician_of(notice: Notice) -> Clinician:
    if notice.appointment:
        return notice.appointment.clinician
    if notice.series:
        return notice.series.clinician
    if notice.waiting_place:
        return notice.waiting_place.session_type.clinician
    raise NothingToSayError


def _where_to_change_it(notice: Notice, clinician: Clinician) -> str:
    page = f"{settings.BASE_URL}/p/{clinician.slug}/"
    if notice.client:
        return f"{page}sign-in/"
    row = notice.appointment
    return address_of(row) if row and row.state in {State.REQUESTED, State.BOOKED} else page


def _when(row: Appointment, notice: Notice) -> str:
    """Where the clinician is, and where the reader said to be."""
    said_to_be_in = (row.shown_zone, row.client.time_zone if row.client else "")
    theirs = next((each for each in said_to_be_in if each in zone_names()), None)
    place, language = row.clinician.time_zone, notice.language
    said = say_instant(row.start, place, language=language, reader_zone=theirs, now=notice.created_at)
    minutes = int((row.end - row.start).total_seconds()) // 60
    how_long = ngettext("%(when)s, %(minutes)d minute", "%(when)s, %(minutes)d minutes", minutes)
    return how_long % {"when": said, "minutes": minutes}


def _said_to_clinician(row: Appointment, at: datetime, notice: Notice) -> str:
    return say_instant(at, row.clinician.time_zone, language=notice.language, now=notice.created_at)


def _where(kind: SessionType) -> str:
    """On one line: a street, a link, or by phone."""
    how = {Place.ONLINE: gettext("Online"), Place.PHONE: gettext("By phone"), Place.IN_PERSON: ""}[
        Place(kind.place)
    ]
    return ": ".join(filter(None, (how, " ".join(kind.where.split()))))


def _letter(notice: Notice, sender: str, recipient: str, subject: str) -> EmailMessage:
    letter = blank_letter(sender, recipient)
    from_address = mailbox("", sender)
    letter["From"], letter["To"], letter["Date"] = from_address, mailbox("", recipient), notice.created_at
    letter["Subject"] = subject
    letter["Message-ID"] = f"<{notice.pk}@{from_address.domain}>"  # a repeat is told by it
    letter["Auto-Submitted"] = "auto-generated"
    return letter


def _outgoing(letter: EmailMessage, sender: str, recipient: str) -> OutgoingMail:
    return OutgoingMail(return_path=sender, recipient=recipient, content=letter.as_bytes())
