"""A series in a client's calendar through each deed, over changes of clocks on either half of the earth."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Client, Clinician
from scheduler.models import SessionType
from tests.factories import NOW
from tests.notifications.services.test_series_in_calendars import Story
from tests.smtp_sink import Sink

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SPRING, AUTUMN = NOW, datetime(2026, 9, 8, 14, 30, tzinfo=UTC)
NIGHT, LATE = 90, 23 * 60 + 30
WHERE_AND_WHEN = [
    ("Europe/Madrid", SPRING, NIGHT),
    ("Pacific/Auckland", SPRING, NIGHT + 60),
    ("Australia/Lord_Howe", AUTUMN, NIGHT),
    ("America/Santiago", AUTUMN, LATE),
]


def there(place: str, begun: datetime, kind: SessionType, dan: Client, sink: Sink) -> Story:
    Clinician.objects.filter(pk=kind.clinician_id).update(time_zone=place)
    kind.clinician.refresh_from_db()
    told = Story(kind, dan, sink)
    told.now = begun
    return told


def begins(story: Story, starts_at: int) -> None:
    """On a Sunday, since clocks change in that night."""
    today = story.now.date()
    sunday = today + timedelta(days=(6 - today.weekday()) % 7 or 7)
    story.begins(first_day=sunday, starts_at=starts_at)


@pytest.mark.parametrize(("place", "begun", "starts_at"), WHERE_AND_WHEN)
def test_each_deed_is_told_as_the_table_has_it(
    place: str, begun: datetime, starts_at: int, kind: SessionType, dan: Client, sink: Sink
) -> None:
    story = there(place, begun, kind, dan, sink)
    begins(story, starts_at)
    story.moves(4, 25 * HOUR)
    story.cancels(6)
    story.cancels(4)
    story.moves(2, -DAY)
    story.goes_on(2)
    story.moves_from(8, story[8].start + DAY + 5 * HOUR)
    story.moves(3, HOUR)
    story.ends_before(5)


@pytest.mark.parametrize(("place", "begun", "starts_at"), WHERE_AND_WHEN[:1])
def test_a_clinician_who_moves_to_another_zone_takes_no_series_along(
    place: str, begun: datetime, starts_at: int, kind: SessionType, dan: Client, sink: Sink
) -> None:
    story = there(place, begun, kind, dan, sink)
    begins(story, starts_at)
    Clinician.objects.filter(pk=kind.clinician_id).update(time_zone="Asia/Kathmandu")
    kind.clinician.refresh_from_db()
    story.moves(3, 2 * HOUR)
    story.cancels(5)
    story.goes_on(3)
    shown = {story[number].start.astimezone(ZoneInfo(place)).hour for number in (1, 2, 4, 6, 7, 12, 15)}
    assert shown == {starts_at // 60}
    story.ends_before(14)
