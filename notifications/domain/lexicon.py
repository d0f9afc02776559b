"""What the screening listens for: phrases in data files, a folder a language, read once and checked."""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from notifications.domain.errors import LexiconError
from notifications.domain.kept import kept
from notifications.domain.own_phrases import OwnPhrases
from notifications.domain.spelling import MANY, NUMBER, Speller, near_words
from notifications.domain.tiers import HIGHEST_TIER, Category
from policies.domain.phrase_book import BookWriter, PhraseBook
from policies.domain.phrases import ANY, END, Choice, Classes, Phrase, read_phrase
from policies.domain.spoken_words import FIRST_UNSPACED, fold, sentences

LEXICONS = Path(__file__).parent / "lexicons"
OWN = "own"  # in place of a language: what a practice added
MARKS = frozenset({ANY, END, NUMBER, MANY})
_ANY_NUMBER = Choice(((NUMBER,), (MANY,)))


class Cue(StrEnum):
    """Words that change what is heard around them, in their own language."""

    HARMLESS = "harmless"  # everyday and technical senses: what overlaps them is not heard
    NEGATION = "negation"  # before a phrase, in its clause
    NOT_NEGATION = "not_negation"  # looks like a negation and is none: "can't stop"
    HYPOTHETICAL = "hypothetical"  # "if I ever feel", as in a safety plan
    PAST = "past"  # anywhere in the clause, unless PRESENT is in the sentence
    PRESENT = "present"
    NOT_PRESENT = "not_present"  # looks like the present and says it is past: "today I am well"
    RETURNS = "returns"  # what was past has come back: "same thoughts again"
    NOW = "now"  # a time that makes a thought more urgent
    TOPIC = "topic"  # talk about a film, a course, a song
    JEST = "jest"  # everyday hyperbole: homework, traffic
    RETRACTION = "retraction"  # takes an earlier denial back: "that was a lie"
    OTHER = "other"  # the sentence is about someone else
    SELF = "self"
    OPENS = "opens"  # begins a clause
    CONTINUES = "continues"  # after a comma goes on with a list, where anything else begins a clause
    EXCEPTION = "exception"  # of a practice: what overlaps it is a concern at most, below tier 3


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    cue: Cue
    language: str


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Phrases of one meaning. A `sign` says little alone, at tier 0 nothing; with others it says more."""

    id: str
    category: Category
    tier: int
    language: str
    sign: bool = False
    note: str = ""  # where the phrases come from and who looked at them
    hears: tuple[str, ...] = ()  # examples that it must hear at its tier
    spares: tuple[str, ...] = ()  # examples in which it must not


Label = Rule | Context


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    version: str  # changes with every change of any file
    rules: tuple[Rule, ...]
    phrases: tuple[PhraseBook[Rule], ...]
    cues: tuple[PhraseBook[Context], ...]
    speller: Speller


@cache
def lexicon() -> Lexicon:
    """All languages together: people mix them, and the language on file may be wrong. Raises LexiconError."""
    paths = sorted(LEXICONS.glob("*/*.toml"))
    return kept("lexicon", paths, partial(load, paths))


@lru_cache(maxsize=64)
def lexicon_with(own: OwnPhrases) -> Lexicon:
    """The shipped lexicon, whole, and what a practice added. Raises LexiconError."""
    shipped = lexicon()
    if own.phrases or own.exceptions:
        return _extended(shipped, own)
    return replace(shipped, version=_version_with(shipped, own)) if own.revision else shipped


def load(paths: Sequence[Path]) -> Lexicon:
    """Files of one folder share its language, classes and cues."""
    languages = [_Language.read(name, files) for name, files in _by_folder(paths).items()]
    speller = _speller(languages)
    phrases: BookWriter[Rule] = BookWriter()
    cues: BookWriter[Context] = BookWriter()
    rules = [rule for each in languages for rule in each.fill(phrases, cues, speller)]
    speller = replace(speller, vocabulary=frozenset((phrases.words | cues.words) - MARKS))
    return Lexicon(
        version=hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16],
        rules=tuple(dict.fromkeys(rules)),
        phrases=(phrases.book(),),
        cues=(cues.book(),),
        speller=speller,
    )


def _by_folder(paths: Iterable[Path]) -> dict[str, list[Path]]:
    folders: dict[str, list[Path]] = {}
    for path in paths:
        folders.setdefault(path.parent.name, []).append(path)
    return folders


def _speller(languages: Sequence["_Language"]) -> Speller:
    known = {fold(word): tuple(meant.split()) for each in languages for word, meant in each.spelling.items()}
    return Speller(
        vocabulary=frozenset(),
        known=known,
        near=near_words(frozenset(word for each in languages for word in each.near)),
        masked=frozenset(word for each in languages for word in each.masked),
        fillers=frozenset(fold(word) for each in languages for word in each.fillers),
        glued=frozenset(fold(word) for each in languages for word in each.glued),
    )


def _extended(shipped: Lexicon, own: OwnPhrases) -> Lexicon:
    phrases: BookWriter[Rule] = BookWriter()
    cues: BookWriter[Context] = BookWriter()
    rules: list[Rule] = []
    for place, phrase in enumerate(own.phrases, start=1):
        rules.append(Rule(f"own.{phrase.number or place}", phrase.category, phrase.tier, OWN))
        phrases.add(_own_words(phrase.text, shipped.speller), rules[-1])
    for text in own.exceptions:
        cues.add(_own_words(text, shipped.speller), Context(Cue.EXCEPTION, OWN))
    known = shipped.speller.vocabulary | phrases.words | cues.words
    speller = replace(shipped.speller, vocabulary=known)
    return Lexicon(
        version=_version_with(shipped, own),
        rules=(*shipped.rules, *rules),
        phrases=(*shipped.phrases, phrases.book()),
        cues=(*shipped.cues, cues.book()),
        speller=speller,
    )


def _version_with(shipped: Lexicon, own: OwnPhrases) -> str:
    """Of what was added by its revision, where it has one."""
    if own.revision:
        return f"{shipped.version}+{own.revision}"
    return hashlib.sha256(f"{shipped.version}{own!r}".encode()).hexdigest()[:16]


def _own_words(text: str, speller: Speller) -> Phrase:
    """Read as a text is, so that no sign in it means anything special; fillers if nothing else is left."""
    words = [word.text for sentence in sentences(text) for word in sentence]
    meant = tuple(part for word in words for part in _own_word(word, speller))
    return meant or tuple(words)


def _own_word(word: str, speller: Speller) -> tuple[str, ...]:
    if word in speller.fillers:
        return ()
    return speller.known.get(word, (word,))


@dataclass(slots=True)
class _Language:
    name: str
    tables: dict[Path, dict[str, Any]]
    classes: dict[str, list[str]] = field(default_factory=dict)
    spelling: dict[str, str] = field(default_factory=dict)
    fillers: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    masked: list[str] = field(default_factory=list)
    glued: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, name: str, paths: Iterable[Path]) -> "_Language":
        language = cls(name, {path: _read(path) for path in paths})
        for table in language.tables.values():
            language.classes |= table.get("classes", {})
            language.spelling |= table.get("spelling", {})
            language.fillers += table.get("fillers", ())
            language.near += table.get("near", ())
            language.masked += table.get("masked", ())
            language.glued += table.get("glued", ())
        return language

    def fill(self, phrases: BookWriter[Rule], cues: BookWriter[Context], speller: Speller) -> Iterator[Rule]:
        """Adds what the files say to the books. Raises LexiconError, naming the place."""
        spelled, classes = _SpelledPhrases(speller), Classes(self.classes)
        for path, table in self.tables.items():
            text = ""
            try:
                for label, text in self._rows(table):
                    phrase = spelled.phrase(read_phrase(text, classes))
                    if isinstance(label, Context):
                        cues.add(phrase, label)
                    else:
                        phrases.add(phrase, label)
                        yield label
            except (KeyError, TypeError, ValueError) as error:
                raise LexiconError(f"{path.name}, near {text!r}: {error}") from error

    def _rows(self, table: Mapping[str, Any]) -> Iterator[tuple[Label, str]]:
        for kind, phrases in table.get("cues", {}).items():
            context = Context(Cue(kind), self.name)
            yield from ((context, phrase) for phrase in phrases)
        for row in table.get("rule", ()):
            rule = self._rule(row)
            yield from ((rule, phrase) for phrase in row["phrases"])

    def _rule(self, row: Mapping[str, Any]) -> Rule:
        rule = Rule(
            id=row["id"],
            category=Category(row["category"]),
            tier=int(row["tier"]),
            language=self.name,
            sign=bool(row.get("sign", False)),
            note=row.get("note", ""),
            hears=tuple(row.get("hears", ())),
            spares=tuple(row.get("spares", ())),
        )
        if not (0 if rule.sign else 1) <= rule.tier <= HIGHEST_TIER:
            raise ValueError(f"rule {rule.id}: a tier is from 1 to {HIGHEST_TIER}, or 0 for a sign")
        return rule


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LexiconError(f"{path.name}: {error}") from error


class _SpelledPhrases:
    """As a text is spelled before it is compared: folded, without fillers, in one spelling."""

    def __init__(self, speller: Speller) -> None:
        self._speller = speller
        self._choices: dict[Choice, Choice] = {}  # named ones recur in many phrases
        self._words: dict[str, Phrase] = {}

    def phrase(self, phrase: Phrase) -> Phrase:
        return tuple(part for element in phrase for part in self._element(element))

    def _element(self, element: str | Choice) -> Phrase:
        if isinstance(element, Choice):
            if element not in self._choices:
                self._choices[element] = self._choice(element)
            return (self._choices[element],)
        if element not in self._words:
            self._words[element] = self._word(element)
        return self._words[element]

    def _choice(self, choice: Choice) -> Choice:
        """An option of fillers alone would come to mean "anything": it is dropped."""
        spelled = ((option, self.phrase(option)) for option in choice.options)
        return Choice(tuple(short for option, short in spelled if short or not option))

    def _word(self, element: str) -> Phrase:
        if element == NUMBER:
            return (_ANY_NUMBER,)
        if element in MARKS:
            return (element,)
        word = fold(element)
        if not word:
            raise ValueError(f"{element!r} is no word")
        if word in self._speller.fillers:
            return ()
        if word[:1] >= FIRST_UNSPACED:
            return tuple(word)
        return self._speller.known.get(word, (word,))
