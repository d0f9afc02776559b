"""Findings into one policy document; where two disagree, one stands and the other is a problem."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from policies.language.assembly.absences import closed_dates, overrides, standing_coverage, time_away
from policies.language.assembly.channels import Rules, channel_rules, open_channel
from policies.language.assembly.contradictions import contradictions
from policies.language.assembly.holidays import closed_as_said, holidays
from policies.language.assembly.questions import questions
from policies.language.assembly.record import Record, Understood
from policies.language.assembly.replies import Target, commitments
from policies.language.assembly.weekly import Hours, weekly_hours
from policies.language.grammar.findings import (
    EmergencyFound,
    Finding,
    Json,
    Problem,
    ReviewFound,
    WordsFound,
)

__all__ = ["Assembled", "Understood", "assemble"]

_PRACTICE = "hours."
FORMAT = "boundary-policy/1"
_MOST = {"notes": 100, "while_you_wait": 50, "resources": 50}  # a document holds no more


@dataclass(frozen=True, slots=True)
class Assembled:
    policy: dict[str, Any]
    understood: tuple[Understood, ...]
    problems: tuple[Problem, ...]


def assemble(
    found: Sequence[Finding], text: str, *, timezone: str, region: str | None, language: str
) -> Assembled:
    record = Record(text)
    hours = weekly_hours(found, record)
    rules = channel_rules(found, record)
    replies, case_notes = commitments(found, record)
    closed = closed_dates(found, record)
    _place_channels(rules, replies, hours, record)
    words = _own_words(found, record)
    policy: dict[str, Any] = {
        "format": FORMAT,
        "timezone": timezone,
        "region": region,
        "language": language,
        "hours": {
            part.removeprefix(_PRACTICE): _windows(hours[part])
            for part in hours
            if part.startswith(_PRACTICE)
        },
        "holidays": holidays(found, region, language, record),
        "closed_dates": closed,
        "overrides": overrides(found, hours, closed, record),
        "time_away": time_away(found, record),
        "reply": replies.get((None, None)),
        "channels": rules,
        "matters": {matter: said for (_, matter), said in replies.items() if matter},
        "closed": closed_as_said(found, region, hours, record),
        "coverage": _joined([*words.get("coverage", []), *standing_coverage(found, record)]),
        "emergency": {
            "resources": _resources(found, record),
            "text": _joined(words.get("emergency.text", [])),
        },
        "while_you_wait": words.get("while_you_wait", [])[: _MOST["while_you_wait"]],
        "ending_care": _joined(words.get("ending_care", [])),
        "review_on": _review(found, record),
        "notes": _notes(found, [*record.remarks, *case_notes])[: _MOST["notes"]],
    }
    for channel, rule in rules.items():
        rule["note"] = _joined(words.get(f"channels.{channel}.note", []))
    contradictions(policy, record)
    questions(found, policy, record)
    return Assembled(policy, tuple(sorted(record.understood)), tuple(record.problems))


def _place_channels(
    rules: Rules, replies: dict[Target, Json], hours: dict[str, list[Hours]], record: Record
) -> None:
    """A channel with a reply time or hours of its own is welcome, unless it was refused."""
    for channel, said in ((channel, said) for (channel, _), said in replies.items() if channel):
        rules.setdefault(channel, open_channel())["reply"] = said
    for part, windows in hours.items():
        if not part.startswith(_PRACTICE):
            channel = part.split(".")[1]
            rules.setdefault(channel, open_channel())["hours"] = _windows(windows)


def _notes(found: Sequence[Finding], of_cases: Sequence[str]) -> list[str]:
    """Own words as they are; of what is kept besides, each once, and none that is part of another."""
    notes = [each for each in found if isinstance(each, WordsFound) and each.part == "notes"]
    besides = [*(each.words for each in notes if not each.own), *of_cases]
    kept = [
        each
        for each in dict.fromkeys(besides)
        if not any(each in other for other in besides if other != each)
    ]
    return [*(each.words for each in notes if each.own), *kept]


def _windows(hours: Sequence[Hours]) -> list[Json]:
    return [each.window for each in hours]


def _own_words(found: Sequence[Finding], record: Record) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for each in found:
        if isinstance(each, WordsFound):
            words.setdefault(each.part, []).append(each.words)
            record.note(each.span, each.part)
    return words


def _joined(words: Sequence[str]) -> str | None:
    return " ".join(map(_ended, words[:-1])) + " " * bool(words[1:]) + words[-1] if words else None


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _resources(found: Sequence[Finding], record: Record) -> list[str]:
    said: dict[str, None] = {}
    for each in found:
        if isinstance(each, EmergencyFound):
            record.note(each.span, "emergency.resources")
            said[each.resource] = None
    return list(said)[: _MOST["resources"]]


def _review(found: Sequence[Finding], record: Record) -> str | None:
    said = [each for each in found if isinstance(each, ReviewFound)]
    for each in said:
        record.note(each.span, "review_on")
    return said[0].date if said else None
