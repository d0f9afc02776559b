"""The calendars that a clinician keeps elsewhere: how they are, and what they do to the weeks ahead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.domain.actors import ClinicianActor
from accounts.models import Clinician
from notifications.services.calendar_troubles import TROUBLES
from policies.domain.document import BoundaryPolicy
from policies.domain.rules import accepted_channels, availability, hours_for
from policies.queries import in_force, published_in_force
from scheduler.domain.availability import Availability
from scheduler.domain.interval import Intervals, normalise, subtract
from scheduler.domain.wall_clock import local_date, whole_days, zone
from scheduler.queries import Because, Reason, calendars, holidays, is_being_read, reasons
from web.labels import CALENDAR_USES_IN_SHORT
from web.presentation.inbox import Standing
from web.presentation.lengths import say_ago
from web.presentation.reader import Reader, capitalised
from web.presentation.time_left import say_length
from web.presentation.unopened import opened

WEEKS_AHEAD = timedelta(weeks=4)
A_MINUTE = timedelta(minutes=1)
ALL_LATER = timedelta(days=366)  # holidays further away are asked about when they come closer


@dataclass(frozen=True, slots=True)
class Shown:
    """A calendar as its clinician sees it; `row` is as `scheduler.queries` gives it."""

    row: Any
    place: str
    reader: Reader
    now: datetime

    @property
    def name(self) -> str:
        return name_of(self.row)

    @property
    def use(self) -> str:
        return str(CALENDAR_USES_IN_SHORT[self.row.use])

    @property
    def is_by_address(self) -> bool:
        return opened(lambda: str(self.row.address) != "", otherwise=True)

    @property
    def is_being_read(self) -> bool:
        return is_being_read(self.row, self.now)

    @property
    def trouble(self) -> str:
        """None while it is read as for the first time: what was wrong before may be mended by that."""
        is_read_anew = self.is_being_read and self.row.content is None
        return "" if is_read_anew else str(self.row.trouble)

    @property
    def standing(self) -> Standing:
        if self.trouble == "vanished":
            return Standing("waiting", _("Being checked"))
        if self.trouble:
            return Standing("overdue", _("Cannot be read"))
        if self.row.read_at is None or self.row.trouble:
            return Standing("waiting", _("Being read"))
        return Standing("kept", _("Up to date") if self.is_by_address else _("Uploaded"))

    @property
    def tone_of_trouble(self) -> str:
        """Quiet where nobody has to do anything."""
        return "urgent" if self.standing.tone == "overdue" else "quiet"

    @property
    def last_read(self) -> str:
        if self.row.read_at is None:
            return _("Not read yet.")
        said = _("Read {ago}.") if self.is_by_address else _("Uploaded {ago}.")
        return said.format(ago=say_ago(self.now - self.row.read_at))

    @property
    def next_reading(self) -> str:
        if not self.is_by_address:
            return _("A file does not follow later changes: upload a newer one when there are some.")
        if self.is_being_read:
            return _("It is being read now, which takes a moment.")
        if self.row.next_at is None:
            return _("It is not read again by itself.")
        left = max(self.row.next_at - self.now, A_MINUTE)
        return _("Read again in about {time}.").format(time=say_length(left))

    @property
    def what_happened(self) -> str:
        return str(TROUBLES[self.trouble][0]) if self.trouble else ""

    @property
    def what_to_do(self) -> str:
        return str(TROUBLES[self.trouble][1]) if self.trouble else ""

    @property
    def failing_since(self) -> str:
        """And what counts meanwhile."""
        if not (self.trouble and self.row.failing_since):
            return ""
        since = say_ago(self.now - self.row.failing_since)
        if self.row.read_at is None:
            return _("First noticed {ago}. Nothing of it counts yet.").format(ago=since)
        return _("First noticed {ago}. What was read last still counts.").format(ago=since)

    @property
    def reach(self) -> str:
        if self.row.changes_promises:
            return _("Counts for what can be booked, for reply times and for your public page.")
        return _("Counts only for what can be booked.")

    @property
    def known_until(self) -> str:
        if self.row.known_until is None:
            return ""
        day = local_date(self.row.known_until, zone(self.place))
        return _("Looked at up to {date}.").format(date=self.reader.date(day))

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(say_problem(code, count) for code, count in self.row.problems)

    @property
    def waits(self) -> str:
        """For an answer about holidays."""
        number = getattr(self.row, "asked", 0)
        if not number:
            return ""
        said = ngettext("{number} day waits for your answer", "{number} days wait for your answer", number)
        return said.format(number=number)


def shown(actor: ClinicianActor, me: Clinician, reader: Reader, now: datetime) -> list[Shown]:
    today = local_date(now, zone(me.time_zone))
    return [Shown(row, me.time_zone, reader, now) for row in calendars(actor, today=today)]


def name_of(row: Any) -> str:  # noqa: ANN401  as `scheduler.queries` gives it
    return opened(lambda: str(row.name), otherwise="") or _("A calendar whose name cannot be opened")


def say_problem(code: str, count: int) -> str:
    said = {
        "bad_line": ngettext("{n} line could not be read.", "{n} lines could not be read.", count),
        "bad_event": ngettext(
            "{n} event could not be read; its time may be missing.",
            "{n} events could not be read; their times may be missing.",
            count,
        ),
        "bad_time": ngettext(
            "{n} date that an event leaves out or adds could not be read.",
            "{n} dates that events leave out or add could not be read.",
            count,
        ),
        "bad_rule": ngettext(
            "{n} event repeats in a way that could not be read; only its first time counts.",
            "{n} events repeat in ways that could not be read; only their first times count.",
            count,
        ),
        "too_often": ngettext(
            "{n} event repeats so often that all its time counts from some day on.",
            "{n} events repeat so often that all their time counts from some day on.",
            count,
        ),
        "unknown_zone": ngettext(
            "{n} time zone is not known; its times are read in the zone that you chose.",
            "{n} time zones are not known; their times are read in the zone that you chose.",
            count,
        ),
    }.get(
        code,
        ngettext("{n} entry could be read only in part.", "{n} entries could be read only in part.", count),
    )
    return said.format(n=count)


# --- holidays


@dataclass(frozen=True, slots=True)
class Holiday:
    row: Any
    name: str
    when: str

    @property
    def field(self) -> str:
        return f"day-{self.row.pk}"


def holidays_to_answer(
    actor: ClinicianActor,
    row: Any,  # noqa: ANN401  likewise
    me: Clinician,
    reader: Reader,
    now: datetime,
) -> list[Holiday]:
    today = local_date(now, zone(me.time_zone))
    return [
        Holiday(each, _name_of_day(each), capitalised(reader.date(each.date)))
        for each in holidays(actor, row.pk, today=today)
        if each.date <= today + ALL_LATER
    ]


def _name_of_day(row: Any) -> str:  # noqa: ANN401  likewise
    return opened(lambda: str(row.name), otherwise="") or _("A holiday")


# --- what it comes to


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which calendars leave nothing of the hours, or on which the clinician is away."""

    when: str
    what: str
    because: tuple[str, ...]


