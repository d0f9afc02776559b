"""Why a reply is due when it is: the facts that lie between receipt and that time."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from operator import itemgetter

from policies.domain.document import Clock, Coverage, TimeAway
from policies.domain.duration import Duration
from policies.domain.facts import Detail, Fact, FactName
from policies.domain.fields import WEEKDAYS, clock_face, stamp
from policies.domain.meanwhile import Covered, TimeAwayAsTold, written
from policies.domain.rules import Said
from scheduler.domain.interval import Interval, normalise, subtract
from scheduler.domain.schedule import Schedule
from scheduler.domain.timeline import Timeline
from scheduler.domain.wall_clock import ONE_DAY, local_date, midnight
from scheduler.domain.weekly import Hours

Absence = tuple[Interval, Fact]
_ALMOST_A_MINUTE = timedelta(minutes=1) - timedelta.resolution


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
            **_told(away),
        },
    )


def _told(away: TimeAway) -> dict[str, Detail]:
    """Beyond the document, where colleagues of the practice have to do with it."""
    if not isinstance(away, TimeAwayAsTold) or not (away.covered or away.arranging):
        return {}
    return {"covered": written(away.covered), "arranging": away.arranging}


def covered_fact(covered: Iterable[Covered]) -> Fact:
    return Fact(FactName.COVERED, {"covered": written(covered)})


def _said(value: date | Duration | StrEnum | None) -> str | None:
    return None if value is None else str(value)


class Course:
    """What changes the hours, or makes a clock stand still, on the way to a reply."""

    def __init__(
        self, schedule: Schedule, clock: Clock, absences: Sequence[Absence], *, assumed: bool
    ) -> None:
        self._schedule, self._clock, self._absences = schedule, clock, absences
        self._rules, self._zone = schedule.availability, schedule.availability.zone
        counts_days = clock is not Clock.CALENDAR
        self._assumed = (Fact(FactName.ASSUMED_WORKING_WEEK, {}),) if assumed and counts_days else ()
        self._change_on = cache(self._find_change_on)
        self._is_idle = cache(self._find_whether_idle)

    def facts(self, span: Interval) -> tuple[Fact, ...]:
        """What happened during `span`: the days without hours, then the rest in the order of its dates."""
        dates = () if self._clock is Clock.CALENDAR else tuple(self._dates(span))
        dated = [(day, fact) for day in dates if (fact := self._change_on(day))]
        dated += [
            (local_date(away.start, self._zone), fact) for away, fact in self._absences if away.overlaps(span)
        ]
        idle = tuple([day for day in dates if self._is_idle(day)])
        return (*self._assumed, *_no_hours(idle), *(fact for _, fact in sorted(dated, key=itemgetter(0))))

    def _dates(self, span: Interval) -> Iterator[date]:
        day, last = local_date(span.start, self._zone), local_date(span.end - datetime.resolution, self._zone)
        while day <= last:
            yield day
            day += ONE_DAY

    def _find_change_on(self, day: date) -> Fact | None:
        """How the hours of `day` differ from those of its week, where it is not wholly away."""
        if not self._has_any(self._schedule.present, day):
            return None
        taken = self._find_what_is_left(day) if self._rules.busy else None
        return taken or self._find_other_hours(day)

    def _find_other_hours(self, day: date) -> Fact | None:
        hours, on = self._rules.hours_on(day), day.isoformat()
        if hours == self._rules.weekly_hours_on(day):
            return None
        if hours:
            return Fact(FactName.OVERRIDE, {"date": on, "windows": tuple(map(_clock_times, hours))})
        if day in self._rules.overrides:
            return Fact(FactName.OVERRIDE_CLOSED, {"date": on})
        if day in self._rules.closed_dates:
            return Fact(FactName.CLOSED_DATE, {"date": on})
        return Fact(FactName.HOLIDAY, {"date": on, "name": self._rules.holidays(day.year)[day]})

    def _find_what_is_left(self, day: date) -> Fact | None:
        """Where busy time takes some of the hours; where the clock counts days, only where it takes all.

        What is left is said in whole minutes, and never more than there is.
        """
        there = subtract(normalise(self._rules.spans_on(day)), self._rules.away)
        left, on = self._rules.left_of(there), day.isoformat()
        if left == there:
            return None
        if not left:
            return Fact(FactName.CLOSED_DATE, {"date": on})
        if self._clock is not Clock.CONTACT_HOURS:
            return None
        return Fact(FactName.OVERRIDE, {"date": on, "windows": tuple(map(self._wall_clock_times, left))})

    def _wall_clock_times(self, span: Interval) -> str:
        start, end = (each.astimezone(self._zone) for each in (span.start + _ALMOST_A_MINUTE, span.end))
        return f"{start:%H:%M}-{end:%H:%M}"

    def _find_whether_idle(self, day: date) -> bool:
        """Whether the week has no hours on `day`, and none that count run into it from the day before."""
        if self._rules.weekly_hours_on(day) or self._rules.hours_on(day):
            return False
        runs_over = self._clock is Clock.CONTACT_HOURS and self._has_any(self._schedule.contact, day)
        return not runs_over and self._has_any(self._schedule.present, day)

    def _has_any(self, timeline: Timeline, day: date) -> bool:
        first = timeline.next(midnight(day, self._zone))
        return first is not None and first < midnight(day + ONE_DAY, self._zone)


@lru_cache(maxsize=10_000)
def _no_hours(days: tuple[date, ...]) -> tuple[Fact, ...]:
    """Cached, since most messages meet the same few week-ends."""
    if not days:
        return ()
    weekdays = tuple(WEEKDAYS[weekday] for weekday in sorted({day.weekday() for day in days}))
    dates = tuple(day.isoformat() for day in days)
    return (Fact(FactName.NO_HOURS_ON, {"weekdays": weekdays, "dates": dates}),)


def _clock_times(hours: Hours) -> str:
    return f"{clock_face(hours.start)}-{'' if hours.end is None else clock_face(hours.end)}"
