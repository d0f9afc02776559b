"""What makes the way that alarms take red: not to have been seen lately is enough."""

from datetime import timedelta

import pytest

from notifications.domain.watch import (
    CANARY_PERIOD,
    CANARY_WITHIN,
    HARMLESS_TO_ALARMS,
    PERIOD,
    Seen,
    Trouble,
    canary_is_due,
    lane,
)
from tests.factories import NOW

SECOND = timedelta(seconds=1)


def with_canary(*, sent: timedelta | None, back: timedelta | None, awaited: timedelta | None = None) -> Seen:
    """How long ago."""
    return Seen(
        looked_at=NOW,
        canary_is_on=True,
        canary_sent_at=None if sent is None else NOW - sent,
        canary_back_at=None if back is None else NOW - back,
        canary_awaited_since=None if awaited is None else NOW - awaited,
    )


def test_what_nobody_saw_is_red() -> None:
    assert lane(None, now=NOW).troubles == (Trouble.UNWATCHED,)
    assert lane(None, now=NOW).is_red


def test_after_three_periods_without_a_look_it_is_red() -> None:
    seen = Seen(looked_at=NOW)
    assert lane(seen, now=NOW + 3 * PERIOD).is_well
    assert lane(seen, now=NOW + 3 * PERIOD + SECOND).is_red


@pytest.mark.parametrize("trouble", sorted(set(Trouble) - HARMLESS_TO_ALARMS))
def test_whatever_keeps_an_alarm_back_makes_it_red(trouble: Trouble) -> None:
    assert lane(Seen(looked_at=NOW, troubles=(trouble,)), now=NOW).is_red


@pytest.mark.parametrize("trouble", [Trouble.REPLIES_DEAD, Trouble.NOBODY_CALLED])
def test_what_keeps_no_other_alarm_back_is_told_all_the_same(trouble: Trouble) -> None:
    found = lane(Seen(looked_at=NOW, troubles=(trouble,)), now=NOW)
    assert (found.is_well, found.is_red) == (False, False)


LATEST = CANARY_PERIOD + CANARY_WITHIN


@pytest.mark.parametrize(
    ("sent", "back", "awaited", "is_red", "is_proven"),
    [
        (None, None, None, False, False),  # the first look comes just before the first canary, or just after
        (SECOND, None, SECOND, False, False),  # has its time
        (CANARY_WITHIN, None, CANARY_WITHIN, False, False),
        (CANARY_WITHIN + SECOND, None, CANARY_WITHIN + SECOND, True, False),
        (SECOND, None, CANARY_WITHIN + SECOND, True, False),  # another was sent after a lost one
        (SECOND, 9 * LATEST, SECOND, False, False),  # the first after a night
        (CANARY_PERIOD, CANARY_PERIOD - SECOND, None, False, True),
        (SECOND, CANARY_PERIOD, SECOND, False, True),  # the next is on its way
        (CANARY_WITHIN, CANARY_PERIOD, CANARY_WITHIN, False, True),
        (CANARY_WITHIN + SECOND, CANARY_PERIOD, CANARY_WITHIN + SECOND, True, True),  # and should be back
        (LATEST, LATEST, None, False, True),
        (LATEST + SECOND, LATEST + SECOND, None, True, False),  # none sent
        (-9 * LATEST, -9 * LATEST, None, True, False),  # the clock was set back
    ],
)
def test_a_canary_that_does_not_come_back_makes_it_red(
    sent: timedelta | None,
    back: timedelta | None,
    awaited: timedelta | None,
    *,
    is_red: bool,
    is_proven: bool,
) -> None:
    found = lane(with_canary(sent=sent, back=back, awaited=awaited), now=NOW)
    assert (found.is_red, found.is_proven) == (is_red, is_proven)


def test_without_a_canary_nothing_has_to_be_proven() -> None:
    assert lane(Seen(looked_at=NOW), now=NOW).is_proven
    assert not lane(None, now=NOW).is_proven


def test_the_next_canary_is_due_every_five_minutes_and_sooner_where_one_is_lost() -> None:
    assert canary_is_due(with_canary(sent=None, back=None), now=NOW)
    on_time = with_canary(sent=timedelta(minutes=4), back=timedelta(minutes=4) - SECOND)
    assert not canary_is_due(on_time, now=NOW)
    assert canary_is_due(on_time, now=NOW + timedelta(minutes=1))
    lost = with_canary(sent=CANARY_WITHIN, back=CANARY_PERIOD, awaited=CANARY_WITHIN)
    assert canary_is_due(lost, now=NOW)
    followed = with_canary(sent=CANARY_WITHIN - SECOND, back=None, awaited=2 * CANARY_WITHIN)
    assert not canary_is_due(followed, now=NOW)


def test_a_clock_that_was_set_back_by_an_hour_puts_no_canary_off() -> None:
    hour = timedelta(hours=1)
    assert canary_is_due(with_canary(sent=-hour, back=-hour), now=NOW)
