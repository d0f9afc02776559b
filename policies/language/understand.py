"""A statement in a clinician's own words, understood as a policy document, with the places that were not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from policies.language.assemble import assemble
from policies.language.grammar import away, channels, closures, commitment, emergency, hours, scope
from policies.language.grammar.findings import Finding, Json, OutOfScope, Problem
from policies.language.grammar.sentences import Sentence, sentences
from policies.language.leftovers import leftovers

__all__ = ["LONGEST", "Problem", "Understanding", "understand"]

LONGEST = 50_000  # characters; no statement is longer, and reading stays quick on any input
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")  # NUL and halves of characters: no document can hold them


@dataclass(frozen=True, slots=True)
class Understanding:
    """`policy` is a document of the format boundary-policy/1; what it leaves out of the text is a problem."""

    policy: Json
    problems: tuple[Problem, ...]


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
    findings = [found for sentence in sentences(text[:LONGEST]) for found in _read(sentence, on)]
    policy, conflicts = assemble(findings, timezone=timezone, region=region, language=language)
    problems = [found for found in findings if isinstance(found, Problem)]
    conflicts = [replace(problem, text=text[problem.start : problem.end]) for problem in conflicts]
    ordered = sorted(
        (*problems, *conflicts, *_too_long(text)), key=lambda problem: (problem.start, problem.end)
    )
    return Understanding(policy, tuple(ordered))


def _read(sentence: Sentence, on: date | None) -> list[Finding]:
    found: list[Finding] = [
        *hours.read(sentence),
        *commitment.read(sentence),
        *channels.read(sentence),
        *away.read(sentence, on),
        *emergency.read(sentence),
        *closures.read(sentence),
    ]
    aside: list[OutOfScope] = list(scope.read(sentence))
    return [*found, *leftovers(sentence, found, aside)]


def _too_long(text: str) -> Iterator[Problem]:
    if len(text) > LONGEST:
        why = f"A statement may have {LONGEST:,} characters; what comes after them was not read."
        yield Problem(LONGEST, len(text), text[LONGEST : LONGEST + 80], why, "Please shorten the statement.")
