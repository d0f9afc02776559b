"""Time in which nobody is there: who answers meanwhile, and what has been promised for it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from operator import itemgetter

from policies.domain.advice.case import Absence, Case
from policies.domain.advice.kinds import Advice, Circumstances, Code
from policies.domain.advice.promises import said
from policies.domain.document import Channel, Window
from policies.domain.facts import Detail
from policies.domain.fields import stamp
from policies.domain.promise import compile_policy
from policies.domain.rules import accepted_channels, hours_for, promises_a_time
from policies.domain.year import longest_silence
from scheduler.domain.interval import Interval, Intervals, normalise, overlapping, subtract
from scheduler.domain.wall_clock import ONE_DAY, local_date

FEWEST_DAYS = 2  # with hours that are lost; a single one is no longer than a week-end
LONG_WAIT = timedelta(days=7)
LONG_SILENCE = timedelta(days=7)


def advice(case: Case) -> Iterator[Advice]:
    for absence in case.absences:
        yield from _without_coverage(case, absence)
    yield from _promised_while_away(case)
    yield from _nothing_open(case)


def _without_coverage(case: Case, absence: Absence) -> Iterator[Advice]:
    """Who is not of the practice cannot say yes here: the clinician's word stands for them."""
    covering, known = absence.away.coverage, case.circumstances
    named = (covering and (covering.name or covering.contact)) or ""
    colleagues = [each for each in known.colleagues if named and each.is_meant_by(named)]
    standing = case.policy.coverage
    vouched_for = standing and not any(each.is_named_in(standing) for each in known.colleagues)
    if vouched_for or (named and not colleagues):
        return
    left = Interval.between(max(absence.span.start, case.now), absence.span.end)
    if left is None:
        return
    alone = subtract((left,), known.covered)
    asked = normalise((*known.asked, *known.declined))
    if alone == (left,) and not (colleagues or overlapping(asked, left)):
        yield from _nobody(case, absence, alone)
        return
    for gap in alone:
        if _days_lost(case, (gap,)):
            facts: dict[str, Detail] = {"start": stamp(gap.start), "end": stamp(gap.end)}
            code = _why_alone(gap, known, is_named=bool(colleagues))
            more = {"name": named} if code is Code.COVERAGE_NOT_ASKED else {}
            yield Advice(code, absence.path, facts={**facts, **more})


def _why_alone(gap: Interval, known: Circumstances, *, is_named: bool) -> Code:
    if overlapping(known.asked, gap):
        return Code.COVERAGE_NOT_ANSWERED
    if overlapping(known.declined, gap):
        return Code.COVERAGE_DECLINED
    return Code.COVERAGE_NOT_ASKED if is_named else Code.COVERAGE_IN_PART


def _nobody(case: Case, absence: Absence, alone: Intervals) -> Iterator[Advice]:
    if _days_lost(case, alone) >= FEWEST_DAYS:
        returns = case.compiled.next_open(case.usual_channel, absence.span.end)
        yield Advice(
            Code.ABSENCE_WITHOUT_COVERAGE,
            absence.path,
            facts={**_ends(absence), "next_open": stamp(returns) if returns else None},
        )


def _ends(absence: Absence) -> dict[str, Detail]:
    return {"start": stamp(absence.span.start), "end": stamp(absence.span.end)}


def _days_lost(case: Case, alone: Intervals) -> int:
    """On how many dates some of the hours are lost."""
    days = {day for span in alone for day in _dates(case, span)}
    return sum(any(overlapping(alone, hours) for hours in case.usual_rules.spans_on(day)) for day in days)


def _dates(case: Case, span: Interval) -> Iterator[date]:
    day, last = (local_date(each, case.place) for each in (span.start, span.end - datetime.resolution))
    while day <= last:
        yield day
        day += ONE_DAY


def _promised_while_away(case: Case) -> Iterator[Advice]:
    """Of the absence in which a message waits longest, which the words of the promise do not let on."""
    general = next(iter(case.promised), None)
    if general is None:
        return
    found = []
    for absence in case.absences:
        received = max(absence.span.start, case.now)
        reply = case.reply_by(general, received)
        if reply and reply - received > LONG_WAIT:
            found.append((reply - received, absence, received, reply))
    if found:
        _, absence, received, reply = max(found, key=itemgetter(0))
        times = {"received": stamp(received), "reply_by": stamp(reply)}
        facts = {**said(general.commitment), **times}
        yield Advice(Code.PROMISED_WHILE_AWAY, absence.path, facts=facts)


def _nothing_open(case: Case) -> Iterator[Advice]:
    """Apart from absences, which are told by themselves."""
    present = compile_policy(case.policy.model_copy(update={"time_away": ()}))
    for channel in _one_for_each_set_of_hours(case):
        silence = longest_silence(present, channel, case.year)
        if silence and silence.length > LONG_SILENCE:
            path = "hours" if _is_general(case, channel) else f"channels.{channel}.hours"
            facts: dict[str, Detail] = {
                "start": stamp(silence.start),
                "end": stamp(silence.end) if silence.end else None,
                "open_end": any(window.end is None for window in hours_for(case.policy, channel)),
            }
            yield Advice(Code.NOTHING_OPEN, path, facts=facts)


def _one_for_each_set_of_hours(case: Case) -> Iterator[Channel]:
    """Not where nothing at all is said of when somebody is there."""
    channels: dict[tuple[Window, ...], Channel] = {}
    for channel in accepted_channels(case.policy):
        channels.setdefault(hours_for(case.policy, channel), channel)
    yield from (channel for windows, channel in channels.items() if windows or promises_a_time(case.policy))


def _is_general(case: Case, channel: Channel) -> bool:
    rules = case.policy.channels.get(channel)
    return not (rules and rules.hours)
