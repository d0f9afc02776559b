"""What to do in an emergency: numbers and places, in the order in which they are named."""

import re
from collections.abc import Iterator

from policies.language.grammar.findings import EmergencyFound
from policies.language.grammar.sentences import Sentence

_DIGITS = {
    "911": "911",
    "988": "988",
    "999": "999",
    "000": "000",
    "112": "112",
    "811": "811",
    "1737": "1737",
    "116123": "116 ?123",
    "131114": "13 ?11 ?14",
    "741741": "741-?741",
    "85258": "85258",
}
_ALONE = r"(?<![\d.:,-])(?:{})(?![\d:]|[.,-]\d)"
PRACTICE_LINE = re.compile(r"\b(?:press (?:\d|one|two|five)|our (?:own )?crisis line)\b")
_RESOURCES = {
    **{name: re.compile(_ALONE.format(digits)) for name, digits in _DIGITS.items()},
    "nhs_111": re.compile(r"\bnhs (?:on )?111\b"),
    "111": re.compile(r"(?<!nhs )(?<!nhs on )" + _ALONE.format("111")),
    "nearest_er": re.compile(
        r"\bemergency (?:rooms?|departments?|facilit(?:y|ies))\b|\ba ?& ?e\b|\baccident and emergency\b"
        r"|\b(?:nearest|closest|local) (?:er|ed|hospital)\b|\bcasualty\b|\bthe er\b"
    ),
    "gp": re.compile(r"\bgp\b|\b(?:your|a) (?:medical |family )?doctor\b|\bphysician\b"),
    "practice_crisis_line": PRACTICE_LINE,
    "local_crisis_line": re.compile(
        r"\b(?:local|county|state|regional) (?:\w+ )?(?:crisis|mental health)"
        r" (?:line|team|services?|triage|hotline)\b"
    ),
    "samaritans": re.compile(r"\bsamaritans\b(?!\D{0,20}116)"),
    "saneline": re.compile(r"\bsaneline\b"),
    "emergency_services": re.compile(r"\bemergency services\b"),
}
NUMBERS = re.compile("|".join(_ALONE.format(digits) for digits in _DIGITS.values()))
_NOT_ADVICE = re.compile(r"\b(?:do not|don't) (?:call|dial|text) 911\b|\balternative to\b")


def read(sentence: Sentence) -> Iterator[EmergencyFound]:
    if _NOT_ADVICE.search(sentence.plain):
        return
    found = ((words.search(sentence.plain), resource) for resource, words in _RESOURCES.items())
    placed = sorted((match.start(), resource, match) for match, resource in found if match)
    yield from (EmergencyFound(sentence.place(match), resource) for _, resource, match in placed)
