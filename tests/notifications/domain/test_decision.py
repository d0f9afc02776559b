from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.decision import (
    Action,
    Alarm,
    Decision,
    History,
    Kind,
    Period,
    Reason,
    Situation,
    Told,
    decide,
)
from notifications.domain.silence import Silence
from notifications.domain.tiers import Level

NOW = datetime(2026, 3, 6, 21, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
DUE = datetime(2026, 3, 9, 21, 0, tzinfo=UTC)
CLOSED = Period("closed", MONDAY)
PLAIN = Situation(received=NOW, level=Level.NONE, period=CLOSED, reply_by=DUE, policy_version=3)
CRISIS = replace(PLAIN, level=Level.CRISIS)
SAID = Told(at=NOW - timedelta(hours=1), handle=CLOSED.handle, reply_by=DUE, policy_version=3)


def outcome(decision: Decision) -> tuple[Action, Reason | Silence]:
    return decision.action, decision.reason


def test_the_first_message_of_a_stretch_is_answered() -> None:
    assert decide(PLAIN, History()) == Decision(
        Action.REPLY, Reason.FIRST_IN_PERIOD, Kind.ORDINARY, "closed:2026-03-09T13:00:00Z"
    )


def test_a_concern_is_answered_like_any_other_message() -> None:
    assert decide(replace(PLAIN, level=Level.CONCERN), History()) == decide(PLAIN, History())


@pytest.mark.parametrize("reply_by", [DUE, DUE + timedelta(hours=1), None])
def test_what_was_told_and_still_holds_is_not_told_again(reply_by: datetime | None) -> None:
    situation = replace(PLAIN, reply_by=reply_by)
    assert outcome(decide(situation, History(told=(SAID,)))) == (Action.SILENT, Reason.ALREADY_TOLD)


@pytest.mark.parametrize(
    ("situation", "said", "reason"),
    [
        (replace(PLAIN, reply_by=DUE - timedelta(hours=1)), SAID, Reason.PROMISE_CHANGED),
        (PLAIN, replace(SAID, reply_by=NOW), Reason.PROMISE_CHANGED),
        (PLAIN, replace(SAID, reply_by=None), Reason.PROMISE_CHANGED),
        (PLAIN, replace(SAID, policy_version=2), Reason.POLICY_CHANGED),
        (replace(PLAIN, period=Period("away", MONDAY)), SAID, Reason.FIRST_IN_PERIOD),
        (replace(PLAIN, period=Period("closed", DUE)), SAID, Reason.FIRST_IN_PERIOD),
    ],
    ids=["earlier", "passed", "now one", "policy", "state", "stretch"],
)
def test_it_is_told_again_when_it_changed(situation: Situation, said: Told, reason: Reason) -> None:
    assert outcome(decide(situation, History(told=(said,)))) == (Action.REPLY, reason)


def test_where_nothing_was_promised_it_is_said_once() -> None:
    nothing = replace(PLAIN, reply_by=None, period=Period("closed", None))
    said = replace(SAID, handle="closed:-", reply_by=None)
    assert outcome(decide(nothing, History(told=(said,)))) == (Action.SILENT, Reason.ALREADY_TOLD)


@pytest.mark.parametrize(
    ("ago", "reason"),
    [
        (timedelta(0), Reason.HUMAN_ANSWERED),
        (timedelta(minutes=9, seconds=59), Reason.HUMAN_ANSWERED),
        (timedelta(minutes=10), Reason.FIRST_IN_PERIOD),
        (timedelta(minutes=-1), Reason.FIRST_IN_PERIOD),
    ],
)
def test_a_human_who_has_just_answered_is_not_talked_over(ago: timedelta, reason: Reason) -> None:
    assert decide(PLAIN, History(human_replied_at=NOW - ago)).reason == reason


def test_a_crisis_is_answered_whatever_was_said_before() -> None:
    history = History(told=(SAID,), human_replied_at=NOW, ordinary_last_day=99, crisis_last_hour=2)
    assert decide(CRISIS, history) == Decision(Action.REPLY, Reason.CRISIS, Kind.CRISIS, "crisis")


def test_the_fourth_crisis_reply_in_an_hour_is_a_loop_and_an_alarm() -> None:
    said = decide(CRISIS, History(crisis_last_hour=3))
    assert (said.action, said.reason, said.alarm) == (Action.SILENT, Reason.LOOP_CAP, Alarm.LOOP_CAP)


def test_the_eleventh_ordinary_reply_in_a_day_is_an_alarm() -> None:
    assert decide(PLAIN, History(ordinary_last_day=9)).action is Action.REPLY
    said = decide(PLAIN, History(ordinary_last_day=10))
    assert (said.action, said.reason, said.alarm) == (Action.SILENT, Reason.DAILY_CAP, Alarm.DAILY_CAP)


@pytest.mark.parametrize("reason", Silence)
def test_a_mail_that_may_not_be_answered_is_not_and_a_crisis_in_it_is_an_alarm(reason: Silence) -> None:
    ordinary = decide(replace(PLAIN, silence=reason), History())
    crisis = decide(replace(CRISIS, silence=reason), History())
    assert (outcome(ordinary), ordinary.alarm) == ((Action.SILENT, reason), None)
    assert (outcome(crisis), crisis.alarm) == ((Action.SILENT, reason), Alarm.CRISIS_UNANSWERED)


@given(
    level=st.sampled_from(Level),
    told=st.lists(
        st.builds(Told, st.just(NOW), st.just(CLOSED.handle), st.sampled_from([DUE, NOW, None]), st.just(3))
    ),
    human=st.sampled_from([None, NOW]),
    ordinary=st.integers(0, 20),
    crisis=st.integers(0, 2),
)
def test_a_crisis_below_the_cap_is_always_answered(
    level: Level, told: list[Told], human: datetime | None, ordinary: int, crisis: int
) -> None:
    said = decide(replace(PLAIN, level=level), History(tuple(told), human, ordinary, crisis))
    assert said.action is Action.REPLY or level is not Level.CRISIS
