"""Days without hours: "I work on Mondays" is asked back, since no time follows from it."""

from collections.abc import Iterator

from policies.language.grammar.english.items import Said, items
from policies.language.grammar.english.patterns import phrases
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import Problem
from policies.language.grammar.places import Span

_WORKING = phrases(
    r"(?:i|we) (?:\w+ )?(?:work|practi[cs]e|see (?:clients|patients|people))",
    "(?:in the |at the |my |the )?(?:office|clinic)",
    *("open", "available", "sessions", "working days", "here"),
)
_SOMETIMES = phrases(r"not", r"\w+n't", r"sometimes", r"by appointment", r"only check", r"some")
_WHY = "The days are clear, but not the hours."


def read(sentence: Sentence) -> Iterator[Problem]:
    if not _WORKING.search(sentence.plain) or _SOMETIMES.search(sentence.plain):
        return
    days = [each for each in items(sentence) if each.said is Said.DAYS]
    if days:
        yield which_times(sentence, days[0].span.joined(days[-1].span))


def which_times(sentence: Sentence, span: Span) -> Problem:
    said = sentence.words(span)
    return Problem(span.start, span.end, said, _WHY, f"{said}, from … to …")
