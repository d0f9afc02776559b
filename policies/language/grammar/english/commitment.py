"""How soon a reply comes. A duration is a response time only beside a word for replying; none is invented."""

import re
from collections.abc import Iterator, Sequence

from policies.language.grammar.english.amounts import Amount, amounts
from policies.language.grammar.english.commitment_words import (
    AFTER_HOURS,
    AT_TIMES,
    CONTACT_HOURS,
    CUT_OFF,
    EXCEPTED,
    LATER,
    MATTERS,
    WORKING,
)
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.patterns import Pattern, pattern, phrases
from policies.language.grammar.english.reply_times import reply_times
from policies.language.grammar.english.reply_words import (
    ASKED_ANYTHING_ELSE,
    ASKED_HOW_SOON,
    REPLY,
    THE_CLIENTS,
)
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import ClockFound, CommitmentFound, Finding
from policies.language.grammar.places import Span

_IF_NONE_CAME = pattern(
    r"\bif (?:you|i|we|there)(?: have|'ve| do| has|'s| is)?(?:n't| not)\b[^,;]*$",
    r"\bif no (?:reply|response)\b[^,;]*$",
)
_GOES_ON = pattern(
    r"^(?:this|that|it|these|excluding|except|not including|weekends?|holidays?|please note)\b"
)
_NOT_COUNTED = phrases(
    *(r"exclud\w+", r"not (?:includ\w+|count\w*)", "except", "do(?:es)?n't (?:include|count)"),
    "only (?:counts?|includes?)",
)
# a colon stays where a length follows it: "After hours: the next business day"
_LENGTH_BEHIND = r"\s*(?:\w+ ){0,2}(?:\d|one|two|three|next|same|following)"
_CLAUSE = re.compile(
    rf"[;•]|:(?=\s|$)(?!{_LENGTH_BEHIND})|\s-\s(?!\d|\w+ (?:business|working) )"
    r"|,?\s(?:but|however|although|whereas)\b|,\s(?=not\b(?! (?:count|includ)))"
)
_LABELLED = pattern(r"^[^:]{0,60}:\s", r"^(?:\w+ ){1,3}- ")
_FAR = Span(-(10**6), -(10**6))


def read(sentence: Sentence) -> Iterator[Finding]:
    heading: tuple[str, ...] = ()
    before: Amount | None = None
    for clause in sentence.split(_CLAUSE):
        channels = clause.said(Kind.CHANNEL)
        said = list(amounts(clause, before))
        if _may_speak_of_replies(sentence, clause, named=bool(heading), channels=channels):
            yield from _commitments(sentence, clause, said, heading or _above(sentence))
        heading = heading or channels
        before = said[-1] if said else before
    if (
        _GOES_ON.match(sentence.plain)
        and _NOT_COUNTED.search(sentence.plain)
        and WORKING.search(sentence.plain)
    ):
        yield ClockFound(sentence.span, "working_days")


def _may_speak_of_replies(
    sentence: Sentence, clause: Sentence, *, named: bool, channels: tuple[str, ...]
) -> bool:
    """Beside a word for replying, or under a channel or such a word as in "Email: 2 business days"."""
    if REPLY.search(sentence.plain) or (named and not channels):
        return True
    if channels and (clause.said(Kind.BUSINESS) or _LABELLED.match(clause.plain)):
        return True
    if _LABELLED.match(clause.plain) and _about(clause.plain):
        return True
    heading, label = sentence.heading, sentence.label
    return bool((heading and _asks_how_soon(heading)) or (label and label.said(Kind.CHANNEL)))


def _asks_how_soon(heading: Sentence) -> bool:
    if REPLY.search(heading.plain):
        return True
    return bool(ASKED_HOW_SOON.search(heading.plain) and not ASKED_ANYTHING_ELSE.search(heading.plain))


