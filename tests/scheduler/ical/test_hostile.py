"""Files that should stop or fool the reader do neither. What they cost is bound by the process that reads."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from scheduler.domain.interval import Interval
from scheduler.ical.errors import NotACalendarError, Trouble
from scheduler.reading.process import Reader
from tests.scheduler.ical.hostile import Hostile, files

YEAR = Interval(datetime(2026, 3, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC))
FILES = list(files())
_OF_THE_READER = {Trouble.TOO_SLOW, Trouble.TOO_MUCH_MEMORY, Trouble.READER_FAILED}
BUSY_MACHINE = 60.0  # seconds: that each takes less than two is measured in benchmarks/calendars_in.py


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(BUSY_MACHINE) as reader:
        yield reader


def test_there_are_enough_of_them() -> None:
    assert len({hostile.name for hostile in FILES}) == len(FILES) >= 100


@pytest.mark.parametrize("hostile", FILES, ids=lambda hostile: hostile.name)
def test_it_is_answered_and_nothing_passes_for_free_time(hostile: Hostile, reader: Reader) -> None:
    if hostile.comes_to == "refused":
        with pytest.raises(NotACalendarError) as refused:
            reader.read(hostile.raw, YEAR, default_zone="Europe/Madrid")
        assert refused.value.trouble in {*Trouble} - _OF_THE_READER
        return
    times = reader.read(hostile.raw, YEAR, default_zone="Europe/Madrid")
    assert times.problems if hostile.comes_to == "told" else times.intervals
