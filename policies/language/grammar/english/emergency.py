"""What to do in an emergency: numbers and places, in the order in which they are named."""

from collections.abc import Iterator, Mapping

from policies.language.grammar.english.help_words import (
    LIFELINE,
    LOCAL,
    NO_SERVICE,
    NOT_ADVICE,
    PRACTICE_LINE,
    RESOURCES,
)
from policies.language.grammar.english.patterns import Pattern
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import EmergencyFound, Finding, WordsFound
from policies.language.grammar.written import Written

_AMERICAN = {"US", "CA", None}


def read(sentence: Sentence, written: Written) -> Iterator[Finding]:
    if NOT_ADVICE.search(sentence.plain):
        return
    refused = NO_SERVICE.search(sentence.plain)
    if refused:
        yield WordsFound(sentence.span, "emergency.text", sentence.text)
    named = _named(sentence, written).items()
    found = ((words.search(sentence.plain), name) for name, words in named)
    for _, name, match in sorted((match.start(), name, match) for match, name in found if match):
        if not (refused and sentence.place(refused).touches(sentence.place(match))):
            yield EmergencyFound(sentence.place(match), _known(name, written))


def _named(sentence: Sentence, written: Written) -> Mapping[str, Pattern]:
    """In America the lifeline of old is 988; a line of the practice itself is not the local one."""
    resources = dict(RESOURCES)
    if written.country in _AMERICAN and LIFELINE.search(sentence.plain):
        resources["988"] = LIFELINE
    if PRACTICE_LINE.search(sentence.plain) and not LOCAL.search(sentence.plain):
        del resources["local_crisis_line"]
    return resources


def _known(name: str, written: Written) -> str:
    """111 is the number of the NHS in Britain, and that of the emergency services in New Zealand."""
    return "nhs_111" if name == "111" and written.country == "GB" else name
