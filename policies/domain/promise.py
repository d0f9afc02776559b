"""The promise: a commitment applied to one message."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from policies.domain.clocks import due
from policies.domain.document import BoundaryPolicy, Channel, Clock, Matter, Window
from policies.domain.duration import Duration
from policies.domain.explanation import Course, commitment_facts, covered_fact, time_away_fact
from policies.domain.facts import Fact, FactName, NoPromise
from policies.domain.fields import stamp
from policies.domain.meanwhile import PolicyAsTold
from policies.domain.rules import Said, availability, away_during, commitment_for, hours_for
from scheduler.domain.interval import Interval, Intervals
from scheduler.domain.schedule import Schedule
from scheduler.domain.wall_clock import utc, zone


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Promise:
    """Instants are in UTC. `next_open` is the first open instant from receipt on, receipt itself included."""

    reply_by: datetime | None
    state: State
    next_open: datetime | None
    explanation: tuple[Fact, ...]


class _Terms(NamedTuple):
    """What decides a promise before the moment of receipt is known."""

    schedule: Schedule
    clock: Clock
    within: Duration | None
    refusal: NoPromise | None
    facts: tuple[Fact, ...]
    course: Course


class CompiledPolicy:
    """A policy ready for many questions; keep it for as long as its version is in use.

    Channels and matters are named as in the document; any other name raises ValueError, as does an instant
    without an offset. `by_agreement`: the policy is what was agreed with one client, which is explained.
    """

    def __init__(
        self, policy: BoundaryPolicy, refusal: NoPromise | None = None, *, by_agreement: bool = False
    ) -> None:
        """`refusal`: why nothing is promised, whatever the policy says."""
        self.policy = policy
        self._refusal = refusal
        self._by_agreement = (Fact(FactName.AGREEMENT, {}),) if by_agreement else ()
        self._schedule = cache(self._compile_schedule)
        self._terms = cache(self._find_terms)
        place = zone(policy.timezone)
        spans = ((away_during(away, place), away) for away in policy.time_away)
        self._absences = tuple((span, time_away_fact(away, span)) for span, away in spans if span)
        self._beside = policy.beside if isinstance(policy, PolicyAsTold) else ()

    def promise(self, channel: str, received: datetime, matter: str | None = None) -> Promise:
        received, terms = utc(received), self._terms(channel, matter)
        next_open = terms.schedule.contact.next(received)
        state = _state(terms.schedule, received, next_open)
        reply_by = _reply_by(terms, received)
        facts = (
            *terms.facts,
            *self._by_agreement,
            Fact(FactName.RECEIVED_WHILE, {"state": state.value, "at": stamp(received)}),
            *self._covered_at(received),
            *(
                terms.course.facts(Interval(received, reply_by))
                if reply_by
                else (*self._away_at(received), *_no_promise(terms, next_open))
            ),
        )
        return Promise(reply_by, state, next_open, facts)

    def _away_at(self, instant: datetime) -> tuple[Fact, ...]:
        return tuple(fact for away, fact in self._absences if instant in away)

    def _covered_at(self, instant: datetime) -> tuple[Fact, ...]:
        covered = [each for each in self._beside if instant in each.span]
        return (covered_fact(covered),) if covered else ()

    def reply_by(self, channel: str, received: datetime, matter: str | None = None) -> datetime | None:
        """As `promise` says it, without the reasons: for many questions at once."""
        return _reply_by(self._terms(channel, matter), utc(received))

    def is_open(self, channel: str, at: datetime) -> bool:
        return self._schedule(_windows(self.policy, channel)).contact.counts(utc(at))

    def next_open(self, channel: str, at: datetime) -> datetime | None:
        """The first open instant from `at` on; none within 800 days."""
        return self._schedule(_windows(self.policy, channel)).contact.next(utc(at))

    def closes(self, channel: str, at: datetime) -> datetime | None:
        """When the hours that are open at `at` end; none where it is not open then."""
        return self._schedule(_windows(self.policy, channel)).contact.end(utc(at))

    def open_intervals(self, channel: str, start: datetime, end: datetime) -> Intervals:
        span = Interval(utc(start), utc(end))
        return self._schedule(_windows(self.policy, channel)).contact.during(span)

    def _find_terms(self, channel: str, matter: str | None) -> _Terms:
        windows = _windows(self.policy, channel)
        said = commitment_for(self.policy, Channel(channel), _matter(matter))
        clock = said.commitment.clock if said else Clock.CALENDAR
        schedule = self._schedule(windows)
        return _Terms(
            schedule=schedule,
            clock=clock,
            within=said.commitment.within if said else None,
            refusal=self._refusal or _refusal(self.policy, Channel(channel), said, windows),
            facts=commitment_facts(said) if said else (),
            course=Course(schedule, clock, self._absences, assumed=not windows),
        )

    def _compile_schedule(self, windows: tuple[Window, ...]) -> Schedule:
        return Schedule(availability(self.policy, windows))


def compile_policy(policy: BoundaryPolicy, *, by_agreement: bool = False) -> CompiledPolicy:
    return CompiledPolicy(policy, by_agreement=by_agreement)


def promise(
    policy: BoundaryPolicy, channel: str, received: datetime, *, matter: str | None = None
) -> Promise:
    """The promise for one message; for many messages, compile the policy once."""
    return compile_policy(policy).promise(channel, received, matter)


def _refusal(
    policy: BoundaryPolicy, channel: Channel, said: Said | None, windows: tuple[Window, ...]
) -> NoPromise | None:
    """Why no message on `channel` can be promised a time, whenever it comes."""
    rules = policy.channels.get(channel)
    if rules and not rules.accepted:
        return NoPromise.CHANNEL_NOT_ACCEPTED
    if said is None or said.commitment.within is None:
        return NoPromise.NO_COMMITMENT
    if not windows and said.commitment.clock is Clock.CONTACT_HOURS:
        return NoPromise.CLOCK_NEEDS_HOURS
    return None


def _reply_by(terms: _Terms, received: datetime) -> datetime | None:
    if terms.refusal or terms.within is None:
        return None
    return due(terms.within, terms.clock, terms.schedule, received)


def _no_promise(terms: _Terms, next_open: datetime | None) -> tuple[Fact, ...]:
    never_opens = next_open is None and terms.clock is not Clock.CALENDAR
    late = NoPromise.NO_HOURS if never_opens else NoPromise.BEYOND_HORIZON
    return (Fact(FactName.NO_PROMISE, {"reason": (terms.refusal or late).value}),)


def _state(schedule: Schedule, at: datetime, next_open: datetime | None) -> State:
    if next_open == at:
        return State.OPEN
    return State.CLOSED if schedule.present.counts(at) else State.AWAY


def _windows(policy: BoundaryPolicy, channel: str) -> tuple[Window, ...]:
    if channel not in set(Channel):
        raise ValueError(f"channel: {channel!r} is not known; write one of {', '.join(Channel)}")
    return hours_for(policy, Channel(channel))


def _matter(name: str | None) -> Matter | None:
    if name is not None and name not in set(Matter):
        raise ValueError(f"matter: {name!r} is not known; write one of {', '.join(Matter)}")
    return None if name is None else Matter(name)
