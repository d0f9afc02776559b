"""What the screening listens for: phrases in data files, one a language, read once and checked."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from notifications.domain.errors import LexiconError
from notifications.domain.spelling import NUMBER, Speller, near_words
from policies.domain.phrases import ANY, END, Choice, Phrase, PhraseBook, read_phrase, words_of
from policies.domain.spoken_words import fold

LEXICONS = Path(__file__).parent / "lexicons"
HIGHEST_TIER = 5
_MARKS = frozenset({ANY, END, NUMBER})


class Category(StrEnum):
    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    OVERDOSE = "overdose"
    HARM_OTHERS = "harm_others"
    ABUSE_DANGER = "abuse_danger"
    MEDICAL = "medical"
    THIRD_PARTY = "third_party"
    DISTRESS = "distress"


class Cue(StrEnum):
    """Words that change what is heard around them."""

    HARMLESS = "harmless"  # everyday and technical senses: what overlaps them is not heard
    NEGATION = "negation"  # before a phrase, in its clause
    NOT_NEGATION = "not_negation"  # looks like a negation and is none: "can't stop"
    HYPOTHETICAL = "hypothetical"  # "if I ever feel", as in a safety plan
    PAST = "past"  # anywhere in the clause, unless PRESENT is in the sentence
    PRESENT = "present"
    NOW = "now"  # a time that makes a thought more urgent
    TOPIC = "topic"  # talk about a film, a course, a song
    JEST = "jest"  # everyday hyperbole: homework, traffic
    RETRACTION = "retraction"  # takes an earlier denial back: "that was a lie"
    OTHER = "other"  # the sentence is about someone else
    SELF = "self"
    OPENS = "opens"  # begins a clause
    CONTINUES = "continues"  # after a comma goes on with a list, where anything else begins a clause


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases of one meaning. A `sign` says little alone, at tier 0 nothing; with others it says more."""

    id: str
    category: Category
    tier: int
    sign: bool = False


Label = Rule | Cue


@dataclass(frozen=True, slots=True)
class Lexicon:
    version: str  # changes with every change of any file
    book: PhraseBook[Label]
    speller: Speller


@cache
def lexicon() -> Lexicon:
    """All languages together: people mix them, and the language on file may be wrong. Raises LexiconError."""
    return load(sorted(LEXICONS.glob("*.toml")))


def load(paths: Sequence[Path]) -> Lexicon:
    tables = [_read(path) for path in paths]
    fillers = frozenset(fold(word) for table in tables for word in table.get("fillers", ()))
    book: PhraseBook[Label] = PhraseBook()
    vocabulary: set[str] = set()
    for path, table in zip(paths, tables, strict=True):
        for phrase in _add_phrases(book, path, table, fillers):
            vocabulary.update(words_of(phrase))
    return Lexicon(
        version=hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16],
        book=book,
        speller=Speller(
            vocabulary=frozenset(vocabulary - _MARKS),
            known={
                fold(word): tuple(meant.split())
                for table in tables
                for word, meant in table.get("spelling", {}).items()
            },
            near=near_words(frozenset(word for table in tables for word in table.get("near", ()))),
            fillers=fillers,
        ),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LexiconError(f"{path.name}: {error}") from error


def _add_phrases(
    book: PhraseBook[Label], path: Path, table: Mapping[str, Any], fillers: frozenset[str]
) -> Iterator[Phrase]:
    """The phrases, as they were added."""
    text = ""
    try:
        for label, text in _rows(table):
            phrase = _folded(read_phrase(text, table.get("classes", {})), fillers)
            book.add(phrase, label)
            yield phrase
    except (KeyError, TypeError, ValueError) as error:
        raise LexiconError(f"{path.name}, near {text!r}: {error}") from error


def _rows(table: Mapping[str, Any]) -> Iterator[tuple[Label, str]]:
    for kind, phrases in table.get("cues", {}).items():
        yield from ((Cue(kind), phrase) for phrase in phrases)
    for row in table.get("rule", ()):
        rule = Rule(row["id"], Category(row["category"]), int(row["tier"]), bool(row.get("sign", False)))
        if not (0 if rule.sign else 1) <= rule.tier <= HIGHEST_TIER:
            raise ValueError(f"rule {rule.id}: a tier is from 1 to {HIGHEST_TIER}, or 0 for a sign")
        yield from ((rule, phrase) for phrase in row["phrases"])


def _folded(phrase: Phrase, fillers: frozenset[str]) -> Phrase:
    """As a text is folded before it is compared; fillers are dropped there and so here."""
    folded = (_folded_element(element, fillers) for element in phrase)
    return tuple(element for element in folded if element not in fillers)


def _folded_element(element: str | Choice, fillers: frozenset[str]) -> str | Choice:
    if isinstance(element, Choice):
        # An option of fillers alone would come to mean "anything": it is dropped.
        folded = ((option, _folded(option, fillers)) for option in element.options)
        return Choice(tuple(short for option, short in folded if short or not option))
    return element if element in _MARKS else fold(element)
