"""What makes the way that alarms take red: not to have been seen lately is enough."""

from datetime import timedelta

import pytest

from notifications.domain.watch import (
    CANARY_PERIOD,
    CANARY_WITHIN,
    PERIOD,
    Seen,
    Trouble,
    canary_is_due,
    lane,
)
from tests.factories import NOW

SECOND = timedelta(seconds=1)


def with_canary(*, sent: timedelta | None, back: timedelta | None) -> Seen:
    """How long ago."""
    return Seen(
        looked_at=NOW,
        canary_is_on=True,
        canary_sent_at=None if sent is None else NOW - sent,
        canary_back_at=None if back is None else NOW - back,
    )


def test_what_nobody_saw_is_red() -> None:
    assert lane(None, now=NOW).troubles == (Trouble.UNWATCHED,)
    assert lane(None, now=NOW).is_red


def test_after_three_periods_without_a_look_it_is_red() -> None:
    seen = Seen(looked_at=NOW)
    assert lane(seen, now=NOW + 3 * PERIOD).is_well
    assert lane(seen, now=NOW + 3 * PERIOD + SECOND).is_red


@pytest.mark.parametrize("trouble", set(Trouble) - {Trouble.REPLIES_DEAD})
def test_whatever_keeps_an_alarm_back_makes_it_red(trouble: Trouble) -> None:
    assert lane(Seen(looked_at=NOW, troubles=(trouble,)), now=NOW).is_red


def test_a_reply_that_no_address_takes_is_told_and_keeps_no_alarm_back() -> None:
    found = lane(Seen(looked_at=NOW, troubles=(Trouble.REPLIES_DEAD,)), now=NOW)
    assert (found.is_well, found.is_red) == (False, False)


@pytest.mark.parametrize(
    ("sent", "back", "is_red"),
    [
        (None, None, True),  # none has ever come back
        (CANARY_PERIOD, CANARY_PERIOD - SECOND, False),
        (SECOND, CANARY_PERIOD, False),  # the next is on its way
        (CANARY_WITHIN, CANARY_PERIOD, False),
        (CANARY_WITHIN + SECOND, CANARY_PERIOD, True),  # and should be back
        (
            CANARY_PERIOD + CANARY_WITHIN + 2 * SECOND,
            CANARY_PERIOD + CANARY_WITHIN + SECOND,
            True,
        ),  # none sent
    ],
)
def test_a_canary_that_does_not_come_back_makes_it_red(
    sent: timedelta | None, back: timedelta | None, *, is_red: bool
) -> None:
    assert lane(with_canary(sent=sent, back=back), now=NOW).is_red is is_red


def test_the_next_canary_is_due_every_five_minutes_and_sooner_where_one_is_lost() -> None:
    assert canary_is_due(with_canary(sent=None, back=None), now=NOW)
    on_time = with_canary(sent=timedelta(minutes=4), back=timedelta(minutes=4) - SECOND)
    assert not canary_is_due(on_time, now=NOW)
    assert canary_is_due(on_time, now=NOW + timedelta(minutes=1))
    lost = with_canary(sent=CANARY_WITHIN + SECOND, back=CANARY_PERIOD)
    assert canary_is_due(lost, now=NOW)
    assert not canary_is_due(with_canary(sent=CANARY_WITHIN - SECOND, back=None), now=NOW)


def test_without_an_address_none_is_due() -> None:
    assert not canary_is_due(Seen(looked_at=NOW), now=NOW)
