"""What a change of policy does to the waits of a year."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from policies.domain.year import Year


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
    pairs = [(one.at, one.wait, two.wait) for one, two in zip(before.hours, after.hours, strict=True)]
    changes = [Change(*pair) for pair in pairs if pair[1] != pair[2]]
    grown = [each for each in changes if each.before is not None and each.after is not None]
    longer = [each for each in grown if _growth(each) > timedelta()]
    lost = sum(each.after is None for each in changes)
    return Comparison(
        longer=len(longer),
        shorter=len(grown) - len(longer),
        lost=lost,
        gained=len(changes) - len(grown) - lost,
        same=len(pairs) - len(changes),
        most=max(longer, key=_growth, default=None),
    )


def _growth(change: Change) -> timedelta:
    return (change.after or timedelta()) - (change.before or timedelta())
