"""Paragraphs that keep the clinician's own words, from a fixed phrase up to the paragraph's end.

`describe` writes them so. Whoever writes "In my own words: …" says what no rule needs to understand.
"""

import re
from collections.abc import Iterator

from policies.language.grammar.findings import WordsFound
from policies.language.grammar.places import Span

_CHANNELS = {
    "email": "email",
    "text message": "sms",
    "phone": "phone",
    "portal message": "portal",
    "fax": "fax",
    "chat": "chat",
    "social media": "social",
    "walk-in": "walk_in",
}
_INTRODUCTION = re.compile(
    r"^[ \t]*(?:(?:about (?:(?P<emergency>emergencies)|(?P<cover>cover)|(?P<channel>{}))?, )?in my own words"
    r"|(?P<ending>if we stop working together)|(?P<waiting>while you wait))[ \t]*:\s*(?=\S)".format(
        "|".join(_CHANNELS)
    ),
    re.IGNORECASE | re.MULTILINE,
)
_END = re.compile(r"\n[ \t\r]*\n|\Z")


def own_words(text: str) -> Iterator[WordsFound]:
    end = 0
    for introduction in _INTRODUCTION.finditer(text):
        if introduction.start() < end:  # within such a paragraph
            continue
        paragraph_end = _END.search(text, introduction.end())
        end = paragraph_end.start() if paragraph_end else len(text)
        words = text[introduction.end() : end].rstrip()
        span = Span(introduction.start(), introduction.end() + len(words))
        yield from (
            WordsFound(span, _part(introduction), each, own=True) for each in _each(introduction, words)
        )


def _each(introduction: re.Match[str], words: str) -> Iterator[str]:
    if introduction["waiting"]:
        ideas = (idea.strip() for idea in words.removesuffix(".").split(";"))
        yield from filter(None, ideas)
    else:
        yield words


def _part(introduction: re.Match[str]) -> str:
    if introduction["channel"]:
        return f"channels.{_CHANNELS[introduction['channel'].lower()]}.note"
    parts = {
        "emergency": "emergency.text",
        "cover": "coverage",
        "ending": "ending_care",
        "waiting": "while_you_wait",
    }
    return next((part for group, part in parts.items() if introduction[group]), "notes")
