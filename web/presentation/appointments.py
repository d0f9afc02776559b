"""Appointments as a page says them, to whoever has one and to whoever keeps the diary."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from policies.language.times import city, say_clock, say_date
from web.labels import PLACES, STANDINGS, WHY_LEFT_OUT
from web.presentation.inbox import Standing
from web.presentation.lengths import say_minutes
from web.presentation.reader import Reader, capitalised
from web.presentation.session_types import SessionKind, say_cancelling
from web.presentation.time_left import say_length
from web.presentation.unopened import opened, opened_name

REQUESTED, BOOKED = "requested", "booked"
TONES = {REQUESTED: "waiting", BOOKED: "kept"}
CLINICIAN, VISITOR = "clinician", "visitor"


@dataclass(frozen=True, slots=True)
class Kept:
    """`row` is as `scheduler.queries` gives it."""

    row: Any
    reader: Reader
    now: datetime

    @property
    def place(self) -> str:
        return str(self.row.clinician.time_zone)

    @property
    def when(self) -> str:
        return capitalised(self.reader.instant(self.row.start, self.place, now=self.now))

    @property
    def clocks(self) -> str:
        """Such as: 10:00 to 10:50."""
        said = _("{start} to {end}")
        return said.format(
            start=say_clock(self.row.start, self.place), end=say_clock(self.row.end, self.place)
        )

    @property
    def length(self) -> str:
        return say_minutes((self.row.end - self.row.start) // timedelta(minutes=1))

    @property
    def in_short(self) -> str:
        """Such as: 50 minutes, online. As long as it was booked for, whatever its kind takes by now."""
        return f"{self.length}, {PLACES[self.row.session_type.place]}"

    @property
    def kind(self) -> SessionKind:
        return SessionKind(self.row.session_type)

    @property
    def who(self) -> str:
        """For whoever keeps the diary."""
        row = self.row
        return opened_name(lambda: row.client.name if row.client else row.name)

    @property
    def is_visitors(self) -> bool:
        return self.row.client_id is None

    @property
    def address(self) -> str:
        """Where a visitor is told."""
        return opened(lambda: str(self.row.address), otherwise="") if self.is_visitors else ""

    @property
    def with_whom(self) -> str:
        return str(self.row.clinician.name)

    @property
    def where(self) -> str:
        """Of those that take place alone."""
        if self.row.state != BOOKED:
            return ""
        return opened(lambda: str(self.row.session_type.where), otherwise="")

    @property
    def note(self) -> str:
        return opened(lambda: str(self.row.note), otherwise=_("This note cannot be opened."))

    @property
    def standing(self) -> Standing:
        said = str(STANDINGS[self.row.state])
        if self.row.state == BOOKED and self.row.end <= self.now:
            said = _("Took place")
        return Standing(TONES.get(self.row.state, "over"), said)

    @property
    def is_request(self) -> bool:
        return bool(self.row.state == REQUESTED and self.row.start > self.now)

    @property
    def is_ahead(self) -> bool:
        """It can still be changed."""
        return bool(self.row.state in TONES and self.row.start > self.now)

    @property
    def is_current(self) -> bool:
        """It is still to come, or goes on just now."""
        return bool(self.row.state in TONES and self.row.end > self.now)

    @property
    def held_until(self) -> str:
        until = self.row.held_until
        return self.reader.instant(until, self.place, by=True, now=self.now) if until else ""

    @property
    def time_to_answer(self) -> str:
        if not self.row.held_until or self.row.held_until <= self.now:
            return ""
        return _("{time} to answer").format(time=say_length(self.row.held_until - self.now))

    @property
    def is_short_notice(self) -> bool:
        """Within the notice that is asked for: a client then cancels late, and moves nothing."""
        return bool(self.row.state == BOOKED and self.row.start - self.now < self._notice)

    @property
    def cancelling(self) -> str:
        """The rule of its kind when it was booked, with the moment that it comes to for this one."""
        limit = self.row.start - self._notice
        if not self._notice or limit <= self.now:
            return say_cancelling(self.row.cancel_notice)
        said = _(
            "Until {when} you can move or cancel it yourself. Later you can still cancel; "
            "to find another time then, write a message."
        )
        return said.format(when=self.reader.instant(limit, self.place, now=self.now))

    @property
    def _notice(self) -> timedelta:
        return timedelta(minutes=self.row.cancel_notice)

    @property
    def cancel_words(self) -> str:
        """The practice's own, as they were when it was booked."""
        return str(self.row.cancel_words)

    @property
    def may_move(self) -> bool:
        """By a client."""
        kind = self.row.session_type
        return (
            self.is_ahead and not self.is_short_notice and not kind.ended_at and self.kind.is_booked_by_others
        )

    @property
    def has_more_to_come(self) -> bool:
        """Of a series, whose end may be known already, but is not before its next day."""
        series = self.row.series
        if series is None or not series.ended_at:
            return series is not None
        return bool(self.row.series_day + timedelta(weeks=series.every_weeks) <= series.last_day)

    @property
    def ended(self) -> str:
        """What became of one that does not take place, for whoever keeps the diary."""
        if self.row.state != "cancelled":
            return ""
        if self.row.closed_by == CLINICIAN:
            return _("Cancelled by your practice.")
        return (
            _("Cancelled by them at short notice.") if self.row.was_late else _("Cancelled by them, in time.")
        )


