"""Which language words are in, by their little words and by their letters."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from policies.language.grammar.findings import Problem
from policies.language.grammar.places import Span

_LITTLE_WORDS = Path(__file__).with_name("little_words.toml")
_ENGLISH = "English"
_SCRIPTS = {
    "Chinese": re.compile("[\u4e00-\u9fff]"),
    "Japanese": re.compile("[\u3040-\u30ff]"),
    "Korean": re.compile("[\uac00-\ud7af]"),
    "Arabic": re.compile("[\u0600-\u06ff]"),
    "Hebrew": re.compile("[\u0590-\u05ff]"),
    "Russian, or another language in Cyrillic letters": re.compile("[\u0400-\u04ff]"),
    "Greek": re.compile("[\u0370-\u03ff]"),
    "Hindi, or another language in Devanagari letters": re.compile("[\u0900-\u097f]"),
    "Thai": re.compile("[\u0e00-\u0e7f]"),
}
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_PIECE = re.compile("[^.!?\n;\u3002\uff01\uff1f]+")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_FEW = 2  # little words that one language must have, and more of them than English
_MOSTLY = 0.3  # of the letters
_WHY = "This looks like {}. Statements are read in English only, so nothing was taken from it."


def foreign_passages(text: str) -> Iterator[Problem]:
    """Passages in another language than English, each as one problem that names the language."""
    if not _may_be_foreign(text):
        return
    passage: Span | None = None
    spoken = _ENGLISH
    for piece in _PIECE.finditer(text):
        language = _language_of(piece.group(), spoken) or spoken
        if passage and language != spoken:
            yield from _problem(text, passage, spoken)
            passage = None
        spoken, here = language, Span(*piece.span())
        if spoken != _ENGLISH:
            passage = passage.joined(here) if passage else here
    if passage:
        yield from _problem(text, passage, spoken)


@cache
def _languages() -> Mapping[str, tuple[str, ...]]:
    """The languages that each little word tells of."""
    said = {
        language: words.split()
        for language, words in tomllib.loads(_LITTLE_WORDS.read_text(encoding="utf-8")).items()
    }
    english = dict.fromkeys(said.pop(_ENGLISH), (_ENGLISH,))
    others: dict[str, tuple[str, ...]] = {}
    for language, words in said.items():
        for word in words:
            others[word] = (*others.get(word, ()), language)
    return others | english


def _may_be_foreign(text: str) -> bool:
    telling = (_languages().get(word, ()) for word in _words_of(text))
    return sum(_ENGLISH not in each for each in telling if each) >= _FEW or bool(_script_of(text))


def _language_of(piece: str, spoken: str) -> str | None:
    """None where nothing tells. Where two languages share the little words, the one `spoken` goes on."""
    script = _script_of(piece)
    if script:
        return script
    counts = Counter(language for word in _words_of(piece) for language in _languages().get(word, ()))
    english = counts.pop(_ENGLISH, 0)
    language, most = max(counts.items(), key=lambda each: (each[1], each[0] == spoken), default=("", 0))
    if most >= _FEW and most > english:
        return language
    return _ENGLISH if english else None


def _script_of(text: str) -> str | None:
    if not _BEYOND_ASCII.search(text):
        return None
    letters = sum(map(str.isalpha, text)) or 1
    counts = {language: len(script.findall(text)) for language, script in _SCRIPTS.items()}
    language = max(counts, key=lambda each: counts[each])
    if language == "Chinese" and counts["Japanese"]:
        language, counts["Japanese"] = "Japanese", counts["Japanese"] + counts["Chinese"]
    return language if counts[language] / letters > _MOSTLY else None


def _words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _problem(text: str, passage: Span, language: str) -> Iterator[Problem]:
    words = text[passage.start : passage.end]
    start = passage.start + len(words) - len(words.lstrip())
    said = words.strip()
    if said:
        why = _WHY.format(language)
        yield Problem(start, start + len(said), said, why, "Please write this part in English.")
