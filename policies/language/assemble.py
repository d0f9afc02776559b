"""Findings into one policy document; where two disagree, the first stands and the other is a problem."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from policies.domain.fields import LONGEST_TEXT
from policies.language.grammar.findings import (
    AwayFound,
    ChannelFound,
    ClosedDateFound,
    ClosedFound,
    CommitmentFound,
    CoverageFound,
    EmergencyFound,
    Finding,
    HoursFound,
    Json,
    NoteFound,
    Problem,
)

FORMAT = "boundary-policy/1"
PRACTICE_HOURS = ("contact", "office", "sessions", "phone")
MOST = 100  # of anything; a document has its limits, and no statement comes near them
F = TypeVar("F", bound=Finding)


def assemble(
    found: Sequence[Finding], *, timezone: str, region: str | None, language: str
) -> tuple[Json, list[Problem]]:
    channels = _channels(found)
    conflicts = list(_place_channel_replies(found, channels))
    general = [each for each in _of(found, CommitmentFound) if not each.channel and not each.matter]
    conflicts += [_second(each) for each in general[1:] if each.commitment != general[0].commitment]
    policy: Json = {
        "format": FORMAT,
        "timezone": timezone,
        "region": region,
        "language": language,
        "hours": _hours(found, channels),
        "closed_dates": sorted({each.date for each in _of(found, ClosedDateFound)})[:MOST],
        "time_away": _time_away(found),
        "reply": general[0].commitment if general else None,
        "channels": channels,
        "matters": _matters(found),
        "closed": _once(each.closed for each in _of(found, ClosedFound)),
        "coverage": _standing_coverage(found),
        "emergency": {"resources": _once(each.resource for each in _of(found, EmergencyFound)), "text": None},
        "notes": _once(each.words for each in _of(found, NoteFound))[:MOST],
    }
    return policy, conflicts


def _of(found: Iterable[Finding], kind: type[F]) -> list[F]:
    return [each for each in found if isinstance(each, kind)]


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _channels(found: Sequence[Finding]) -> dict[str, dict[str, Any]]:
    """A refusal outweighs a mention, and a limit outweighs a mention without one."""
    channels: dict[str, dict[str, Any]] = {}
    for each in _of(found, ChannelFound):
        rule = channels.setdefault(each.channel, _open_channel())
        rule["accepted"] = rule["accepted"] and each.accepted
        rule["use"] = (
            "scheduling_only" if "scheduling_only" in (rule["use"], each.use) else rule["use"] or each.use
        )
    return channels


def _open_channel() -> dict[str, Any]:
    return {"accepted": True, "use": None, "reply": None, "hours": None, "note": None}


def _place_channel_replies(
    found: Sequence[Finding], channels: dict[str, dict[str, Any]]
) -> Iterator[Problem]:
    for each in _of(found, CommitmentFound):
        if each.channel is None or each.matter is not None:
            continue
        rule = channels.setdefault(each.channel, _open_channel())
        if rule["reply"] not in (None, each.commitment):
            yield _second(each)
        rule["reply"] = rule["reply"] or each.commitment


def _second(each: CommitmentFound) -> Problem:
    whose = f" for {each.channel}" if each.channel else ""
    why = f"This is a second reply time{whose}; the first one was kept. Please say which one you mean."
    return Problem(each.span.start, each.span.end, "", why)


def _hours(found: Sequence[Finding], channels: dict[str, dict[str, Any]]) -> dict[str, list[Json]]:
    hours: dict[str, list[Json]] = {}
    for each in _of(found, HoursFound):
        window: Json = {"days": list(each.days), "start": each.start, "end": each.end}
        if each.kind in PRACTICE_HOURS:
            windows = hours.setdefault(each.kind, [])
        else:
            rule = channels.setdefault(each.kind, _open_channel())
            windows = rule["hours"] = rule["hours"] or []
        if window not in windows and len(windows) < MOST:
            windows.append(window)
    return hours


def _matters(found: Sequence[Finding]) -> dict[str, Json]:
    matters: dict[str, Json] = {}
    for each in _of(found, CommitmentFound):
        if each.matter:
            matters.setdefault(each.matter, each.commitment)
    return matters


def _time_away(found: Sequence[Finding]) -> list[Json]:
    """Absences in order; a named colleague covers the absence said with or before the name."""
    absences: list[Json] = []
    for each in found:
        if isinstance(each, AwayFound) and len(absences) < MOST:
            absences.append({**each.absence, "coverage": None})
        elif isinstance(each, CoverageFound) and each.name and absences:
            absences[-1]["coverage"] = {"name": each.name, "contact": each.contact, "for": each.matter}
    return absences


def _standing_coverage(found: Sequence[Finding]) -> str | None:
    away = bool(_of(found, AwayFound))
    words = [each.words for each in _of(found, CoverageFound) if not (each.name and away)]
    return " ".join(words)[:LONGEST_TEXT] or None
