"""Times that come back and at which messages are not read: weekends, evenings, holidays."""

from collections.abc import Iterator

from policies.language.grammar.english.patterns import phrases
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import ClosedFound

_CLOSING = phrases(
    r"closed",
    r"not",
    r"\w+n't",
    r"cannot",
    r"never",
    r"no (?=evenings?|we?e?k-?ends?|holidays?|saturdays?|sundays?)(?:\w+)",
    r"clos(?:e|es|ing)",
    r"no (?:messages|email|calls|texts|sessions|appointments)",
    r"unchecked",
    r"unmonitored",
    r"excluding|exclusive of",
    r"except(?:ing|ion)?",
    r"outside",
    r"waits?",
    r"off",
    r"next (?:business|working) day",
    r"unavailable",
    r"away",
)
_CLOSED = {
    "weekends": phrases(r"we?e?k-?ends?", r"saturdays?(?: and| or|,|/| &) sundays?"),
    "evenings": phrases(r"evenings|in the evening"),
    "university_holidays": phrases(
        r"(?:university|college|campus|school|academic) (?:\w+ )?(?:holidays?|breaks?|closures?|vacations?)"
    ),
    "public_holidays": phrases(
        r"(?:public|bank|national|federal|statutory|stat|legal|major|state|official) (?:\w+ )?holidays?",
        r"(?:or|and|on|&|over) (?:all |most )?holidays?",
        r"(?<=, )holidays?|(?<=/)holidays?",
    ),
}
_COUNTING = phrases(r"exclud\w+|exclusive of|not (?:count|includ)\w*|except(?:ing|ion of|ed)?(?: for)?")
_SOMETIMES = phrases(
    r"clinics",
    r"(?:in|during) (?:the )?school holidays",
    r"limited",
    r"extra",
    r"available (?:on|at) (?:the )?weekends?",
    r"some (?:weekends?|evenings?)",
)


def read(sentence: Sentence) -> Iterator[ClosedFound]:
    if not _CLOSING.search(sentence.plain):
        return
    found = []
    for clause in sentence.clauses:
        if _SOMETIMES.search(clause.plain):
            continue
        for closed, words in _CLOSED.items():
            match = words.search(clause.plain)
            if match:
                counting = bool(_COUNTING.search(clause.plain[: match.start()]))
                found.append(ClosedFound(clause.place(match), closed, counting))
    yield from sorted(found, key=lambda each: each.span)
