"""Promises that no one can keep, or that say less than they seem to."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from policies.domain.advice.case import Case, Promised
from policies.domain.advice.kinds import Advice, Code
from policies.domain.document import Channel, Clock, Closed, Commitment, Matter
from policies.domain.facts import Detail, FactName
from policies.domain.fields import stamp
from policies.domain.rules import accepted_channels, availability, commitment_for
from scheduler.domain.wall_clock import ONE_DAY

SAMPLED_EVERY = timedelta(hours=5)  # meets every hour of the day in turn
A_WEEK = timedelta(days=7)
SESSIONS_REPEAT = 8 * A_WEEK  # long enough for every second and every fourth week
NOT_ASKED_IN_SESSIONS = frozenset({Matter.REFILL, Matter.PAPERWORK})


def advice(case: Case) -> Iterator[Advice]:
    for promised in case.promised:
        yield from _kept(case, promised)
    yield from _without_a_time(case)
    yield from _channels_without_a_time(case)


def _kept(case: Case, promised: Promised) -> Iterator[Advice]:
    waits = _waits(case, promised)
    if not waits:
        yield Advice(Code.NOTHING_CAN_KEEP_IT, promised.path, facts={"reason": _reason(case, promised)})
        return
    yield from _due_while_closed(case, promised)
    if promised.matter not in NOT_ASKED_IN_SESSIONS:
        gap, usual = _longest_session_gap(case), sorted(waits)[len(waits) // 2]
        if usual > gap:
            facts = {"wait": usual // timedelta(minutes=1), "days": gap // ONE_DAY}
            yield Advice(Code.SLOWER_THAN_SESSIONS, promised.path, facts=facts)


def _waits(case: Case, promised: Promised) -> list[timedelta]:
    sampled = (case.now + SAMPLED_EVERY * number for number in range(case.year.duration // SAMPLED_EVERY))
    replies = ((at, case.reply_by(promised, at)) for at in sampled)
    return [reply - at for at, reply in replies if reply]


def _reason(case: Case, promised: Promised) -> Detail:
    explained = case.compiled.promise(promised.channel, case.now, promised.matter).explanation
    return next(fact.details["reason"] for fact in explained if fact.name is FactName.NO_PROMISE)


def _due_while_closed(case: Case, promised: Promised) -> Iterator[Advice]:
    """The message that comes at the close is the hardest: nobody is there before the next opening."""
    commitment = promised.commitment
    if commitment.clock is Clock.CONTACT_HOURS or not _says_when_closed(case, promised):
        return
    late = [found for found in _nights(case, promised) if found["reply_by"] <= found["next_open"]]
    if late:
        counts_all = commitment.clock is Clock.CALENDAR
        code = Code.CALENDAR_THROUGH_CLOSED_DAYS if counts_all else Code.DUE_BEFORE_OPENING
        first = {name: stamp(instant) for name, instant in late[0].items()}
        yield Advice(code, promised.path, facts={**said(commitment), **first, "times": len(late)})


def said(commitment: Commitment) -> dict[str, Detail]:
    return {"within": str(commitment.within), "clock": commitment.clock.value}


def _says_when_closed(case: Case, promised: Promised) -> bool:
    """Where neither hours nor closed days are given, a working week is only assumed."""
    closed = {Closed.WEEKENDS, Closed.PUBLIC_HOLIDAYS} & set(case.policy.closed)
    return bool(promised.windows or closed or case.policy.closed_dates or case.policy.observes_holidays)


def _nights(case: Case, promised: Promised) -> Iterator[dict[str, datetime]]:
    """Each close of the year, the next opening, and when a message that comes at the close is due."""
    opened = case.compiled.open_intervals(promised.channel, case.year.start, case.year.end)
    for before, after in pairwise(opened):
        reply = case.reply_by(promised, before.end)
        if reply:
            yield {"received": before.end, "reply_by": reply, "next_open": after.start}


def _longest_session_gap(case: Case) -> timedelta:
    """From one session day to the next in ordinary weeks; a week at the least, since few come more often."""
    rules = availability(case.policy, case.policy.hours.sessions)
    days = (case.today + ONE_DAY * number for number in range(SESSIONS_REPEAT // ONE_DAY))
    sessions = [day for day in days if case.policy.hours.sessions and rules.weekly_hours_on(day)]
    return max((A_WEEK, *(after - before for before, after in pairwise(sessions))))


def _without_a_time(case: Case) -> Iterator[Advice]:
    commitments = dict(_commitments(case))
    if not any(commitment.within or commitment.words for commitment in commitments.values()):
        yield Advice(Code.NO_REPLY_TIME, "reply")
    for path, commitment in commitments.items():
        if commitment.within is None and commitment.words:
            yield Advice(Code.REPLY_TIME_IN_WORDS, path, facts={"words": commitment.words})


def _commitments(case: Case) -> Iterator[tuple[str, Commitment]]:
    if case.policy.reply:
        yield "reply", case.policy.reply
    for channel, rules in case.policy.channels.items():
        if rules.accepted and rules.reply:
            yield f"channels.{channel}.reply", rules.reply
    for matter, commitment in case.policy.matters.items():
        yield f"matters.{matter}", commitment


def _channels_without_a_time(case: Case) -> Iterator[Advice]:
    """Where something is said for others: else nothing is said at all, and that is told once."""
    if not any(True for _ in _commitments(case)):
        return
    for channel in accepted_channels(case.policy):
        spoken_of = channel in case.policy.channels
        unsaid = commitment_for(case.policy, channel, None) is None
        if spoken_of and unsaid and not _is_answered_at_once(case, channel):
            yield Advice(
                Code.CHANNEL_WITHOUT_REPLY_TIME, f"channels.{channel}", facts={"channel": channel.value}
            )


def _is_answered_at_once(case: Case, channel: Channel) -> bool:
    """Who walks in is met, and a phone that has hours is picked up in them."""
    rules = case.policy.channels.get(channel)
    has_hours = bool(case.policy.hours.phone or (rules and rules.hours))
    return channel is Channel.WALK_IN or (channel is Channel.PHONE and has_hours)
