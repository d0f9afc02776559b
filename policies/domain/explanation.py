"""Why a reply is due when it is: the facts that lie between receipt and that time."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from operator import itemgetter
from zoneinfo import ZoneInfo

from policies.domain.document import Clock, Coverage, TimeAway
from policies.domain.duration import Duration
from policies.domain.facts import Fact, FactName
from policies.domain.fields import WEEKDAYS, clock_face, stamp
from policies.domain.rules import Said
from scheduler.domain.interval import Interval
from scheduler.domain.schedule import Schedule
from scheduler.domain.timeline import Timeline
from scheduler.domain.wall_clock import ONE_DAY, local_date, midnight
from scheduler.domain.weekly import Hours

Absence = tuple[Interval, Fact]


def commitment_facts(said: Said) -> tuple[Fact, ...]:
    commitment = said.commitment
    facts = [
        Fact(
            FactName.COMMITMENT,
            {
                "within": _said(commitment.within),
                "at_least": _said(commitment.at_least),
                "clock": commitment.clock.value,
                "firmness": commitment.firmness.value,
                "source": said.source,
                "of": _said(said.of),
            },
        )
    ]
    if commitment.words:
        facts.append(Fact(FactName.WORDS, {"words": commitment.words}))
    return tuple(facts)


def time_away_fact(away: TimeAway, during: Interval) -> Fact:
    coverage = away.coverage or Coverage()
    return Fact(
        FactName.TIME_AWAY,
        {
            "start": stamp(during.start),
            "end": stamp(during.end),
            "first_day": _said(away.first_day),
            "last_day": _said(away.last_day),
            "coverage_name": coverage.name,
            "coverage_contact": coverage.contact,
            "coverage_for": coverage.purpose,
        },
    )


def _said(value: date | Duration | StrEnum | None) -> str | None:
    return None if value is None else str(value)


def on_the_way(
    schedule: Schedule, clock: Clock, span: Interval, absences: Iterable[Absence]
) -> tuple[Fact, ...]:
    """What changed the hours or made the clock stand still during `span`, in the order of its dates."""
    zone = schedule.availability.zone
    dated = [(local_date(away.start, zone), fact) for away, fact in absences if away.overlaps(span)]
    idle: list[date] = []
    for day in _days_that_matter(schedule, clock, span):
        if fact := _changed_hours(schedule, day):
            dated.append((day, fact))
        elif _stands_still(schedule, clock, day):
            idle.append(day)
    return (*_no_hours(idle), *(fact for _, fact in sorted(dated, key=itemgetter(0))))


def _days_that_matter(schedule: Schedule, clock: Clock, span: Interval) -> Iterator[date]:
    """The local dates that share time with `span`, unless wholly away; to the calendar clock none matters."""
    if clock is Clock.CALENDAR:
        return
    zone = schedule.availability.zone
    day, last = local_date(span.start, zone), local_date(span.end - datetime.resolution, zone)
    while day <= last:
        if _counts_on(schedule.present, day, zone):
            yield day
        day += ONE_DAY


def _changed_hours(schedule: Schedule, day: date) -> Fact | None:
    """How the hours of `day` differ from those of its week, told only where they do."""
    rules, on = schedule.availability, day.isoformat()
    usual = rules.weekly_hours_on(day)
    if day in rules.overrides and rules.overrides[day] != usual:
        if windows := rules.overrides[day]:
            return Fact(FactName.OVERRIDE, {"date": on, "windows": tuple(map(_in_words, windows))})
        return Fact(FactName.OVERRIDE_CLOSED, {"date": on})
    if not usual or day in rules.overrides:
        return None
    if day in rules.closed_dates:
        return Fact(FactName.CLOSED_DATE, {"date": on})
    name = rules.holidays(day.year).get(day)
    return Fact(FactName.HOLIDAY, {"date": on, "name": name}) if name else None


def _stands_still(schedule: Schedule, clock: Clock, day: date) -> bool:
    """Whether the week has no hours on `day`, and none run into it from the day before where those count."""
    if schedule.is_working_day(day) or schedule.availability.hours_on(day):
        return False
    return clock is Clock.WORKING_DAYS or not _counts_on(schedule.contact, day, schedule.availability.zone)


def _counts_on(timeline: Timeline, day: date, zone: ZoneInfo) -> bool:
    first = timeline.next(midnight(day, zone))
    return first is not None and first < midnight(day + ONE_DAY, zone)


def _no_hours(days: list[date]) -> Iterator[Fact]:
    if days:
        weekdays = tuple(WEEKDAYS[weekday] for weekday in sorted({day.weekday() for day in days}))
        dates = tuple(day.isoformat() for day in days)
        yield Fact(FactName.NO_HOURS_ON, {"weekdays": weekdays, "dates": dates})


def _in_words(hours: Hours) -> str:
    return f"{clock_face(hours.start)}-{'' if hours.end is None else clock_face(hours.end)}"
