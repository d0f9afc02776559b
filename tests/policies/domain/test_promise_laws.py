"""What holds for every policy and every receipt."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from policies.domain.document import parse_document
from policies.domain.promise import CompiledPolicy, Promise, State, compile_policy
from tests.policies.domain.random_policies import random_policy, transitions, zones_that_change

SECOND = timedelta(seconds=1)
CLOCKS = ("calendar", "working_days", "contact_hours")
seconds = some.integers(-3 * 86_400, 20 * 86_400)


@some.composite
def cases(draw: some.DrawFn, *, clocks: tuple[str, ...] = CLOCKS) -> tuple[dict[str, Any], datetime]:
    """A policy, and a change of clocks to ask it around."""
    chance = Random(draw(some.integers(0, 2**32)))  # noqa: S311 -- hypothesis draws the seed
    zone = chance.choice(zones_that_change(20))
    change = chance.choice(transitions(zone))
    document = random_policy(chance, zone, change)
    document["reply"]["clock"] = chance.choice(clocks)
    return document, change


def ask(document: dict[str, Any], received: datetime) -> Promise:
    return compile_policy(parse_document(document)).promise("email", received)


@given(cases(), seconds)
def test_a_promise_is_after_receipt(case: tuple[dict[str, Any], datetime], after: int) -> None:
    document, change = case
    received = change + after * SECOND
    promised = ask(document, received)
    assert promised.reply_by is None or promised.reply_by > received


@given(cases(), seconds, some.integers(0, 3 * 86_400))
def test_a_later_message_is_never_due_earlier(
    case: tuple[dict[str, Any], datetime], after: int, later: int
) -> None:
    document, change = case
    if document["reply"]["within"].endswith("D"):
        document["reply"]["clock"] = (
            "working_days"  # the same local time is not in order where clocks go back
        )
    compiled = compile_policy(parse_document(document))
    first = change + after * SECOND
    earlier, following = (
        compiled.promise("email", each).reply_by for each in (first, first + later * SECOND)
    )
    assert earlier is None or following is None or earlier <= following


@given(cases(clocks=("contact_hours",)), seconds)
def test_contact_hours_run_out_while_open_or_at_the_close(
    case: tuple[dict[str, Any], datetime], after: int
) -> None:
    document, change = case
    compiled = compile_policy(parse_document(document))
    promised = compiled.promise("email", change + after * SECOND)
    if promised.reply_by:
        assert compiled.is_open("email", promised.reply_by - timedelta.resolution)


@given(cases(clocks=("contact_hours", "calendar")), seconds, some.integers(0, 6), some.integers(0, 22))
def test_more_opening_is_never_a_later_promise(
    case: tuple[dict[str, Any], datetime], after: int, weekday: int, hour: int
) -> None:
    """True of elapsed contact hours. On the working_days clock a longer day moves its last close."""
    document, change = case
    if not document["reply"]["within"].startswith("PT") or not document["hours"]["contact"]:
        return
    days = [("MO", "TU", "WE", "TH", "FR", "SA", "SU")[weekday]]
    more = {"days": days, "start": f"{hour:02}:00", "end": f"{hour + 1:02}:00"}
    longer = document | {"hours": {"contact": [*document["hours"]["contact"], more]}}
    received = change + after * SECOND
    before, now = (ask(each, received).reply_by for each in (document, longer))
    assert before is None or (now is not None and now <= before)


@given(cases(), seconds)
def test_state_opening_and_intervals_agree(case: tuple[dict[str, Any], datetime], after: int) -> None:
    document, change = case
    compiled, at = compile_policy(parse_document(document)), change + after * SECOND
    promised = compiled.promise("email", at)
    assert (promised.state is State.OPEN) == compiled.is_open("email", at)
    assert promised.next_open == compiled.next_open("email", at)
    if promised.next_open:
        assert compiled.is_open("email", promised.next_open)
        waiting = compiled.open_intervals("email", at - SECOND, promised.next_open + SECOND)
        assert promised.next_open in waiting[-1]
        assert_closed_between(compiled, at, promised.next_open)


def assert_closed_between(compiled: CompiledPolicy, start: datetime, end: datetime) -> None:
    if start < end:
        assert compiled.open_intervals("email", start, end) == ()


@given(cases(), seconds)
def test_is_open_agrees_with_the_intervals_to_the_second(
    case: tuple[dict[str, Any], datetime], after: int
) -> None:
    document, change = case
    compiled, start = compile_policy(parse_document(document)), change + after * SECOND
    for interval in compiled.open_intervals("email", start, start + timedelta(days=7)):
        inside = (interval.start, interval.start + SECOND, interval.end - SECOND)
        assert [compiled.is_open("email", each) for each in inside] == [True, True, True]
        assert compiled.closes("email", interval.start) == interval.end or interval.end == start + timedelta(
            days=7
        )


@given(cases(clocks=("contact_hours",)), seconds)
def test_exactly_the_promised_contact_hours_lie_between(
    case: tuple[dict[str, Any], datetime], after: int
) -> None:
    document, change = case
    within = document["reply"]["within"]
    compiled, received = compile_policy(parse_document(document)), change + after * SECOND
    reply_by = compiled.promise("email", received).reply_by
    if reply_by and within.endswith("H"):
        waited = compiled.open_intervals("email", received, reply_by)
        assert sum((each.duration for each in waited), timedelta()) == timedelta(hours=int(within[2:-1]))


@settings(max_examples=30)
@given(cases(), seconds)
def test_the_offset_of_a_receipt_does_not_matter(case: tuple[dict[str, Any], datetime], after: int) -> None:
    document, change = case
    received = change + after * SECOND
    elsewhere = received.astimezone(tz=None)
    assert ask(document, received) == ask(document, elsewhere)


def test_a_promise_has_no_more_than_the_horizon() -> None:
    weekly = {"days": ["MO"], "start": "09:00", "end": "10:00"}
    document = {
        "timezone": "Etc/UTC",
        "hours": {"contact": [weekly]},
        "reply": {"within": "PT114H", "clock": "contact_hours"},
    }
    received = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert ask(document, received).reply_by == datetime(2028, 5, 1, 10, tzinfo=UTC)
    document["reply"] = {"within": "PT116H", "clock": "contact_hours"}
    assert ask(document, received).reply_by is None


@pytest.mark.parametrize("number", [1, 2, 5])
def test_explaining_a_long_wait_is_told_once(number: int) -> None:
    document = {"timezone": "Etc/UTC", "reply": {"within": f"P{number}D", "clock": "working_days"}}
    told = [fact.name for fact in ask(document, datetime(2026, 3, 6, 9, tzinfo=UTC)).explanation]
    assert told == ["commitment", "received_while", "assumed_working_week", "no_hours_on"]
