"""The mails about times. They name nobody, and say no more than when, where, and how to change it.

What is kept, moved or called off comes as an invitation, too, which a calendar app takes (RFC 6047).
"""

from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import NamedTuple

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
from notifications.services.inviting import invite, where
from policies.language.times import say_date, say_instant
from scheduler.domain.wall_clock import local_date, zone, zone_names
from scheduler.queries.rows import Appointment, Series
from scheduler.queries.series_told import series_told

Kind = Notice.Kind
State = Appointment.State

OF_TIMES = frozenset(
    {
        Kind.TIME_REQUESTED,
        Kind.TIME_BOOKED,
        Kind.TIME_MOVED,
        Kind.TIME_ELSEWHERE,
        Kind.TIME_CANCELLED,
        Kind.TIME_DECLINED,
        Kind.TIME_EXPIRED,
        Kind.TIME_REMINDER,
        Kind.TIME_FREE,
        Kind.SERIES_BEGINS,
        Kind.SERIES_ENDS,
        Kind.SERIES_MOVES,
        Kind.SERIES_ELSEWHERE,
        Kind.SERIES_LEFT_OUT,
        Kind.TIMES_LEFT,
    }
)
STILL = {  # the state in which an appointment has to be, for this to be told of it
    Kind.TIME_REQUESTED: {State.REQUESTED},
    Kind.TIME_BOOKED: {State.BOOKED},
    Kind.TIME_MOVED: {State.BOOKED, State.REQUESTED},
    Kind.TIME_ELSEWHERE: {State.BOOKED},
    Kind.TIME_REMINDER: {State.BOOKED},
}
BEFORE_IT_BEGINS = frozenset(  # or not at all
    {Kind.TIME_REQUESTED, Kind.TIME_BOOKED, Kind.TIME_ELSEWHERE, Kind.TIME_REMINDER}
)


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
    Kind.TIME_ELSEWHERE: Words(
        APPOINTMENT,
        _(
            "Your appointment takes place elsewhere by now: %(when)s.\n%(where)s"
            "\n\nTo move or cancel it: %(address)s"
        ),
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
        _(
            "A regular time is kept for you, %(how_often)s. It begins: %(when)s.\n%(where)s%(not_on)s"
            "\n\nAll of its dates, and how to change one: %(address)s"
        ),
    ),
    Kind.SERIES_LEFT_OUT: Words(
        _("Your regular time"),
        _(
            "Your regular time cannot be on these days: %(days)s."
            "\n\nAll of its dates, and how to find another time: %(address)s"
        ),
    ),
    Kind.SERIES_ELSEWHERE: Words(
        _("Your regular time"),
        _(
            "Your regular time takes place elsewhere from now on: %(where)s"
            "\n\nAll of its dates, and how to change one: %(address)s"
        ),
    ),
    Kind.SERIES_MOVES: Words(
        _("Your regular time"),
        _(
            "Your regular time moves. With this mail your calendar takes out the dates that were;"
            " another mail brings those that are now.\n\nAll of your dates: %(address)s"
        ),
    ),
    Kind.SERIES_ENDS: Words(
        _("Your regular time"), _("Your regular time ends. What still takes place stands here: %(address)s")
    ),
}
MOVED_REQUEST = Words(
    _("The time you asked for"),
    _(
        "The time you asked for is now another one: %(when)s. It is kept for you until you hear whether it is"
        " yours.\n\nTo change that: %(address)s"
    ),
)
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
    Kind.SERIES_MOVES: _("A regular time of yours has moved: %(address)s"),
    Kind.TIMES_LEFT: _(
        "There are appointments still to come with somebody whose access here has ended. They stand until"
        " somebody cancels them or finds another time: whoever makes appointments can. %(address)s"
    ),
}
OF_A_REQUEST = {  # to the clinician, of what nobody has agreed to
    Kind.TIME_MOVED: _(
        "Somebody asks for another time than before. It is now: %(when)s. It is kept for them until %(held)s."
        " Please confirm or decline: %(address)s"
    ),
    Kind.TIME_CANCELLED: _(
        "Somebody who asked for a time does not ask for it any more: %(when)s. There is nothing to answer."
        " %(address)s"
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
    row, place, kind = notice.appointment, notice.waiting_place, Kind(notice.kind)
    if place:
        return place.ended_at is None
    if row is None:
        return _has_anything_to_tell(notice)
    if row.state not in STILL.get(kind, {row.state}):
        return False
    if row.start <= now and kind in BEFORE_IT_BEGINS:
        return False
    return not (kind == Kind.TIME_REMINDER and row.clinician.gone_since)


def _has_anything_to_tell(notice: Notice) -> bool:
    """Of a series, once it was to be told."""
    series, kind = notice.series, Kind(notice.kind)
    if series is None or not notice.client:
        return True
    if kind == Kind.SERIES_LEFT_OUT:
        return bool(_days_left_out(series, notice))
    return kind not in {Kind.SERIES_BEGINS, Kind.SERIES_ELSEWHERE} or series_told(series) is not None


def _to_the_practice(notice: Notice) -> OutgoingMail:
    page = OWNERS_PAGE if notice.kind == Kind.TIMES_LEFT else CLINICIANS_PAGE
    said, kind = {"address": f"{settings.BASE_URL}{page}"}, Kind(notice.kind)
    words = TO_THE_CLINICIAN[kind]
    if row := notice.appointment:
        words = OF_A_REQUEST.get(kind, words) if row.was_only_asked_for else words
        said["when"] = _said_to_clinician(row, row.start, notice)
        said["held"] = _said_to_clinician(row, row.held_until or row.start, notice)
    text = str(words) % said
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
    words = _words_to_whoever_has_it(notice)
    said = {"address": _where_to_change_it(notice, clinician)}
    if row := notice.appointment:
        said |= {"when": _when_of(row, notice), "where": where(row.session_type)}
    if series := notice.series:
        said |= _said_of(series, notice)
    letter = _letter(notice, inbox, recipient, str(words.subject))
    letter.set_content(str(words.text) % said)
    invite(letter, notice, organiser=inbox, attendee=recipient)
    return _outgoing(letter, inbox, recipient)


def _words_to_whoever_has_it(notice: Notice) -> Words:
    kind, row = Kind(notice.kind), notice.appointment
    is_moved_request = kind == Kind.TIME_MOVED and row and row.was_only_asked_for
    return MOVED_REQUEST if is_moved_request else TO_WHOEVER_HAS_IT[kind]


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


def _said_of(series: Series, notice: Notice) -> dict[str, str]:
    days = _days_left_out(series, notice)
    not_on = gettext("Not on these days: %(days)s") % {"days": days}
    often = ngettext("every week", "every %(weeks)d weeks", series.every_weeks)
    told = series_told(series)
    length = timedelta(minutes=series.minutes)
    return {
        "how_often": often % {"weeks": series.every_weeks},
        "when": _when(told.first, length, notice, series.clinician) if told else "",
        "where": where(series.session_type),
        "days": days,
        "not_on": f"\n{not_on}" if days else "",
    }


def _days_left_out(series: Series, notice: Notice) -> str:
    """Those that are still to come."""
    today = local_date(notice.created_at, zone(series.time_zone))
    days = sorted(date.fromisoformat(each["day"]) for each in series.left_out)
    return "; ".join(say_date(day, notice.language) for day in days if day >= today)


def _when_of(row: Appointment, notice: Notice) -> str:
    return _when(row.start, row.end - row.start, notice, row.clinician, row.shown_zone)


def _when(
    start: datetime, length: timedelta, notice: Notice, clinician: Clinician, shown_zone: str = ""
) -> str:
    """Where the clinician is, and where the reader said to be."""
    said_to_be_in = (shown_zone, notice.client.time_zone if notice.client else "")
    theirs = next((each for each in said_to_be_in if each in zone_names()), None)
    place, language = clinician.time_zone, notice.language
    said = say_instant(
        start.astimezone(UTC), place, language=language, reader_zone=theirs, now=notice.created_at
    )
    minutes = int(length.total_seconds()) // 60
    how_long = ngettext("%(when)s, %(minutes)d minute", "%(when)s, %(minutes)d minutes", minutes)
    return how_long % {"when": said, "minutes": minutes}


def _said_to_clinician(row: Appointment, at: datetime, notice: Notice) -> str:
    return say_instant(at, row.clinician.time_zone, language=notice.language, now=notice.created_at)


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
