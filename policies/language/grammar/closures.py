"""Times that come back and at which messages are not read: weekends, evenings, holidays."""

import re
from collections.abc import Iterator

from policies.language.grammar.findings import ClosedFound
from policies.language.grammar.sentences import Sentence

_CLOSING = re.compile(
    r"\b(?:closed|not|never|n't|no (?:messages|email|calls|texts)|unchecked|excluding|except|outside|wait(?:s)?"
    r"|off|next (?:business|working) day|unavailable|away)\b|n't\b"
)
_CLOSED = {
    "weekends": re.compile(r"\bweek-?ends?\b"),
    "evenings": re.compile(r"\bevenings?\b"),
    "university_holidays": re.compile(
        r"\b(?:university|college|campus|school|academic) (?:\w+ )?(?:holidays?|breaks?)\b"
    ),
    "public_holidays": re.compile(
        r"\b(?:public|bank|national|federal|statutory|legal) holidays?\b|(?:\bor|\band|\bon|,) holidays?\b"
    ),
}
_SOMETIMES = re.compile(r"\bclinics\b|\blimited\b|\bextra\b|\bavailable (?:on|at) (?:the )?weekends?\b")


def read(sentence: Sentence) -> Iterator[ClosedFound]:
    for clause in sentence.clauses:
        if not _CLOSING.search(sentence.plain) or _SOMETIMES.search(clause.plain):
            continue
        for closed, words in _CLOSED.items():
            match = words.search(clause.plain)
            if match:
                yield ClosedFound(clause.place(match), closed)
