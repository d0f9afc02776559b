"""What clients should know, and what no rule of a policy holds: kept as a note, in the words that said it."""

from collections.abc import Iterator, Sequence

from policies.language.grammar.english.patterns import any_of, phrases
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import Finding, WordsFound
from policies.language.grammar.places import Span

_OFTEN = any_of(
    *(
        "once",
        "twice",
        "a few times",
        "several times",
        r"\w+ times",
        "every",
        "each",
        "only",
        "first thing",
        "on",
    )
)
_REMARKS = phrases(
    "by (?:prior |scheduled )?(?:appointment|arrangement)(?: only)?",
    r"(?:hours|availability|schedule|times?) (?:\w+ )?(?:var(?:y|ies)|changes?|may change)",
    rf"(?:check|look at|read|monitor|pick up|see) (?:\w+ ){{0,4}}?{_OFTEN}",
    *("prefer(?:red|ably)?", "rather you", "best way", "quickest", "easiest", "handiest"),
    *("non-?working days", "days off"),
    r"(?:contact|communication|messages) (?:\w+ ){0,3}?(?:is|are|for|limited to) (?:\w+ ){0,4}?"
    "(?:only|alone|limited|restricted)",
    r"(?:not|n't|nothing) (?:\w+ ){0,3}?"
    r"(?:clinical|support|confidential|sensitive|therapeutic|private|personal|urgent)(?: \w+)?",
    "limited (?:availability|hours|slots|evening|weekend)",
)


def read(sentence: Sentence, found: Sequence[Finding]) -> Iterator[WordsFound]:
    """Clauses that are not used for anything else."""
    used: list[Span] = [each.span for each in found]
    for clause in sentence.clauses:
        if _REMARKS.search(clause.plain) and not any(map(clause.span.touches, used)):
            yield WordsFound(clause.span, "notes", clause.text)
