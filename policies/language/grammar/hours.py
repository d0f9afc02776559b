"""Weekly hours: days and times in either order, lists of days, split days, open ends."""

import re
from collections.abc import Iterator

from policies.language.grammar.clock_times import read_end, read_overnight, read_range, read_start
from policies.language.grammar.findings import Finding, HoursFound, Problem
from policies.language.grammar.scope import is_elsewhere
from policies.language.grammar.sentences import Sentence, Span
from policies.language.grammar.vocabulary import WEEK, Kind, phrases

_NO_DATE = r"(?!,?(?:M|NM|I))"  # "Saturday, December 17" is a date, not a day of the week
_NO_AMOUNT = r"(?![BUM(%])"
_DAYS = rf"(?P<days>D(?:-D)?(?:(?:,&|,|&)D(?:-D)?)*{_NO_DATE})"
_ITEM = re.compile(
    rf"{_DAYS}"
    rf"|(?P<range>[ab]?T[-u][TN]|[ab]?N[-u]T|[ab]?N[-u]N{_NO_AMOUNT}|b[TN]&[TN]{_NO_AMOUNT})"
    rf"|(?P<until>u[TN]{_NO_AMOUNT})"
    r"|(?P<start>aw?T(?![-u])|T(?=&?w))"
)
_CLOCKS = {Kind.TIME, Kind.NUMBER}
_NOW_AND_THEN = phrases(
    r"every (?:other|second|third|fourth|(?:\d+|two|three|four) weeks)",
    r"alternat\w+",
    r"fortnightly",
    r"bi-?weekly",
    r"(?:first|second|third|fourth|last) (?:\w+ )?of (?:the|each|every) month",
)
_LATER = re.compile(r"\s(?:(?:and|or) )?(?:later|after|onwards?)\b")
_KINDS = (
    (
        "sessions",
        re.compile(r"\bsessions?\b|\bappointments?\b|\bdrop-?in|\bwalk-?in|\b(?:see|meet)\b|\bbooking\b"),
    ),
    (
        "phone",
        re.compile(r"\b(?:answers? (?:the )?(?:tele)?phones?|phone hours|by (?:tele)?phone|phone lines?)\b"),
    ),
    (
        "office",
        re.compile(
            r"\boffice\b|\bbusiness\b|\bi work\b|\bwe work\b|\bworking hours\b|\bopen\b|\breception\b"
        ),
    ),
)
_CHANNEL_HOURS = re.compile(r"\b(?:check|read|monitor|look at|answer)s?\b (?:my |our |the )?$")


def read(sentence: Sentence) -> Iterator[Finding]:
    if is_elsewhere(sentence):
        return
    yield from _always(sentence)
    for clause in sentence.clauses:
        windows = list(_windows(clause, kind_of(sentence)))
        now_and_then = _NOW_AND_THEN.search(clause.plain)
        if windows and now_and_then:
            yield _which_weeks(clause, clause.place(now_and_then))
        else:
            yield from windows


def kind_of(sentence: Sentence) -> str:
    for token in sentence.tokens:
        before = sentence.plain[: token.span.start - sentence.start]
        if token.kind == Kind.CHANNEL and _CHANNEL_HOURS.search(before):
            return token.value
    return next((kind for kind, words in _KINDS if words.search(sentence.plain)), "contact")


def days_of(values: tuple[str, ...], shape: str) -> tuple[str, ...]:
    """The days named by tokens of this shape: `MO-TH&SA` is Monday to Thursday and Saturday."""
    named: set[str] = set()
    remaining, last = iter(values), WEEK[0]
    for before, kind in zip(" " + shape, shape, strict=False):
        if kind == Kind.DAY:
            these = next(remaining).split()
            named |= _from_to(last, these[-1]) if before == Kind.TO else set(these)
            last = these[-1]
    return tuple(day for day in WEEK if day in named)


def _from_to(first: str, last: str) -> set[str]:
    begin, end = WEEK.index(first), WEEK.index(last)
    return {WEEK[i % len(WEEK)] for i in range(begin, end + 1 if begin <= end else end + 1 + len(WEEK))}


def _windows(clause: Sentence, kind: str) -> Iterator[Finding]:
    """Times belong to the days before them; where times come first, to the days after them."""
    days: tuple[str, ...] = ()
    waiting: list[tuple[Span, str, str | None]] = []
    start_said: str | None = None
    for item in _ITEM.finditer(clause.shape):
        span = clause.covering(item.start(), item.end())
        if item["days"]:
            days = days_of(_values(clause, item, {Kind.DAY}), item.group())
            yield from (HoursFound(_join(at, span), kind, days, start, end) for at, start, end in waiting)
            waiting, days = [], () if waiting else days
            continue
        times = _times(clause, item, start_said)
        if times is None:
            continue
        start_said = times[0]
        if days:
            yield HoursFound(span, kind, days, *times)
        else:
            waiting.append((span, *times))
    yield from (_which_days(clause, span) for span, _, end in waiting if end)


def _times(clause: Sentence, item: re.Match[str], start_said: str | None) -> tuple[str, str | None] | None:
    values = _values(clause, item, _CLOCKS)
    if item["range"]:
        overnight = clause.plain.startswith(" the next day", _offset(clause, item.end() - 1))
        return read_overnight(*values) if overnight else read_range(*values)
    if item["until"]:
        end = read_end(values[0], start_said) if start_said else None
        return (start_said, end) if start_said and end else None
    if item.group() == Kind.TIME.value and not _LATER.match(clause.plain, _offset(clause, item.end() - 1)):
        return None
    start = read_start(values[0])
    return (start, None) if start else None


def _values(clause: Sentence, item: re.Match[str], kinds: set[Kind]) -> tuple[str, ...]:
    return tuple(token.value for token in clause.tokens[item.start() : item.end()] if token.kind in kinds)


def _offset(clause: Sentence, token: int) -> int:
    return clause.tokens[token].span.end - clause.start


def _join(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))


def _which_days(clause: Sentence, span: Span) -> Problem:
    return Problem(
        span.start,
        span.end,
        clause.words(span),
        "The times are clear, but not the days they are meant for.",
        f"Monday to Friday, {clause.words(span)}",
    )


def _which_weeks(clause: Sentence, span: Span) -> Problem:
    return Problem(
        span.start,
        span.end,
        clause.words(span),
        "These hours do not come back every week, and the weeks are not said; they were left out.",
        "add the date of one such week to the policy",
    )


def _always(sentence: Sentence) -> Iterator[HoursFound]:
    """Only a telephone that is answered "24/7" makes hours of it; other uses are about something else."""
    negated = re.search(r"\bnot\b|n't\b", sentence.plain)
    answered = re.search(
        r"\b(?:on call|available|answered|reach) (?:\w+ )?by (?:tele)?phone\b", sentence.plain
    )
    for token in sentence.tokens:
        if token.kind == Kind.ALWAYS and answered and not negated:
            yield HoursFound(token.span, "phone", WEEK, "00:00", "24:00")
