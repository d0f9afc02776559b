"""What a clinician and one client agree to do otherwise for a time, and the general policy with it laid over.

Time away, closures and help in an emergency are the general policy's, whatever was agreed.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import Field, StrictBool, ValidationError, field_validator, model_validator

from policies.domain.document import (
    BoundaryPolicy,
    Channel,
    ChannelRules,
    Closed,
    Commitment,
    Matter,
    Part,
    Use,
    WeeklyHours,
    Window,
    in_order,
)
from policies.domain.fields import WEEKDAYS
from policies.domain.problems import DocumentError, worded
from policies.domain.rules import hours_for, promises_a_time
from scheduler.domain.wall_clock import MINUTES_A_DAY, local_date

MOST_WINDOWS = 50
ASSUMED_WEEK = (Window(days=WEEKDAYS[:5], start=0, end=MINUTES_A_DAY),)  # what no hours at all are taken for


class ExtraHours(Part):
    """Beside those of the general policy."""

    contact: tuple[Window, ...] = Field((), max_length=MOST_WINDOWS)
    phone: tuple[Window, ...] = Field((), max_length=MOST_WINDOWS)


class ChannelTerms(Part):
    """What is said takes the place of what the general policy says; what is not said stays."""

    accepted: StrictBool = True
    use: Use | None = None
    reply: Commitment | None = None
    hours: tuple[Window, ...] | None = Field(None, max_length=MOST_WINDOWS)


class Terms(Part):
    """What may differ for one client. At least one thing does."""

    hours: ExtraHours = ExtraHours()
    reply: Commitment | None = None
    channels: Mapping[Channel, ChannelTerms] = {}
    matters: Mapping[Matter, Commitment] = {}

    @field_validator("channels")
    @classmethod
    def _channels_in_order(cls, channels: Mapping[Channel, ChannelTerms]) -> Mapping[Channel, ChannelTerms]:
        return in_order(channels, Channel)

    @field_validator("matters")
    @classmethod
    def _matters_in_order(cls, matters: Mapping[Matter, Commitment]) -> Mapping[Matter, Commitment]:
        return in_order(matters, Matter)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any((self.hours.contact, self.hours.phone, self.reply, self.channels, self.matters)):
            raise ValueError("nothing differs from the general policy; say what does")
        return self


LONGEST = timedelta(days=366)


class AgreementError(Exception):
    """Something could not be agreed, or not be ended; the message says why and what to do."""


class OverlapError(AgreementError):
    """`starts` and `ends` are those of what is agreed already."""

    def __init__(self, starts: datetime, ends: datetime) -> None:
        super().__init__(
            f"something is agreed from {starts.isoformat()} to {ends.isoformat()}: end it, or choose others"
        )
        self.starts, self.ends = starts, ends


class ImpossibleTimeError(AgreementError):
    """It would be over before it begins or by now, last too long, or be looked at when it does not hold."""


class OverAlreadyError(AgreementError):
    def __init__(self, ended: datetime) -> None:
        super().__init__(f"it ended on {ended.isoformat()}: there is nothing to end")


class AgreementState(StrEnum):
    COMING = "coming"
    IN_FORCE = "in_force"
    ENDED = "ended"


def parse_terms(raw: object) -> Terms:
    """The terms that a JSON value holds. Raises DocumentError with every problem found."""
    try:
        return Terms.model_validate(raw)
    except ValidationError as error:
        raise DocumentError(worded(error.errors(include_url=False, include_input=False))) from None


def read_terms(kept: str) -> Terms | None:
    """As they are kept, in JSON; None where that is none, or none of ours."""
    try:
        return parse_terms(json.loads(kept))
    except ValueError:
        return None


def terms_to_json(terms: Terms) -> dict[str, Any]:
    """In one canonical form: what is not said is left out."""
    return terms.model_dump(mode="json")


def agreed(policy: BoundaryPolicy, terms: Terms) -> BoundaryPolicy:
    """The general policy with the terms laid over.

    Hours are added. A reply time for everything holds on every channel that the terms give no other; a matter
    keeps the general time unless the terms name it.
    """
    changed = {
        "hours": _hours(policy, terms),
        "reply": terms.reply or policy.reply,
        "channels": dict(_channels(policy, terms)),
        "matters": in_order({**policy.matters, **terms.matters}, Matter),
    }
    return policy.model_copy(update=changed)


def never_open(policy: BoundaryPolicy, terms: Terms) -> tuple[Window, ...]:
    """Hours of the terms that lie on weekends alone, where the general policy is closed on weekends."""
    if Closed.WEEKENDS not in policy.closed:
        return ()
    own = (window for rules in terms.channels.values() for window in rules.hours or ())
    hours = (*terms.hours.contact, *terms.hours.phone, *own)
    return tuple(window for window in hours if {*window.days} <= {*WEEKDAYS[5:]})


def require_possible(
    starts: datetime, ends: datetime, review_on: date, *, place: ZoneInfo, now: datetime
) -> None:
    """Raises ImpossibleTimeError."""
    first, last = local_date(starts, place), local_date(ends - datetime.resolution, place)
    if ends <= max(starts, now):
        raise ImpossibleTimeError("it would be over before it begins: choose a later last day")
    if ends - starts > LONGEST:
        raise ImpossibleTimeError("it would last longer than a year: choose an earlier last day")
    if not first <= review_on <= last:
        raise ImpossibleTimeError(f"choose a day for looking at it again from {first} to {last}")


def state_at(starts: datetime, ends: datetime, now: datetime) -> AgreementState:
    """`ends`: the first instant at which it no longer holds, early or not."""
    if now >= ends:
        return AgreementState.ENDED
    return AgreementState.IN_FORCE if now >= starts else AgreementState.COMING


def _hours(policy: BoundaryPolicy, terms: Terms) -> WeeklyHours:
    hours, extra = policy.hours, terms.hours.contact
    if not extra:
        return hours
    usual = hours.contact or hours.office or hours.sessions or _assumed(policy)
    return hours.model_copy(update={"contact": usual + extra})


def _assumed(policy: BoundaryPolicy) -> tuple[Window, ...]:
    """Else a few hours more would stand alone, and every reply come later."""
    return ASSUMED_WEEK if promises_a_time(policy) else ()


def _channels(policy: BoundaryPolicy, terms: Terms) -> Iterator[tuple[Channel, ChannelRules]]:
    named = {*policy.channels, *terms.channels, *((Channel.PHONE,) if terms.hours.phone else ())}
    for channel in Channel:
        if channel in named:
            yield channel, _rules(policy, terms, channel)


def _rules(policy: BoundaryPolicy, terms: Terms, channel: Channel) -> ChannelRules:
    usual, said = policy.channels.get(channel), terms.channels.get(channel)
    rules = usual or ChannelRules()
    if terms.reply:
        rules = rules.model_copy(update={"reply": None})
    if said:
        rules = _laid_over(rules, said)
    if channel is Channel.PHONE and terms.hours.phone:
        own = said.hours if said else None
        hours = (own or _phone_hours(policy, usual)) + terms.hours.phone
        rules = _laid_over(rules, ChannelTerms(hours=hours))
    return rules


def _laid_over(rules: ChannelRules, said: ChannelTerms) -> ChannelRules:
    """A note on a channel goes where the channel is opened or closed: it is about the other."""
    changed = {
        "accepted": said.accepted,
        "use": said.use or rules.use,
        "reply": said.reply or rules.reply,
        "hours": said.hours or rules.hours,
        "note": rules.note if rules.accepted == said.accepted else None,
    }
    return rules.model_copy(update=changed)


def _phone_hours(policy: BoundaryPolicy, usual: ChannelRules | None) -> tuple[Window, ...]:
    if usual and not usual.accepted:
        return ()
    return hours_for(policy, Channel.PHONE) or _assumed(policy)
