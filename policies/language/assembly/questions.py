"""What was understood in one of two ways, and is asked back with the figures of the statement itself."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from policies.domain.duration import parse_duration
from policies.language.assembly.record import Record
from policies.language.assembly.weekly import minutes
from policies.language.grammar.findings import CommitmentFound, Finding

_DAY = 24 * 60
_COUNTED = (
    "{hours} business hours are {days} working {noun} at your hours, counted only while you are open. "
    "They were read so; if you mean days, please say days."
)
_UNCOUNTED = (
    "Business hours can be read in two ways: counted only while you are open, {hours} of them may take "
    "a week or more. They were read so. If you mean days, please say days."
)


def questions(found: Sequence[Finding], policy: dict[str, Any], record: Record) -> None:
    for each in found:
        if isinstance(each, CommitmentFound) and each.business_hours:
            _business_hours(each, policy, record)


def _business_hours(each: CommitmentFound, policy: dict[str, Any], record: Record) -> None:
    elapsed = parse_duration(str(each.commitment["within"])).shortest
    hours = ceil(elapsed.total_seconds() / 3600)
    a_day = _minutes_a_day(policy, each.channel)
    days = ceil(hours * 60 / a_day) if a_day else 0
    said = _COUNTED if days else _UNCOUNTED
    meant = max(1, hours // 24)
    record.problem(
        each.span,
        said.format(hours=hours, days=days, noun="days" if days > 1 else "day"),
        f"within {meant} business {'days' if meant > 1 else 'day'}",
    )


def _minutes_a_day(policy: dict[str, Any], channel: str | None) -> float:
    """How long a working day is on average, by the hours in which the channel is read."""
    hours, rules = policy["hours"], policy["channels"].get(channel) or {}
    own = rules.get("hours") or (hours.get("phone") if channel == "phone" else None)
    windows = own or hours.get("contact") or hours.get("office") or hours.get("sessions") or []
    ended = [window for window in windows if window["end"]]
    days = {day for window in ended for day in window["days"]}
    total = sum(_length(window["start"], window["end"]) * len(window["days"]) for window in ended)
    return total / len(days) if days else 0


def _length(start: str, end: str) -> int:
    return (minutes(end) - minutes(start)) % _DAY or _DAY
