"""Who answers meanwhile: a person, a rota, an answering service."""

import re
from collections.abc import Iterator

from policies.language.grammar.english.absence_ends import ends
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.patterns import pattern, phrases
from policies.language.grammar.english.reply_words import HELPLINE
from policies.language.grammar.english.text import Sentence, Token
from policies.language.grammar.findings import CoverageFound
from policies.language.grammar.places import Span
from policies.language.grammar.written import Written

_WORD = r"[A-Z][\w.'\u2019-]{0,30}"
_NAME = rf"{_WORD}(?:(?: (?:and|or|of|the|de|van|von))? {_WORD}){{0,4}}"
_CREDENTIALS = r"(?:,? \(?[A-Z][A-Za-z.]{1,7}\)?){0,2},?"
_NUMBER = r"(?:\([\d+ ()-]{6,24}\) )?"
_NAME_BEFORE = re.compile(rf"(?P<name>{_NAME}){_CREDENTIALS} {_NUMBER}$")
_NAME_BEHIND = re.compile(rf" (?:(?:my|our|a) colleague,? |by )?(?P<name>{_NAME})")
_LONGEST_NAME = 120  # characters
_COVERS = phrases(
    r"covers",
    r"(?:is|will be) (?:covering|standing in|filling in|on[- ]call|available)",
    r"will (?:cover|answer|take over|look after)",
    r"(?:is|will be) (?:seeing|holding|minding|handling|taking)",
    r"will (?:see|hold|handle|take (?:calls|care of)|step in)",
    r"(?:has )?(?:kindly )?agreed to (?:cover|take|see|answer|help|look after)",
    r"looks after|is looking after|is holding the fort|takes over|answers",
)
_ASK_FOR = phrases(
    r"covered by",
    r"cover(?:age)? (?:is |will be )?(?:provided )?by",
    r"contact|call|reach|turn to|speak to|messages? go to|care of",
)
_STANDING = phrases(
    r"on[- ]call",
    r"cover(?:age|ing|s|ed)?",
    r"back-?up",
    r"answering service",
    r"timelycare",
    r"colleagues?",
    r"(?:duty|covering) (?:clinician|therapist|counsellor|doctor|worker)",
    r"in my absence|in our absence|while (?:i am|i'm) away",
    r"rota",
)
_EMERGENCY_ROOM = phrases(
    r"911", r"999", r"emergency (?:room|department)s?", r"a&e", r"hospital"
)  # has its own staff on call
_URGENT = phrases(r"urgent", r"emergenc(?:y|ies)", r"crisis")
_NO_PERSON = {
    *(
        "i",
        "we",
        "if",
        "please",
        "emergency",
        "the",
        "my",
        "our",
        "in",
        "coverage",
        "someone",
        "lifeline",
        "nhs",
    ),
}
_SAID_FOR_AN_ABSENCE = re.compile(
    "^(?P<name>.+?) covers (?:(?P<urgent>urgent matters)|(?P<me>for me)|(?P<matter>.+?))"
    "(?:, (?P<contact>[^,]+))?$"
)
_MEANWHILE = pattern(r"^meanwhile please contact ")


def read(sentence: Sentence, written: Written) -> Iterator[CoverageFound]:
    if HELPLINE.search(sentence.plain):
        return
    found = _said_for_an_absence(sentence, written) or _named(sentence)
    if found:
        yield found
    elif _STANDING.search(sentence.plain) and not _EMERGENCY_ROOM.search(sentence.plain):
        yield CoverageFound(sentence.span, sentence.text)


def _said_for_an_absence(sentence: Sentence, written: Written) -> CoverageFound | None:
    """As in "I am away from … to …; Dr. Cole covers urgent matters, 212-555-0148"."""
    *_, last = sentence.clauses
    if last.start == sentence.start or not ends(sentence, written):
        return None
    contact = _MEANWHILE.match(last.plain)
    if contact:
        return CoverageFound(last.span, sentence.text, contact=last.text[contact.end() :], of_absence=True)
    said = _SAID_FOR_AN_ABSENCE.match(last.text)
    if said is None:
        return None
    matter = "urgent" if said["urgent"] else said["matter"]
    return CoverageFound(last.span, sentence.text, said["name"], said["contact"], matter, of_absence=True)


def _named(sentence: Sentence) -> CoverageFound | None:
    named = _who_covers(sentence)
    if named is None or sentence.words(named).lower() in _NO_PERSON:
        return None
    clause = next(each for each in sentence.clauses if each.span.end >= named.end)
    contact = _address(clause) or _address(sentence)
    return CoverageFound(
        Span(named.start, clause.span.end),
        sentence.text,
        name=sentence.words(named),
        contact=_written(sentence, contact) if contact else None,
        matter="urgent" if _URGENT.search(clause.plain) else None,
    )


def _who_covers(sentence: Sentence) -> Span | None:
    """The place of a name before a word for covering, or behind a word for asking somebody instead."""
    for verb in _COVERS.finditer(sentence.plain):
        start = max(0, verb.start() - _LONGEST_NAME)
        name = _NAME_BEFORE.search(sentence.text[start : verb.start()])
        if name:
            at = sentence.start + start
            return Span(at + name.start("name"), at + name.end("name"))
    standing = _STANDING.search(sentence.plain)
    for cue in _ASK_FOR.finditer(sentence.plain):
        name = _NAME_BEHIND.match(sentence.text, cue.end())
        if name and (standing or name["name"].startswith("Dr")):
            return Span(sentence.start + name.start("name"), sentence.start + name.end("name"))
    return None


def _address(part: Sentence) -> Token | None:
    return next((token for token in part.tokens if token.kind == Kind.ADDRESS), None)


def _written(sentence: Sentence, contact: Token) -> str:
    words = sentence.words(contact.span)
    return words if ")" in words else words.removeprefix("(")
