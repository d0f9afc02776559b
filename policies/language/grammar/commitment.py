"""How soon a reply comes. A duration is a response time only beside a word for replying; none is invented."""

import re
from collections.abc import Iterator

from policies.domain.duration import parse_duration
from policies.language.grammar.findings import CommitmentFound, Finding, Json, NoteFound, Problem
from policies.language.grammar.scope import REPLY
from policies.language.grammar.sentences import Sentence, Span
from policies.language.grammar.vocabulary import Kind, phrases

_DURATION = re.compile(r"(?:N(?:-|&)(?=N))?N(?:\(N\))?-?B?U")
_WORKING_DAY = r"(?:business|working|work|week)[ -]?day"
_NEXT_DAY = phrases(
    r"(?P<same>same(?: (?:business|working|work))?[- ]day)",
    rf"(?:next|following|first) {_WORKING_DAY}",
    r"waits? (?:for|until) (?:normal )?(?:business|working|office) hours",
)
_NO_NUMBER = phrases(
    r"as (?:soon|promptly|quickly) as (?:possible|i can|we can|i am able|we are able)(?: to)?",
    r"in a timely (?:manner|fashion|way)",
    r"promptly",
    r"no guarantee of a (?:response|reply)[\w ]{0,40}",
    r"(?:several|a few) hours or (?:possibly )?(?:several|a few) days",
    r"when i (?:can|am able)",
)
_DEADLINE = re.compile(r"T(?:w?)D")
_CLIENTS_OWN = phrases(
    r"notice",
    r"cancel\w*",
    r"in advance",
    r"not (?:call|contact|text)",
    r"before (?:your|the)",
    r"late",
    r"ahead",
    r"prior to",
    r"sessions? (?:last|are)",
    r"appointments? (?:last|are|is)",
    r"open within",
    r"first appointment",
)
_CLOSER_THAN = 45  # characters between a duration and the words that make it the client's
_PREFIX = re.compile(r"\b(?:within|in|up to|no later than|by)(?: the)?(?: next)? ?$")
_WORKING = re.compile(
    r"weekday|week-day|business|working|week-?ends?|office hours|mon(?:day)? ?(?:-|to|through) ?fri(?:day)?"
)
_CONTACT_HOURS = re.compile(r"\bcounted in contact hours\b")
_USUALLY = phrases(
    *(r"typically", r"usual(?:ly)?", r"aim", r"attempt", r"best", r"try", r"tries", r"strive", r"normally"),
    *(r"generally", r"may", r"might", r"hope", r"average", r"mostly", r"approximately", r"about", r"goal"),
    *(r"endeavou?r", r"often", r"expect", r"as a rule"),
)
_MATTERS = (
    ("refill", phrases(r"refills?(?: requests)?", r"prescriptions?", r"medication requests?")),
    ("paperwork", phrases(r"paperwork", r"letters?", r"forms", r"reports?")),
    ("scheduling", phrases(r"messages about scheduling")),
    ("between_session_note", phrases(r"notes between sessions")),
    ("urgent", phrases(r"(?<!non-)(?<!not )urgent")),
)
_AFTER_HOURS = phrases(r"after[- ]hours", r"outside", r"week-?ends?", r"evenings?", r"holidays?")
_DAYS_A_WEEK = 7


def read(sentence: Sentence) -> Iterator[Finding]:
    heading: tuple[str, ...] = ()
    for clause in sentence.clauses:
        channels = clause.said(Kind.CHANNEL)
        if (
            REPLY.search(clause.plain)
            or (heading and not channels)
            or (channels and clause.said(Kind.BUSINESS))
        ):
            yield from _commitments(sentence, clause, heading)
        heading = heading or channels


def _commitments(sentence: Sentence, clause: Sentence, heading: tuple[str, ...]) -> Iterator[Finding]:
    found = sorted((*_amounts(clause), *_days(clause), *_wordings(clause)), key=lambda pair: pair[0])
    after = clause.start
    for span, commitment in found:
        if _is_the_clients(clause, span):
            continue
        channel = _channel(clause, after, span) or (heading[0] if heading else None)
        matter = _matter(clause, after, span)
        if commitment["within"] == "P1D" and _AFTER_HOURS.search(
            sentence.plain[: span.start - sentence.start]
        ):
            yield NoteFound(clause.span, clause.text)  # a second clock, which a policy does not hold
            continue
        yield CommitmentFound(span, commitment, channel, matter)
        if commitment["clock"] == "contact_hours" and not _CONTACT_HOURS.search(clause.plain):
            yield _question(clause, span, commitment)
        after = span.end


