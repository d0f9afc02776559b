"""What is said of a version of a policy: from when it holds, and what it changes."""

from collections.abc import Iterable
from datetime import datetime, time

from policies.domain.changes import Change, Kind
from policies.domain.document import BoundaryPolicy
from policies.language.change_sentences import say_changes
from policies.language.describe import describe
from policies.language.times import say_date, say_moment
from scheduler.domain.wall_clock import zone


def say_from(effect: datetime, policy: BoundaryPolicy, language: str) -> str:
    """Such as: Monday 7 December 2026; with the time, unless it is midnight."""
    there = effect.astimezone(zone(policy.timezone))
    if there.time() == time.min:
        return say_date(there.date(), language)
    return say_moment(effect, policy.timezone, language)


def paragraphs(policy: BoundaryPolicy, language: str) -> tuple[str, ...]:
    """All that it says, in plain words."""
    return tuple(describe(policy, language).split("\n\n"))


def say_what_changed(changes: Iterable[Change], language: str) -> tuple[str, ...]:
    """What matters most first. Of a first version, nothing: all of it is new."""
    told = sorted((each for each in changes if each.kind is not Kind.FIRST), key=_matters_less)
    return say_changes(told, language)


def _matters_less(change: Change) -> bool:
    return not change.material