def _above(sentence: Sentence) -> tuple[str, ...]:
    """The one channel of a heading such as "Email"."""
    named = set(sentence.label.said(Kind.CHANNEL)) if sentence.label else set()
    return tuple(named) if len(named) == 1 else ()


def _commitments(
    sentence: Sentence, clause: Sentence, said: Sequence[Amount], heading: tuple[str, ...]
) -> Iterator[Finding]:
    found = reply_times(clause, said)
    named = _channels_of(clause, [span for span, _ in found], next(iter(heading), None))
    for index, (span, commitment) in enumerate(found):
        if (index and span.start < found[index - 1][0].end) or _is_not_ours(sentence, clause, span):
            continue
        until = found[index + 1][0].start if index + 1 < len(found) else clause.span.end
        when = _when(sentence, clause, span, until)
        matter = _matter(clause, found[index - 1][0].end if index else clause.start, span)
        asked = commitment["clock"] == "contact_hours" and not CONTACT_HOURS.search(clause.plain)
        whole = clause.span if when else span
        yield CommitmentFound(whole, commitment, named[index], matter, when, sentence.text, asked)


def _is_not_ours(sentence: Sentence, clause: Sentence, span: Span) -> bool:
    """Whether the words nearest to a duration make it the client's notice, a wait or a length."""
    if _IF_NONE_CAME.search(clause.plain_before(span)):
        return True
    theirs = _nearest(sentence, THE_CLIENTS, span)
    return theirs is not _FAR and span.distance(theirs) < span.distance(_nearest(sentence, REPLY, span))


def _nearest(sentence: Sentence, words: Pattern, span: Span) -> Span:
    places = (sentence.place(match) for match in words.finditer(sentence.plain))
    return min(places, key=span.distance, default=_FAR)


def _channels_of(clause: Sentence, spans: Sequence[Span], heading: str | None) -> list[str | None]:
    """For each duration the channel named last before it; where none is before the first, next behind it.

    One that has none is that of the duration before: "calls within one day, usually the same day".
    """
    channels = [token for token in clause.tokens if token.kind == Kind.CHANNEL]
    if list(spans) == [clause.span]:
        every = {token.value for token in channels}
        return [every.pop() if len(every) == 1 else heading]
    bounds = [clause.span.start, *(span.end for span in spans)]
    ends = [*(span.start for span in spans), clause.span.end]
    between = [
        [token.value for token in channels if begin <= token.span.start < end]
        for begin, end in zip(bounds, ends, strict=True)
    ]
    named: list[str | None] = []
    for index in range(len(spans)):
        if between[0]:
            before = (
                set(between[index]) if index else {between[0][-1]} if len(set(between[0])) == 1 else set()
            )
            said = between[index][-1] if before else None
        else:
            said = next(iter(between[index + 1]), None)
        named.append(said or (named[-1] if named else heading))
    return named


def _matter(clause: Sentence, after: int, span: Span) -> str | None:
    first = after == clause.start
    about = clause.plain if first else clause.plain[after - clause.start : span.start - clause.start]
    return _about(about) or (_about(clause.heading.plain) if first and clause.heading else None)


def _about(words: str) -> str | None:
    return next((name for name, phrases in MATTERS if phrases.search(words)), None)


def _when(sentence: Sentence, clause: Sentence, span: Span, until: int) -> str | None:
    """The case that a reply time was said for, where it was not said for every one.

    What stands behind it, up to the next reply time at `until`, is about this one.
    """
    before, behind = (
        clause.plain[: span.start - clause.start],
        clause.plain[span.end - clause.start : until - clause.start],
    )
    early = CUT_OFF.search(before)
    if early:
        return "after_hours" if LATER.search(before, early.end()) else "cut_off"
    if CUT_OFF.search(behind):
        return "cut_off"
    late = AFTER_HOURS.search(before or sentence.plain_before(span)) or AFTER_HOURS.search(behind)
    if late and not EXCEPTED.search(late.string[: late.start()]):
        return "after_hours"
    return "away" if AT_TIMES.search(before) else None
