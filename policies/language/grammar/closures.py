"""Times that come back and at which messages are not read: weekends, evenings, holidays."""

from collections.abc import Iterator

from policies.language.grammar.findings import ClosedFound
from policies.language.grammar.sentences import Sentence
from policies.language.grammar.vocabulary import phrases

_CLOSING = phrases(
    r"closed",
    r"not",
    r"\w+n't",
    r"never",
    r"no (?:messages|email|calls|texts)",
    r"unchecked",
    r"excluding",
    r"except",
    r"outside",
    r"waits?",
    r"off",
    r"next (?:business|working) day",
    r"unavailable",
    r"away",
)
_CLOSED = {
    "weekends": phrases(r"week-?ends?"),
    "evenings": phrases(r"evenings?"),
    "university_holidays": phrases(
        r"(?:university|college|campus|school|academic) (?:\w+ )?(?:holidays?|breaks?)"
    ),
    "public_holidays": phrases(
        r"(?:public|bank|national|federal|statutory|legal) holidays?",
        r"(?:or|and|on) holidays?",
        r"(?<=, )holidays?",
    ),
}
_SOMETIMES = phrases(r"clinics", r"limited", r"extra", r"available (?:on|at) (?:the )?weekends?")


def read(sentence: Sentence) -> Iterator[ClosedFound]:
    for clause in sentence.clauses:
        if not _CLOSING.search(sentence.plain) or _SOMETIMES.search(clause.plain):
            continue
        for closed, words in _CLOSED.items():
            match = words.search(clause.plain)
            if match:
                yield ClosedFound(clause.place(match), closed)