def _amounts(clause: Sentence) -> Iterator[tuple[Span, Json]]:
    for match in _DURATION.finditer(clause.shape):
        tokens = clause.tokens[match.start() : match.end()]
        numbers = [int(re.sub(r"\D", "", token.value) or 0) for token in tokens if token.kind == Kind.NUMBER]
        if "(" in match.group():
            numbers = numbers[:1]
        business = any(token.kind == Kind.BUSINESS for token in tokens)
        unit = tokens[-1].value
        if _is_reply_time(max(numbers), unit):
            span = clause.covering(match.start(), match.end())
            yield _with_preposition(clause, span), _commitment(clause, numbers, unit, business=business)


def _commitment(clause: Sentence, numbers: list[int], unit: str, *, business: bool) -> Json:
    least = _iso(min(numbers), unit) if len(set(numbers)) > 1 else None
    return _saying(
        clause, within=_iso(max(numbers), unit), clock=_clock(clause, unit, business=business), at_least=least
    )


def _clock(clause: Sentence, unit: str, *, business: bool) -> str:
    if (business and unit == "hour") or _CONTACT_HOURS.search(clause.plain):
        return "contact_hours"
    return "working_days" if business or _WORKING.search(clause.plain) else "calendar"


def _is_reply_time(amount: int, unit: str) -> bool:
    try:
        parse_duration(_iso(amount, unit))
    except ValueError:
        return False
    return True


def _iso(amount: int, unit: str) -> str:
    if unit == "week":
        return f"P{amount * _DAYS_A_WEEK}D"
    return f"P{amount}D" if unit == "day" else f"PT{amount}{unit[0].upper()}"


def _days(clause: Sentence) -> Iterator[tuple[Span, Json]]:
    for match in _NEXT_DAY.finditer(clause.plain):
        within = "P0D" if match["same"] else "P1D"
        yield (
            _with_preposition(clause, clause.place(match)),
            _saying(clause, within=within, clock="working_days", at_least=None),
        )


def _wordings(clause: Sentence) -> Iterator[tuple[Span, Json]]:
    if re.search(r"can(?:no|')t promise", clause.plain):
        return
    wording = _NO_NUMBER.search(clause.plain)
    if wording:
        span = clause.place(wording)
        yield span, _saying(clause, within=None, clock="calendar", at_least=None, words=clause.words(span))
    elif _DEADLINE.search(clause.shape) and re.search(
        r"\b(?:respon|repl|answer)\w*\b.{0,20}\bby\b", clause.plain
    ):
        yield clause.span, _saying(clause, within=None, clock="calendar", at_least=None, words=clause.text)


def _saying(
    clause: Sentence, *, within: str | None, clock: str, at_least: str | None, words: str | None = None
) -> Json:
    firmness = "usual" if _USUALLY.search(clause.plain) or within is None else "promised"
    return {"within": within, "clock": clock, "at_least": at_least, "firmness": firmness, "words": words}


def _with_preposition(clause: Sentence, span: Span) -> Span:
    before = _PREFIX.search(clause.plain[: span.start - clause.start])
    return Span(clause.start + before.start(), span.end) if before else span


def _is_the_clients(clause: Sentence, span: Span) -> bool:
    """Whether the words next to a duration make it the client's notice, a wait or a length."""
    low = max(0, span.start - clause.start - _CLOSER_THAN)
    near = clause.plain[low : span.end - clause.start + _CLOSER_THAN]
    return bool(_CLIENTS_OWN.search(near)) and "no guarantee" not in near


def _channel(clause: Sentence, after: int, span: Span) -> str | None:
    """The channel named last before the duration, or, where none is, first after it."""
    channels = [token for token in clause.tokens if token.kind == Kind.CHANNEL]
    before = [token.value for token in channels if after <= token.span.start < span.start]
    behind = [token.value for token in channels if token.span.start >= span.end]
    if after > clause.start:  # a second duration: what follows the first may belong to a third
        return before[-1] if before else None
    if len(set(before)) > 1:
        return None
    return before[-1] if before else next(iter(behind), None)


def _matter(clause: Sentence, after: int, span: Span) -> str | None:
    first = after == clause.start
    about = clause.plain if first else clause.plain[after - clause.start : span.start - clause.start]
    return next((name for name, words in _MATTERS if words.search(about)), None)


def _question(clause: Sentence, span: Span, commitment: Json) -> Problem:
    """Hours of business are read in two ways: by some as hours at the desk, by others as so many days."""
    hours = int(re.sub(r"\D", "", str(commitment["within"])))
    said = clause.words(span)
    return Problem(
        span.start,
        span.end,
        said,
        f"Business hours can be read in two ways: counted only while you are open, {hours} of them may take "
        "a week or more. They were read so. If you mean days, please say days.",
        f"within {max(1, hours // 24)} business {'day' if hours <= 24 else 'days'}",  # noqa: PLR2004  (hours in a day)
    )
