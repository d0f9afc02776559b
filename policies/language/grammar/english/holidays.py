"""Public holidays: kept in general, or worked, some of them by name."""

import re
from collections.abc import Iterator

from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.patterns import pattern
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import HolidaysFound
from policies.language.grammar.places import Span

_ALL = r"(?:all )?(?:the )?(?:public|federal|national|bank|statutory|legal) holidays"
_KEPT = pattern(rf"\b(?:i|we) (?:observe|keep|take off) {_ALL}\b")
_WORKED = re.compile(
    r"\b(?:(?:i|we) (?P<do>do )?work|(?:i am|i'm|we are|we're|office is) open) (?:on|over|through)"
    rf" (?:(?P<all>{_ALL})|(?P<some>.+))"
)
_NAME = re.compile(r"(?:day|eve|juneteenth|thanksgiving|christmas|easter|friday|monday)\b")
_EACH = re.compile(r", (?:and )?| and ")
_DENIED = re.compile(r"\bnot\b|n't\b|\bnever\b")


def read(sentence: Sentence) -> Iterator[HolidaysFound]:
    if _DENIED.search(sentence.plain):
        return
    kept, worked = _KEPT.search(sentence.plain), _WORKED.search(sentence.plain)
    if kept:
        yield HolidaysFound(sentence.place(kept), observe=True)
    if worked and worked["all"]:
        yield HolidaysFound(sentence.place(worked), observe=False)
    elif worked and _are_names(sentence, worked):
        names = sentence.text[worked.start("some") : worked.end("some")]
        yield HolidaysFound(sentence.place(worked), open_on=tuple(_EACH.split(names)))


def _are_names(sentence: Sentence, worked: re.Match[str]) -> bool:
    """Days of the week are none, though "Good Friday" is."""
    place = Span(sentence.start + worked.start("some"), sentence.start + worked.end("some"))
    kinds = {token.kind for token in sentence.tokens if place.covers(token.span)}
    return not kinds & {Kind.DAY, Kind.NUMBER, Kind.TIME} and bool(
        worked["do"] or _NAME.search(worked["some"])
    )
