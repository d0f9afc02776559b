"""The mails about calendars that a clinician connected: which, since when, why, what counts, what to do.

A calendar is called what its clinician calls it. Its address stands nowhere: whoever knows it can read it.
"""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.domain.key_ring import WrongRingError
from accounts.domain.sealing import SealBrokenError
from notifications.channels.email import OutgoingMail
from notifications.domain.autoreply_mail import mailbox
from notifications.models import Notice
from notifications.services.calendar_troubles import TROUBLES
from notifications.services.notice_mails import mail_with
from policies.language.times import say_instant
from scheduler.queries.rows import Calendar

Kind = Notice.Kind

OF_CALENDARS = frozenset({Kind.CALENDAR_FAILS, Kind.CALENDAR_WORKS})
PAGE = "/calendars/"


def mail_of_calendar(notice: Notice) -> OutgoingMail | None:
    """As it is by now. None where it is otherwise than was to be told."""
    calendar = notice.calendar
    if calendar is None or calendar.clinician.gone_since:
        return None
    since, tells_that_it_fails = calendar.failing_since, notice.kind == Kind.CALENDAR_FAILS
    if (since is not None) != tells_that_it_fails:
        return None
    with override(notice.language):
        subject = (
            _("One of your calendars is not up to date here")
            if since
            else _("One of your calendars is up to date again")
        )
        text = _that_it_fails(calendar, since, notice) if since else _that_it_works(calendar)
        return mail_with(notice, mailbox("", settings.DEFAULT_FROM_EMAIL), notice.recipient, subject, text)


def _that_it_fails(calendar: Calendar, since: datetime, notice: Notice) -> str:
    why, what_to_do = TROUBLES[calendar.trouble]
    how_it_is = _("%(name)s has not been up to date here since %(since)s. %(why)s") % {
        "name": _called(calendar),
        "since": _said(since, calendar, notice),
        "why": why,
    }
    mend = _("What to do: %(what)s Your calendars stand here: %(address)s") % {
        "what": what_to_do,
        "address": _page(),
    }
    return "\n\n".join((how_it_is, _what_counts(calendar, notice), mend))


def _what_counts(calendar: Calendar, notice: Notice) -> str:
    if calendar.read_at is None:
        return _("Nothing of it counts yet, so a time may be offered here that is taken there.")
    return _(
        "What it said when it was last read, %(read)s, still counts. What has changed in it since then is"
        " not known here, so a time may be offered that is taken by now."
    ) % {"read": _said(calendar.read_at, calendar, notice)}


def _that_it_works(calendar: Calendar) -> str:
    said = _("%(name)s can be read again, and all that it says counts. Nothing is to be done. %(address)s")
    return said % {"name": _called(calendar), "address": _page()}


def _called(calendar: Calendar) -> str:
    try:
        name = " ".join(str(calendar.name).split())
    except (SealBrokenError, WrongRingError):
        name = ""
    return _("Your calendar “%(name)s”") % {"name": name} if name else _("One of your calendars")


def _said(at: datetime, calendar: Calendar, notice: Notice) -> str:
    return say_instant(at, calendar.clinician.time_zone, language=notice.language, now=notice.created_at)


def _page() -> str:
    return f"{settings.BASE_URL}{PAGE}"
