"""An availability compiled: the three kinds of time that clocks count, and the closes of working days.

A working day is a local date on which hours start that still have open time once time away and busy time are
removed.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from itertools import chain

from scheduler.domain.availability import Availability
from scheduler.domain.interval import Interval, Intervals, gaps, normalise, subtract
from scheduler.domain.timeline import HORIZON, Timeline
from scheduler.domain.wall_clock import ONE_DAY, local_date, midnight, whole_days

# Hours run past midnight, and where a zone skipped a whole date they fall on the next one.
_EARLIER = timedelta(days=2)


class Schedule:
    """Answers about one availability, worked out when first asked for, and kept."""

    def __init__(self, availability: Availability) -> None:
        self.availability = availability
        self.open_on = cache(availability.open_on)
        self.last_close = cache(self._find_last_close)

    @cached_property
    def contact(self) -> Timeline:
        """Open time."""
        return Timeline(
            lambda span: self.availability.left_of(
                self._present(map(self.availability.spans_on, self._dates(span)))
            )
        )

    @cached_property
    def working(self) -> Timeline:
        """Working days, from midnight to midnight, less time away."""
        return Timeline(lambda span: self._present(map(self._working_time_of, self._dates(span))))

    @cached_property
    def present(self) -> Timeline:
        """All time but time away."""
        return Timeline(lambda span: gaps(self.availability.away, span))

    def _find_last_close(self, day: date, number: int) -> datetime | None:
        """The last close of the working day that is the `number`-th after `day`; none within the horizon."""
        if self.contact.next(midnight(day + ONE_DAY, self.availability.zone)) is None:
            return None  # known at once, where a search would try every date
        for later in range(1, HORIZON.days + 2):
            if open_time := self.open_on(day + ONE_DAY * later):
                number -= 1
                if number == 0:
                    return max(each.end for each in open_time)
        return None

    def _working_time_of(self, day: date) -> Intervals:
        span = whole_days(day, day, self.availability.zone) if self.open_on(day) else None
        return (span,) if span else ()

    def _present(self, spans: Iterable[Iterable[Interval]]) -> Intervals:
        return subtract(normalise(chain.from_iterable(spans)), self.availability.away)

    def _dates(self, span: Interval) -> Iterator[date]:
        zone = self.availability.zone
        day, last = local_date(span.start, zone) - _EARLIER, local_date(span.end, zone)
        while day <= last:
            yield day
            day += ONE_DAY
