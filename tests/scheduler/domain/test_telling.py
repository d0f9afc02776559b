"""A clinician is told of a calendar that cannot be read: soon enough, and so seldom that they listen."""

from datetime import timedelta

import pytest

from scheduler.domain.telling import AGAIN, NEEDS_SOMEBODY, SOON, first_telling, is_known
from tests.factories import NOW


@pytest.mark.parametrize("trouble", sorted(NEEDS_SOMEBODY))
def test_what_waits_for_somebody_is_told_at_once(trouble: str) -> None:
    assert first_telling(trouble, NOW, was_read=True, told_at=None, now=NOW) == NOW


@pytest.mark.parametrize("trouble", ["server_error", "not_found", "too_slow", "vanished", "cut_short"])
def test_what_may_mend_itself_is_told_after_a_day(trouble: str) -> None:
    later = NOW + timedelta(hours=3)
    assert first_telling(trouble, NOW, was_read=True, told_at=None, now=later) == NOW + SOON


def test_whoever_has_just_connected_it_sees_for_themselves() -> None:
    assert first_telling("not_allowed", NOW, was_read=False, told_at=None, now=NOW) == NOW + SOON


@pytest.mark.parametrize(("ago", "waits"), [(AGAIN - timedelta(seconds=1), SOON), (AGAIN, timedelta(0))])
def test_what_comes_and_goes_is_not_told_each_time(ago: timedelta, waits: timedelta) -> None:
    told = first_telling("gone", NOW, was_read=True, told_at=NOW - ago, now=NOW)
    assert told == NOW + waits


def test_whoever_knows_that_they_are_needed_need_not_be_told_of_less() -> None:
    assert not is_known("away", "")
    assert is_known("server_error", "away")
    assert is_known("away", "gone")
    assert not is_known("gone", "away")
