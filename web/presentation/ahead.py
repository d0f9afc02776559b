"""What is different in the time ahead: time away, closed dates, holidays, other hours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from policies.domain.document import BoundaryPolicy, Coverage, TimeAway
from policies.domain.rules import accepted_channels, availability, away_during, hours_for
from policies.language.coverage_words import say_who_answers
from policies.language.hours_words import say_stretch
from policies.language.times import join, say_date, say_dates
from scheduler.domain.availability import Availability
from scheduler.domain.wall_clock import local_date, zone
from web.presentation.reader import Reader, capitalised

FAR_AHEAD = timedelta(days=365)
HOLIDAYS_AHEAD = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Change:
    when: str
    what: str
    detail: str = ""


def changes_ahead(
    policy: BoundaryPolicy, now: datetime, reader: Reader, *, holidays_ahead: timedelta = HOLIDAYS_AHEAD
) -> tuple[Change, ...]:
    """In the order of their dates: holidays of the next three months, the rest of a year."""
    today = local_date(now, zone(policy.timezone))
    dated = {
        **_holidays(policy, today, today + holidays_ahead),
        **_closed_dates(policy, today),
        **_overrides(policy, today, reader),
    }
    single = ((day, Change(capitalised(say_date(day, reader.language)), what)) for day, what in dated.items())
    return tuple(change for _, change in sorted([*_absences(policy, now, reader), *single], key=_first))


def _first(dated: tuple[date, Change]) -> date:
    return dated[0]


def _absences(policy: BoundaryPolicy, now: datetime, reader: Reader) -> Iterator[tuple[date, Change]]:
    place = zone(policy.timezone)
    for away in policy.time_away:
        span = away_during(away, place)
        if span and span.end > now and span.start < now + FAR_AHEAD:
            when = _say_absence(away, policy.timezone, reader)
            yield local_date(span.start, place), Change(when, _("Away"), _meanwhile(away, reader))


def _say_absence(away: TimeAway, place: str, reader: Reader) -> str:
    if away.first_day and away.last_day:
        return capitalised(say_dates(away.first_day, away.last_day, reader.language))
    moments = (moment and reader.instant(moment, place) for moment in (away.start, away.end))
    start, end = moments
    return _("From {start} to {end}").format(start=start, end=end)


def _meanwhile(away: TimeAway, reader: Reader) -> str:
    covering = away.coverage or Coverage()
    said = say_who_answers(covering.name, covering.contact, covering.purpose, reader.language)
    return capitalised(said)


def _overrides(policy: BoundaryPolicy, today: date, reader: Reader) -> Mapping[date, str]:
    return {
        override.date: _("Other hours: {hours}").format(
            hours=join(
                [say_stretch(stretch, reader.language) for stretch in override.windows], reader.language
            )
        )
        if override.windows
        else _("Closed")
        for override in policy.overrides
        if today <= override.date <= today + FAR_AHEAD
    }


def _closed_dates(policy: BoundaryPolicy, today: date) -> Mapping[date, str]:
    return {day: _("Closed") for day in policy.closed_dates if today <= day <= today + FAR_AHEAD}


def _holidays(policy: BoundaryPolicy, today: date, last: date) -> Mapping[date, str]:
    """Those that close a day which would have had hours."""
    rules = _usual_rules(policy)
    return {
        day: _("Closed: {holiday}").format(holiday=name)
        for year in range(today.year, last.year + 1)
        for day, name in rules.holidays(year).items()
        if today <= day <= last and rules.weekly_hours_on(day)
    }


def _usual_rules(policy: BoundaryPolicy) -> Availability:
    windows = (hours_for(policy, channel) for channel in accepted_channels(policy))
    return availability(policy, next(filter(None, windows), ()))
