"""The weeks that a feed tells of: far enough to either side, and others once a week."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.feed_window import feed_window
from scheduler.domain.wall_clock import zone

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "place", ["America/New_York", "Pacific/Auckland", "Pacific/Apia", "America/Santiago"]
)
def test_it_is_far_enough_and_moves_on_mondays(place: str) -> None:
    here, moved, before = zone(place), 0, None
    for hour in range(0, 400 * 24, 7):
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        window = feed_window(now, here)
        assert window.start <= now - 29 * DAY  # thirty by the clock on the wall
        assert window.end >= now + 180 * DAY
        assert [each.astimezone(here).weekday() for each in (window.start, window.end)] == [0, 0]
        moved += before not in {None, window}
        before = window
    assert moved in {57, 58}
