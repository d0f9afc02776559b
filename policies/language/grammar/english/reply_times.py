"""Reply times of every shape in which they are said: lengths, days, and words without a number."""

import re
from collections.abc import Iterator, Sequence

from policies.language.grammar.english.amounts import Amount
from policies.language.grammar.english.commitment_words import (
    CONTACT_HOURS,
    DENIED,
    NEXT_DAY,
    NEXT_MORNING,
    NO_NUMBER,
    NO_PROMISE,
    OWN_WORDS,
    SAME_DAY_OR,
    USUALLY,
    WORKING,
)
from policies.language.grammar.english.patterns import pattern
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import Json
from policies.language.grammar.places import Span

Said = tuple[Span, Json]  # where, and the commitment as the document writes it
_DAY_OF_REPLY = pattern(
    r"\b(?:respon|repl|answer|return)\w*\b[^;]{0,20}\b(?:by|that|on|the (?:next|following))\b[^;]{0,12}?"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b",
    r"\b(?:answered|returned|read|dealt with|handled) (?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
    r"(?! ?(?:-|to\b|through\b|and\b|\d))",
)


def reply_times(clause: Sentence, said: Sequence[Amount]) -> list[Said]:
    """In order. Where a number is said, the words beside it such as "as soon as I can" are none."""
    timed = [*_lengths(clause, said), *_days(clause)]
    return sorted(timed or _wordings(clause), key=lambda pair: pair[0])


def _lengths(clause: Sentence, said: Sequence[Amount]) -> Iterator[Said]:
    for amount in said:
        if DENIED.search(clause.plain_before(amount.span)):
            continue
        least = amount.least if amount.least != amount.most else None
        if SAME_DAY_OR.search(clause.plain_before(amount.span)):
            least = "P0D"
        own = OWN_WORDS.search(clause.plain_after(amount.span))
        words = own and _inside(clause, clause.place(own), amount.span.end - clause.start)
        clock = _clock(clause, amount)
        yield (
            amount.span,
            _saying(clause, within=amount.most, clock=clock, at_least=least, words=words or None),
        )


def _own_words(clause: Sentence, said: re.Match[str]) -> str | None:
    """What is said in quotation marks behind it."""
    own = OWN_WORDS.search(clause.plain, said.end())
    return _inside(clause, clause.place(own)) if own else None


def _inside(clause: Sentence, quotation: Span, offset: int = 0) -> str:
    return clause.words(Span(quotation.start + offset + 1, quotation.end + offset - 1))


def _clock(clause: Sentence, amount: Amount) -> str:
    if (amount.business and amount.unit != "day") or CONTACT_HOURS.search(clause.plain):
        return "contact_hours"
    return "working_days" if amount.business or WORKING.search(clause.plain) else "calendar"


def _days(clause: Sentence) -> Iterator[Said]:
    for match in NEXT_DAY.finditer(clause.plain):
        if clause.plain.startswith(", or else", match.end()):
            continue
        said = match.groupdict()
        within = "P0D" if said.get("same") else "P1D"
        clock = "calendar" if said.get("calendar") else "working_days"
        yield (
            clause.place(match),
            _saying(clause, within=within, clock=clock, words=_own_words(clause, match)),
        )
    for match in NEXT_MORNING.finditer(clause.plain):
        clock = "working_days" if WORKING.search(clause.plain) else "calendar"
        yield clause.place(match), _saying(clause, within="P1D", clock=clock)


def _wordings(clause: Sentence) -> Iterator[Said]:
    own = OWN_WORDS.search(clause.plain)
    if own:
        firmness = "usual" if USUALLY.search(clause.plain) else "promised"
        words = _inside(clause, clause.place(own))
        yield clause.place(own), {**_saying(clause, within=None, words=words), "firmness": firmness}
        return
    wording = NO_NUMBER.search(clause.plain)
    denied = wording and DENIED.search(clause.plain[: wording.start()])
    if wording and not denied and not NO_PROMISE.search(clause.plain[: wording.start()]):
        span = clause.place(wording)
        yield span, _saying(clause, within=None, words=clause.words(span))
    elif _DAY_OF_REPLY.search(clause.plain) and not NO_PROMISE.search(clause.plain):
        yield clause.span, _saying(clause, within=None, words=clause.text)


def _saying(
    clause: Sentence,
    *,
    within: str | None,
    clock: str = "calendar",
    at_least: str | None = None,
    words: str | None = None,
) -> Json:
    firmness = "usual" if USUALLY.search(clause.plain) or within is None else "promised"
    return {"within": within, "clock": clock, "at_least": at_least, "firmness": firmness, "words": words}
