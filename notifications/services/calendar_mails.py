"""The mails about calendars that a clinician connected: which, since when, why, what counts, what to do.

A calendar is called what its clinician calls it. Its address stands nowhere: whoever knows it can read it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

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


def told_together(notice: Notice) -> list[Notice]:
    """Calendars of one account often fail at one moment: one mail tells of all that wait to be told."""
    waiting = Notice.objects.filter(
        practice_id=notice.practice_id,
        kind=notice.kind,
        recipient=notice.recipient,
        next_at__isnull=False,
        calendar__clinician=notice.calendar.clinician if notice.calendar else None,
    )
    return list(waiting.select_related("calendar__clinician").order_by("created_at", "pk"))


def mail_of_calendars(notice: Notice, together: Iterable[Notice]) -> OutgoingMail | None:
    """As they are by now. None where all are otherwise than was to be told."""
    calendars = dict.fromkeys(each.calendar for each in together if each.calendar)
    rows = [each for each in calendars if not each.clinician.gone_since]
    with override(notice.language):
        if notice.kind == Kind.CALENDAR_FAILS:
            told = [_that_it_fails(row, since, notice) for row in rows if (since := row.failing_since)]
            subject = ngettext(
                "One of your calendars is not up to date here",
                "Some of your calendars are not up to date here",
                len(told),
            )
            end = _("Your calendars stand here: %(address)s")
        else:
            told = [_that_it_works(row) for row in rows if not row.failing_since]
            subject = ngettext(
                "One of your calendars is up to date again",
                "Some of your calendars are up to date again",
                len(told),
            )
            end = _("Nothing is to be done. %(address)s")
        if not told:
            return None
        text = "\n\n".join((*told, end % {"address": f"{settings.BASE_URL}{PAGE}"}))
        return mail_with(notice, mailbox("", settings.DEFAULT_FROM_EMAIL), notice.recipient, subject, text)


def _that_it_fails(calendar: Calendar, since: datetime, notice: Notice) -> str:
    why, what_to_do = TROUBLES[calendar.trouble]
    how_it_is = _("%(name)s has not been up to date here since %(since)s. %(why)s") % {
        "name": _called(calendar),
        "since": _said(since, calendar, notice),
        "why": why,
    }
    mend = _("What to do: %(what)s") % {"what": what_to_do}
    return "\n\n".join((how_it_is, _what_counts(calendar, notice), mend))


def _what_counts(calendar: Calendar, notice: Notice) -> str:
    if calendar.read_at is None:
        return _("Nothing of it counts yet, so a time may be offered here that is taken there.")
    return _(
        "What it said when it was last read, %(read)s, still counts. What has changed in it since then is"
        " not known here, so a time may be offered that is taken by now."
    ) % {"read": _said(calendar.read_at, calendar, notice)}


def _that_it_works(calendar: Calendar) -> str:
    said = _("%(name)s can be read again, and all that it says counts.")
    return said % {"name": _called(calendar)}


def _called(calendar: Calendar) -> str:
    try:
        name = " ".join(str(calendar.name).split())
    except (SealBrokenError, WrongRingError):
        name = ""
    return _("Your calendar “%(name)s”") % {"name": name} if name else _("One of your calendars")


def _said(at: datetime, calendar: Calendar, notice: Notice) -> str:
    return say_instant(at, calendar.clinician.time_zone, language=notice.language, now=notice.created_at)
