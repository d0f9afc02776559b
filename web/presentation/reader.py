"""Who a page is written for: their language and, where they said so, their time zone."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.utils.translation import get_language

from policies.language.times import say_date, say_instant, say_span
from scheduler.domain.wall_clock import zone_names


@dataclass(frozen=True, slots=True)
class Reader:
    language: str
    zone: str | None = None

    def instant(self, instant: datetime, place: str, *, by: bool = False, now: datetime | None = None) -> str:
        """A moment said whole, in the time of `place` and the reader's own; `by` where it is a limit.

        With its year where that is not the one of `now`.
        """
        return say_instant(instant, place, language=self.language, reader_zone=self.zone, by=by, now=now)

    def date(self, day: date) -> str:
        return say_date(day, self.language)

    def span(self, start: datetime, end: datetime, place: str, now: datetime) -> str:
        """From one moment to another, in the time of `place`."""
        return capitalised(say_span(start, end, place, language=self.language, now=now))


def reader_of(request: HttpRequest) -> Reader:
    """An unknown `?tz=` is as if none were given."""
    asked = request.GET.get("tz", "")
    return Reader(get_language() or "en", asked if asked in zone_names() else None)


def reader_for(time_zone: str) -> Reader:
    """Somebody whose time zone is known, or blank."""
    return Reader(get_language() or "en", time_zone if time_zone in zone_names() else None)


def capitalised(said: str) -> str:
    """As the start of a line; unlike `str.capitalize`, names in it keep their capitals."""
    return said[:1].upper() + said[1:]
