"""What a policy says about one channel, put in the scheduler's terms."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from policies.domain import document
from policies.domain.document import BoundaryPolicy, Channel, Closed, Commitment, Matter
from policies.domain.fields import WEEKDAYS
from policies.domain.holidays import observed_holidays
from scheduler.domain.availability import Availability, no_holidays
from scheduler.domain.interval import Interval, normalise
from scheduler.domain.wall_clock import whole_days, zone
from scheduler.domain.weekly import SATURDAY, WORKING_WEEK, Hours, Window

WEEKEND = frozenset(range(SATURDAY, len(WEEKDAYS)))


class Said(NamedTuple):
    """The commitment that applies, and where the policy says it."""

    commitment: Commitment
    source: str  # matter, channel or reply
    of: Matter | Channel | None


def accepted_channels(policy: BoundaryPolicy) -> tuple[Channel, ...]:
    """Those that the policy says are read, and first of all mail unless it says otherwise."""
    names = dict.fromkeys((Channel.EMAIL, *policy.channels))
    return tuple(name for name in names if name not in policy.channels or policy.channels[name].accepted)


def commitment_for(policy: BoundaryPolicy, channel: Channel, matter: Matter | None) -> Said | None:
    """The matter's commitment, else the channel's, else the general one."""
    if matter and matter in policy.matters:
        return Said(policy.matters[matter], "matter", matter)
    rules = policy.channels.get(channel)
    if rules and rules.reply:
        return Said(rules.reply, "channel", channel)
    return Said(policy.reply, "reply", None) if policy.reply else None


def hours_for(policy: BoundaryPolicy, channel: Channel) -> tuple[document.Window, ...]:
    """The channel's own hours, else those for contact, for the office, for sessions."""
    rules, hours = policy.channels.get(channel), policy.hours
    own = (rules and rules.hours) or (hours.phone if channel is Channel.PHONE else ())
    return own or hours.contact or hours.office or hours.sessions


def promises_a_time(policy: BoundaryPolicy) -> bool:
    commitments = [
        policy.reply,
        *(rules.reply for rules in policy.channels.values()),
        *policy.matters.values(),
    ]
    return any(commitment and commitment.within for commitment in commitments)


def availability(policy: BoundaryPolicy, windows: tuple[document.Window, ...]) -> Availability:
    place = zone(policy.timezone)
    assumed = not windows and promises_a_time(policy)
    return Availability(
        zone=place,
        weekly=WORKING_WEEK if assumed else _weekly(windows, Closed.WEEKENDS in policy.closed),
        overrides={each.date: tuple(map(_hours, each.windows)) for each in policy.overrides},
        closed_dates=frozenset(policy.closed_dates),
        holidays=partial(_holidays, policy) if policy.observes_holidays else no_holidays,
        away=normalise(span for each in policy.time_away if (span := away_during(each, place))),
        busy=normalise(Interval(each.start, each.end) for each in policy.busy),
    )


def away_during(away: document.TimeAway, place: ZoneInfo) -> Interval | None:
    if away.first_day and away.last_day:
        return whole_days(away.first_day, away.last_day, place)
    if away.start and away.end:
        return Interval(away.start, away.end)
    raise AssertionError("a time away has days or moments")  # the document sees to it


def _weekly(windows: tuple[document.Window, ...], no_weekends: bool) -> tuple[Window, ...]:  # noqa: FBT001
    closed = WEEKEND if no_weekends else frozenset()
    return tuple(
        Window(
            days=frozenset(map(WEEKDAYS.index, window.days)) - closed,
            hours=_hours(window),
            every=window.every,
            anchor=window.anchor,
            first=window.first,
            last=window.last,
        )
        for window in windows
    )


def _hours(stretch: document.Stretch) -> Hours:
    return Hours(stretch.start, stretch.end)


def _holidays(policy: BoundaryPolicy, year: int) -> Mapping[date, str]:
    return observed_holidays(policy.region or "", policy.language, frozenset(policy.worked_holidays), year)
