"""What a change of policy does to the waits of a year."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from policies.domain.year import Year

NOTHING = timedelta()


class Change(NamedTuple):
    received: datetime
    before: timedelta | None
    after: timedelta | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hours in which the wait becomes longer or shorter, or a time is promised no longer, or now is."""

    longer: int
    shorter: int
    lost: int
    gained: int
    same: int
    most: Change | None  # where the wait grows most


def compare(before: Year, after: Year) -> Comparison:
    """Hour by hour. Raises ValueError where the hours of the two are not the same."""
    if [hour.at for hour in before.hours] != [hour.at for hour in after.hours]:
        raise ValueError("the years have different hours; make both for one start and one place")
    waits = [(one.wait, two.wait) for one, two in zip(before.hours, after.hours, strict=True)]
    growth = [_growth(*each) for each in waits]
    longer = [number for number, grown in enumerate(growth) if grown and grown > NOTHING]
    most = max(longer, key=lambda number: growth[number] or NOTHING, default=None)
    return Comparison(
        longer=len(longer),
        shorter=sum(grown is not None and grown < NOTHING for grown in growth),
        lost=sum(two is None and one is not None for one, two in waits),
        gained=sum(one is None and two is not None for one, two in waits),
        same=sum(one == two for one, two in waits),
        most=None if most is None else Change(before.hours[most].at, *waits[most]),
    )


def _growth(before: timedelta | None, after: timedelta | None) -> timedelta | None:
    """None where there was or is no promise."""
    return None if before is None or after is None else after - before
