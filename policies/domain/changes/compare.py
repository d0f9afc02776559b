"""All that differs between two documents, in the order in which a policy is said."""

from collections.abc import Iterator
from datetime import date

from policies.domain.changes.answers import answers_changes
from policies.domain.changes.change import Change, Kind, difference, entries_changes, reworded, words_changes
from policies.domain.changes.dates import away_changes, closed_dates_changes, overrides_changes
from policies.domain.changes.hours import hours_changes
from policies.domain.document import BoundaryPolicy, Closed, Emergency


def changes(old: BoundaryPolicy | None, new: BoundaryPolicy, *, on: date | None = None) -> tuple[Change, ...]:
    """None exactly where both documents are the same.

    `on`: the local date from which `new` counts; what was over before it is no material change.
    """
    if old is None:
        return (Change("", Kind.FIRST, None, new, material=True),)
    return tuple(_changes(old, new, on))


def _changes(old: BoundaryPolicy, new: BoundaryPolicy, on: date | None) -> Iterator[Change]:
    yield from hours_changes(old, new, on)
    yield from difference("timezone", old.timezone, new.timezone, material=True)
    yield from answers_changes(old, new, on)
    yield from _closed(old, new)
    yield from _holidays(old, new)
    yield from difference("region", old.region, new.region, material=True)
    yield from closed_dates_changes(old, new, on)
    yield from overrides_changes(old, new, on)
    yield from away_changes(old, new, on)
    yield from entries_changes("busy", old.busy, new.busy, material=False)
    yield from words_changes("coverage", old.coverage, new.coverage)
    yield from _emergency(old.emergency or Emergency(), new.emergency or Emergency())
    yield from words_changes("ending_care", old.ending_care, new.ending_care)
    for said in ("while_you_wait", "notes"):
        yield from entries_changes(said, getattr(old, said), getattr(new, said), material=False)
    for said in ("review_on", "language"):
        yield from difference(said, getattr(old, said), getattr(new, said), material=False)


def _closed(old: BoundaryPolicy, new: BoundaryPolicy) -> Iterator[Change]:
    """Public holidays may be said here or there."""
    others = ({*old.closed} ^ {*new.closed}) - {Closed.PUBLIC_HOLIDAYS}
    matters = bool(others) or _holidays_off(old) != _holidays_off(new)
    yield from entries_changes("closed", old.closed, new.closed, material=matters)


def _holidays(old: BoundaryPolicy, new: BoundaryPolicy) -> Iterator[Change]:
    was, now = (bool(policy.holidays and policy.holidays.observe) for policy in (old, new))
    before, after = old.worked_holidays, new.worked_holidays
    if (was, {*before}) == (now, {*after}):
        yield from reworded("holidays", old.holidays, new.holidays)
        return
    yield from difference("holidays.observe", was, now, material=_holidays_off(old) != _holidays_off(new))
    if {*before} != {*after}:
        yield from difference("holidays.open_on", before, after, material=_holidays_off(new))


def _holidays_off(policy: BoundaryPolicy) -> bool:
    return Closed.PUBLIC_HOLIDAYS in policy.closed or bool(policy.holidays and policy.holidays.observe)


def _emergency(old: Emergency, new: Emergency) -> Iterator[Change]:
    yield from entries_changes("emergency.resources", old.resources, new.resources, material=True)
    yield from words_changes("emergency.text", old.text, new.text)