@dataclass(frozen=True, slots=True)
class AskedFor(Kept):
    """To a visitor, who sees it by an address that ends with `key`."""

    key: str

    @property
    def is_open(self) -> bool:
        """It can still be changed; what was not confirmed in time is over before anybody notes that."""
        return self.is_ahead and not self._ran_out

    @property
    def may_choose_another(self) -> bool:
        return self.may_move and self.kind.is_for_anyone

    @property
    def what_became_of_it(self) -> str:
        """Where it can be changed no more."""
        row = self.row
        if row.state == "cancelled":
            return _("It was taken back.") if row.closed_by == VISITOR else _("It was cancelled.")
        if row.state == "declined":
            return _("This time was not possible, sorry.")
        if row.state == "expired" or self._ran_out:
            return _("It could not be confirmed in time, and is no longer kept.")
        return _("Its time has come, so it cannot be changed here any more.")

    @property
    def _ran_out(self) -> bool:
        row = self.row
        return bool(row.state == REQUESTED and row.held_until and row.held_until <= self.now)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A series."""

    row: Any
    reader: Reader

    @property
    def who(self) -> str:
        return opened_name(lambda: self.row.client.name)

    @property
    def when(self) -> str:
        """Such as: Every week at 17:00 (New York), from Tuesday 10 March 2026 on."""
        weeks = self.row.every_weeks
        often = ngettext("Every week", "Every {number} weeks", weeks).format(number=weeks)
        place = city(self.row.clinician.time_zone, self.reader.language)
        often = _("{often} at {time} ({city})").format(often=often, time=self._clock, city=place)
        first = say_date(self.row.first_day, self.reader.language)
        if self.row.last_day:
            last = say_date(self.row.last_day, self.reader.language)
            return _("{often}, from {first} to {last}").format(often=often, first=first, last=last)
        return _("{often}, from {first} on").format(often=often, first=first)

    @property
    def _clock(self) -> str:
        minutes = self.row.starts_at
        return f"{minutes // 60:02}:{minutes % 60:02}"

    @property
    def left_out(self) -> tuple[str, ...]:
        """The days on which it could not be, and why."""
        days = ((date.fromisoformat(each["day"]), WHY_LEFT_OUT[each["why"]]) for each in self.row.left_out)
        return tuple(f"{capitalised(say_date(day, self.reader.language))}: {why}" for day, why in days)


@dataclass(frozen=True, slots=True)
class Waiting:
    row: Any
    reader: Reader

    @property
    def who(self) -> str:
        return opened_name(lambda: self.row.client.name)

    @property
    def kind(self) -> SessionKind:
        return SessionKind(self.row.session_type)

    @property
    def days(self) -> str:
        said = pgettext("dates", "{first} to {last}")
        first, last = (
            say_date(each, self.reader.language) for each in (self.row.first_day, self.row.last_day)
        )
        return capitalised(said.format(first=first, last=last))


@dataclass(frozen=True, slots=True)
class WaitingFor:
    """All who wait for one kind of session, the longest first."""

    kind: SessionKind
    places: tuple[Waiting, ...]


def by_kind(rows: Iterable[Any], reader: Reader) -> tuple[WaitingFor, ...]:
    found: dict[Any, list[Any]] = {}
    for each in rows:
        found.setdefault(each.session_type, []).append(each)
    return tuple(
        WaitingFor(SessionKind(kind), tuple(Waiting(each, reader) for each in places))
        for kind, places in found.items()
    )
