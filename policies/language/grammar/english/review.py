"""When the policy will be looked at again."""

from collections.abc import Iterator
from datetime import date

from policies.language.grammar.english.dates import mentions
from policies.language.grammar.english.patterns import phrases
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import ReviewFound
from policies.language.grammar.written import Written

_REVIEW = phrases(
    "(?:look at|review(?:ed)?|update|revisit) (?:this|my|our|the) (?:policy|statement|page)",
    "(?:policy|statement) (?:will be|is) reviewed",
)


def read(sentence: Sentence, written: Written) -> Iterator[ReviewFound]:
    said = _REVIEW.search(sentence.plain)
    if said is None:
        return
    for mention in mentions(sentence, written):
        day = mention.said.on_or_after(written.on or date.min) if mention.said.year or written.on else None
        if day:
            yield ReviewFound(sentence.place(said).joined(mention.span), day.isoformat())
            return
