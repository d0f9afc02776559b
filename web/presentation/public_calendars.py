"""Contact hours in the three ways in which calendars can say them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Clinician
from policies.queries import Ahead, hours_ahead
from scheduler.domain.feed_window import BEHIND, feed_window
from scheduler.domain.interval import Interval, gaps, normalise
from scheduler.domain.wall_clock import local_date, midnight, zone
from scheduler.ical.entries import Told
from scheduler.ical.feed import feed
from scheduler.ical.free_busy import FreeBusy, Taken, free_busy
from scheduler.ical.open_times import open_times
from web.presentation.addresses import public_address
from web.presentation.feeds import entries_of_hours, uid_from

REFRESH_MINUTES = 6 * 60
_DAYS_A_WEEK = 7


@dataclass(frozen=True)
class PublicCalendars:
    """What the policy says, and what calendars say where the clinician lets them change it; never why."""

    clinician: Clinician
    now: datetime

    def availability(self) -> bytes:
        return feed(self._told())

    def vavailability(self) -> bytes:
        return open_times(self._told(), uid=uid_from(self._salt, "calendar", "open"), span=self._window)

    def freebusy(self) -> bytes:
        """Closed and away alike are unavailable. Without any hours, only absences are known."""
        hours, away = self._ahead.hours, normalise(span for span, _away in self._ahead.away)
        told = FreeBusy(
            uid=uid_from(self._salt, "calendar", "free-busy"),
            whose=public_address(self.clinician.slug),
            span=self._window,
            taken={Taken.UNAVAILABLE: gaps(hours, self._window) if hours else away},
            revised_at=self._revised_at,
        )
        return free_busy(told)

    def _told(self) -> Told:
        """In the clinician's own language: it is read by many, and kept for all of them."""
        with override(self._language):
            title = _("{name} can be reached").format(name=self.clinician.name)
            return Told(
                name=title,
                entries=tuple(
                    entries_of_hours(
                        self._ahead,
                        title=title,
                        salt=self._salt,
                        revised_at=self._revised_at,
                        sequence=self._window.start.toordinal() // _DAYS_A_WEEK,
                    )
                ),
                zone=self.clinician.time_zone,
                refresh_minutes=REFRESH_MINUTES,
                colour="seagreen",
            )

    @property
    def _language(self) -> str:
        plain = (each.partition("-")[0] for each in self.clinician.languages[:1])
        return next((each for each in plain if each in dict(settings.LANGUAGES)), settings.LANGUAGE_CODE)

    @property
    def _salt(self) -> bytes:
        return sha256(b"public calendar" + self.clinician.pk.bytes).digest()

    @cached_property
    def _window(self) -> Interval:
        return feed_window(self.now, zone(self.clinician.time_zone))

    @cached_property
    def _ahead(self) -> Ahead:
        return hours_ahead(self.clinician, self._window, now=self.now)

    @property
    def _revised_at(self) -> datetime:
        """When something was last said or, since then, the weeks moved on that are told of."""
        place = zone(self.clinician.time_zone)
        moved = midnight(local_date(self._window.start, place) + BEHIND, place)
        return max(moved, self._ahead.said_at or moved)