def days_ahead(actor: ClinicianActor, me: Clinician, reader: Reader, now: datetime) -> list[Day]:
    """The next four weeks."""
    published = published_in_force(me, now).policy.policy
    place = zone(published.timezone)
    first = local_date(now, place)
    found = reasons(actor, first, first + WEEKS_AHEAD, place)
    usual, told = _hours(published), _hours(in_force(me, now).policy.policy)
    days = (_day(day, why, usual, told, reader, now) for day, why in found.items())
    return [day for day in days if day]


def days_off(
    actor: ClinicianActor, days: Sequence[date], place: ZoneInfo, now: datetime
) -> Iterator[tuple[date, str]]:
    """Those that the clinician confirmed of a calendar's holidays, and which calendar's they are."""
    for day, why in reasons(actor, days[0], days[-1], place).items():
        for each in why:
            if each.because is Because.HOLIDAY:
                yield day, _("Closed: {holiday}.").format(holiday=_say_holiday(each, now))


def _hours(policy: BoundaryPolicy) -> Availability:
    windows = (hours_for(policy, channel) for channel in accepted_channels(policy))
    return availability(policy, next(filter(None, windows), ()))


def _day(
    day: date,
    why: tuple[Reason, ...],
    usual: Availability,
    told: Availability,
    reader: Reader,
    now: datetime,
) -> Day | None:
    hours = usual.open_on(day)
    what = _what_is_left(hours, told.open_on(day), why)
    if not what:
        return None
    because = tuple(dict.fromkeys(_say_reason(each, day, usual, now) for each in why))
    return Day(capitalised(reader.date(day)), what, because)


def _what_is_left(hours: Intervals, told: Intervals, why: tuple[Reason, ...]) -> str:
    is_away = any(each.because is not Because.BUSY for each in why)
    if hours and not told:
        return _("Closed")
    if hours and not subtract(hours, normalise(each.interval for each in why)):
        return _("Open, but nothing can be booked")
    if not is_away:
        return ""
    return _("Away for a part of it") if hours else _("Away; there are no hours on this day")


def _say_reason(reason: Reason, day: date, rules: Availability, now: datetime) -> str:
    if reason.because is Because.HOLIDAY:
        return _say_holiday(reason, now)
    name, ago = name_of(reason.calendar), _read_when(reason, now)
    said = (
        _("away, from “{calendar}”, read {ago}")
        if reason.because is Because.AWAY
        else _("busy, from “{calendar}”, read {ago}")
    )
    whole = whole_days(day, day, rules.zone)
    if reason.interval == whole:
        return capitalised(said.format(calendar=name, ago=ago))
    start, end = (_clock(each, rules) for each in (reason.interval.start, reason.interval.end))
    times = _("{start} to {end}").format(start=start, end="24:00" if end == "00:00" else end)
    return f"{times}: {said.format(calendar=name, ago=ago)}"


def _say_holiday(reason: Reason, now: datetime) -> str:
    said = _("{holiday}, from “{calendar}”, read {ago}")
    return said.format(holiday=reason.holiday, calendar=name_of(reason.calendar), ago=_read_when(reason, now))


def _read_when(reason: Reason, now: datetime) -> str:
    return say_ago(now - reason.calendar.read_at) if reason.calendar.read_at else _("not read yet")


def _clock(instant: datetime, rules: Availability) -> str:
    return f"{instant.astimezone(rules.zone):%H:%M}"
