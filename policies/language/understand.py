"""A statement in a clinician's own words, understood as a policy document, with the places that were not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.language.assembly import Understood, assemble
from policies.language.grammar import GRAMMARS
from policies.language.grammar.findings import OutOfScope, Problem
from policies.language.grammar.recognise import foreign_passages
from policies.language.grammar.written import Written

__all__ = ["LONGEST", "Aside", "Problem", "Understanding", "Understood", "understand"]

LONGEST = 50_000  # characters; no statement is longer, and reading stays quick on any input
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")  # NUL and halves of characters: no document can hold them


@dataclass(frozen=True, slots=True, order=True)
class Aside:
    """Characters `start` up to `end` are about something that a boundary policy does not hold."""

    start: int
    end: int
    about: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """`policy` is a document of the format boundary-policy/1; what it leaves out of the text is a problem."""

    policy: dict[str, Any]
    problems: tuple[Problem, ...]
    understood: tuple[Understood, ...]
    aside: tuple[Aside, ...]


def understand(
    text: str,
    *,
    timezone: str = "America/New_York",
    region: str | None = None,
    language: str = "en",
    on: date | None = None,
) -> Understanding:
    """Reads a statement written on the date `on`. Never raises; invents no time that was not said."""
    text = _UNWRITABLE.sub(" ", text)
    foreign = list(foreign_passages(text[:LONGEST]))
    found = list(GRAMMARS["en"](_blanked(text[:LONGEST], foreign), Written(on, region, timezone)))
    assembled = assemble(found, text, timezone=timezone, region=region, language=language)
    problems = [
        *foreign,
        *(each for each in found if isinstance(each, Problem)),
        *assembled.problems,
        *_too_long(text),
    ]
    aside = sorted(
        Aside(each.span.start, each.span.end, each.about) for each in found if isinstance(each, OutOfScope)
    )
    ordered = sorted(dict.fromkeys(problems), key=lambda problem: (problem.start, problem.end))
    return Understanding(assembled.policy, tuple(ordered), assembled.understood, tuple(aside))


def _blanked(text: str, passages: list[Problem]) -> str:
    for each in passages:
        text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
    return text


def _too_long(text: str) -> Iterator[Problem]:
    if len(text) > LONGEST:
        why = f"A statement may have {LONGEST:,} characters; what comes after them was not read."
        yield Problem(LONGEST, len(text), text[LONGEST : LONGEST + 80], why, "Please shorten the statement.")
