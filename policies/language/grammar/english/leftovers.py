"""What no part of the grammar used. A number or a sentence never vanishes silently."""

import re
from collections.abc import Iterator, Sequence

from policies.language.grammar.english.dates import DATE
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import Finding, OutOfScope, Problem
from policies.language.grammar.places import Span

_TELLING = re.compile(rf"(?P<date>{DATE})|(?P<duration>N(?:\(N\))?-?B?U)|(?P<time>T(?:[-&]T)?)")
_WHY = {
    "date": "This date was not understood as part of a time away or of your hours.",
    "duration": "This duration was not understood as a reply time; none was taken from it.",
    "time": "This time was not understood as part of your weekly hours.",
}


def leftovers(sentence: Sentence, found: Sequence[Finding], aside: Sequence[OutOfScope]) -> Iterator[Problem]:
    if not found and not aside:
        yield _problem(
            sentence, sentence.span, "This sentence was not understood, so nothing follows from it."
        )
        return
    used = [each.span for each in (*found, *aside)]
    for match in _TELLING.finditer(sentence.shape):
        span = sentence.covering(*match.span())
        if not any(span.touches(other) for other in used):
            yield _problem(sentence, span, _WHY[match.lastgroup or "time"])


def _problem(sentence: Sentence, span: Span, why: str) -> Problem:
    return Problem(span.start, span.end, sentence.words(span), why)
