"""What is different in the time ahead: time away, closed dates, holidays, other hours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from policies.domain.document import BoundaryPolicy, Stretch, TimeAway
from policies.domain.meanwhile import PolicyAsTold
from policies.domain.promise import CompiledPolicy
from policies.domain.rules import accepted_channels, availability, away_during, hours_for
from policies.language.coverage_words import say_meanwhile, say_stretch_of_days, say_who_answers
from policies.language.hours_words import say_stretch
from policies.language.times import join, say_date, say_dates
from scheduler.domain.availability import Availability
from scheduler.domain.covering import Reach
from scheduler.domain.interval import Interval, Intervals, normalise, subtract
from scheduler.domain.wall_clock import MINUTES_A_DAY, local_date, local_minutes, zone
from web.presentation.reader import Reader, capitalised

FAR_AHEAD = timedelta(days=365)
HOLIDAYS_AHEAD = timedelta(days=92)
BUSY_AHEAD = timedelta(days=14)  # for days that lose some of their hours; those that lose all are told later
MOST = 24  # told whole; more would bury what comes first


@dataclass(frozen=True, slots=True)
class Change:
    when: str
    what: str
    detail: str = ""


def changes_ahead(
    compiled: CompiledPolicy, now: datetime, reader: Reader, *, holidays_ahead: timedelta = HOLIDAYS_AHEAD
) -> tuple[Change, ...]:
    """In the order of their dates: holidays of the next three months, absences all, the rest of a year."""
    policy = compiled.policy
    today = local_date(now, zone(policy.timezone))
    dated = {
        **_holidays(policy, today, today + holidays_ahead),
        **_closed_dates(policy, today),
        **_overrides(policy, today, reader),
        **_busy(policy, today, reader),
    }
    single = ((day, Change(capitalised(say_date(day, reader.language)), what)) for day, what in dated.items())
    absences = [*_absences(compiled, now, reader), *_beside(policy, now, reader)]
    return _shortened(sorted([*absences, *single], key=_first), reader)


def _shortened(dated: list[tuple[date, Change]], reader: Reader) -> tuple[Change, ...]:
    """The first ones whole; of the rest, how many there are and until when."""
    told, later = dated[:MOST], dated[MOST:]
    if len(later) == 1:
        told, later = dated, []
    changes = [change for _, change in told]
    if later:
        said = _("{count} more, the last of them from {date} on")
        last = say_date(later[-1][0], reader.language)
        changes.append(Change(_("Later"), said.format(count=len(later), date=last)))
    return tuple(changes)


def _first(dated: tuple[date, Change]) -> date:
    return dated[0]


def _absences(compiled: CompiledPolicy, now: datetime, reader: Reader) -> Iterator[tuple[date, Change]]:
    policy = compiled.policy
    place = zone(policy.timezone)
    for away in policy.time_away:
        span = away_during(away, place)
        if span and span.end > now:
            when = _say_absence(away, policy.timezone, reader)
            who = capitalised(say_meanwhile(away, policy.timezone, reader.language))
            back = back_on(compiled, span.end)
            returns = _("Back on {when}").format(when=reader.instant(back, policy.timezone)) if back else ""
            detail = ". ".join(filter(None, (who, returns)))
            yield local_date(span.start, place), Change(when, _("Away"), detail)


def back_on(compiled: CompiledPolicy, end: datetime) -> datetime | None:
    """When the first hours begin after an absence; none where no hours are given: then nobody said when."""
    channels = accepted_channels(compiled.policy)
    channel = next((each for each in channels if hours_for(compiled.policy, each)), None)
    return compiled.next_open(channel, end) if channel else None


def _beside(policy: BoundaryPolicy, now: datetime, reader: Reader) -> Iterator[tuple[date, Change]]:
    """Who looks after what comes, on days that the policy does not call an absence."""
    for each in policy.beside if isinstance(policy, PolicyAsTold) else ():
        if each.span.end > now:
            when = capitalised(say_stretch_of_days(each.span, policy.timezone, reader.language))
            purpose = Reach.URGENT.value if each.reach is Reach.URGENT else None
            who = capitalised(say_who_answers(each.name, None, purpose, reader.language))
            yield local_date(each.span.start, zone(policy.timezone)), Change(when, who)


def _say_absence(away: TimeAway, place: str, reader: Reader) -> str:
    if away.first_day and away.last_day:
        return capitalised(say_dates(away.first_day, away.last_day, reader.language))
    moments = (moment and reader.instant(moment, place) for moment in (away.start, away.end))
    start, end = moments
    return _("From {start} to {end}").format(start=start, end=end)


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


def _busy(policy: BoundaryPolicy, today: date, reader: Reader) -> Mapping[date, str]:
    """Days of which calendars take hours: what is left of them, and nothing of what takes the rest."""
    if not policy.busy:
        return {}
    rules, found = _usual_rules(policy), {}
    for later in range(FAR_AHEAD.days + 1):
        day = today + timedelta(days=later)
        there = subtract(normalise(rules.spans_on(day)), rules.away)
        left = rules.left_of(there)
        if left != there and (not left or day <= today + BUSY_AHEAD):
            found[day] = _say_left(left, rules, reader) if left else _("Closed")
    return found


def _say_left(left: Intervals, rules: Availability, reader: Reader) -> str:
    hours = join([_say_span(each, rules, reader) for each in left], reader.language)
    return _("Other hours: {hours}").format(hours=hours)


def _say_span(span: Interval, rules: Availability, reader: Reader) -> str:
    start, end = (local_minutes(each, rules.zone) for each in (span.start, span.end))
    return say_stretch(Stretch(start=start, end=end or MINUTES_A_DAY), reader.language)


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
