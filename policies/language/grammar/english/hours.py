"""Weekly hours, and what of the times in a sentence is none: cut-offs, quiet times, last appointments."""

import re
from collections.abc import Iterator, Sequence

from policies.language.grammar.english.days_and_times import DaysAndTimes
from policies.language.grammar.english.hours_kinds import part_of
from policies.language.grammar.english.items import TIMES, Item, Said, items
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.patterns import any_of, pattern, phrases, words
from policies.language.grammar.english.recurrence import limited
from policies.language.grammar.english.scope import has_other_peoples_times
from policies.language.grammar.english.seasons import Season, in_season, parts, seasons, shared_days
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.english.vocabulary import WEEK
from policies.language.grammar.findings import (
    DaysOffFound,
    Finding,
    HoursFound,
    WordsFound,
)
from policies.language.grammar.places import Span
from policies.language.grammar.written import Written

_SEGMENT = re.compile(
    r"[;•]|(?<!every day)(?<!daily),? (?:but|however|while|whereas)\b|, and (?=[a-z ]{3,40} (?:is"
    r"|are|see|run) )"
)
_CUT_OFF = pattern(
    r"\b{}\b[^;.]{{0,30}}?\b(?:after|before|outside|by|past)\b (?:\d|noon|mid)".format(
        any_of(
            words(
                r"received sent left arriv\w+ placed made submitted written messages? calls? emails? texts?"
            ),
            *("com(?:e|es|ing) in", "voice ?mails?"),
        )
    )
)
_TO_THE_TIME = r"\b[^,;:(]*$"
_QUIET = pattern(
    *(rf"\b{said}{_TO_THE_TIME}" for said in ("not", "never", "cannot", "no longer", "unable to", "nobody")),
    *(rf"\b{said}{_TO_THE_TIME}" for said in ("no one", "(?:switched|turned) off", "unavailable", "dont")),
    rf"n't{_TO_THE_TIME}",
    rf"\bno (?:calls|texts|emails|messages|replies|contact){_TO_THE_TIME}",
)
_CONDITION = re.compile(r"\bif [^,]*(?:,|$)")
_LAST = phrases(
    r"(?:the )?last (?:\w+ )?(?:appointments?|sessions?|clients?|slots?|bookings?|starting|starts?|one)"
)
_SOME_DAYS = phrases(
    r"(?:on )?(?:some|certain|selected|various|alternating) (?:days|evenings|weekdays|weeks)",
    r"by arrangement",
)
_ANSWERED = phrases(
    r"(?:on call|available|answered|staffed|reach(?:ed|able)?) (?:\w+ )?by (?:tele)?phone",
    "phones? (?:is|are) (?:answered|staffed)",
    "we are open",
    "office is open",
)
_DENIED = pattern(r"\bnot\b", r"n't\b", r"\bno\b", r"\bcannot\b")


def read(sentence: Sentence, written: Written) -> Iterator[Finding]:
    yield from _always(sentence)
    if said := seasons(sentence):
        yield from _of_seasons(sentence, said, written)
        return
    for segment in sentence.split(_SEGMENT):
        if not has_other_peoples_times(segment):
            yield from _segment(segment, sentence, written)


def _of_seasons(sentence: Sentence, said: Sequence[Season], written: Written) -> Iterator[Finding]:
    days = shared_days(sentence)
    for part, season in parts(sentence, said):
        if not has_other_peoples_times(part):
            found = list(_segment(part, sentence, written, days))
            yield from in_season(found, season, sentence, written) if season else found


def _segment(
    segment: Sentence, sentence: Sentence, written: Written, days: tuple[str, ...] = ()
) -> Iterator[Finding]:
    if _CUT_OFF.search(segment.plain) or _SOME_DAYS.search(segment.plain):
        if segment.said(Kind.TIME):
            yield _note(segment, segment.span)
        return
    last = _LAST.search(segment.plain)
    if last and _has_a_time(segment, last.end()):
        yield _note(segment, Span(segment.start + last.start(), segment.span.end))
        segment = segment.part(0, last.start())
    said = list(items(segment))
    reading = DaysAndTimes(segment, part_of(segment, sentence), _days_above(sentence, said) or days)
    found = list(reading.read(said))
    if _is_quiet(segment, said):
        yield from _quiet(segment, said, found, written)
    else:
        yield from limited(segment, found, written)


def _days_above(sentence: Sentence, said: Sequence[Item]) -> tuple[str, ...]:
    """Of the line above, where that names days and nothing else, and these are only times."""
    above = list(items(sentence.label)) if sentence.label else []
    only_days = [each.said for each in above] == [Said.DAYS] and not any(each.days for each in said)
    return above[0].days if only_days else ()


def _is_quiet(segment: Sentence, said: Sequence[Item]) -> bool:
    """Whether it is denied that anybody is there at the first time that is said."""
    first = next((each.span.start for each in said if each.said in TIMES), None)
    before = segment.plain[: first - segment.start] if first is not None else segment.plain
    return bool(_QUIET.search(_CONDITION.sub("", before)))


def _quiet(
    segment: Sentence, said: Sequence[Item], found: Sequence[Finding], written: Written
) -> Iterator[Finding]:
    """Times at which messages are not answered are no hours; whole days are days off."""
    if any(each.said in TIMES for each in said):
        yield _note(segment, segment.span)
    yield from limited(segment, [each for each in found if isinstance(each, DaysOffFound)], written)


def _has_a_time(segment: Sentence, after: int) -> bool:
    return any(
        token.kind in (Kind.TIME, Kind.NUMBER) and token.span.start >= segment.start + after
        for token in segment.tokens
    ) or bool(segment.said(Kind.TIME))


def _note(segment: Sentence, span: Span) -> WordsFound:
    said = segment.words(span)
    return WordsFound(span, "notes", said if "(" in said else said.rstrip(")"))


def _always(sentence: Sentence) -> Iterator[HoursFound]:
    """Only what is answered "24/7" has hours of it; other uses are about something else."""
    if not _ANSWERED.search(sentence.plain) or _DENIED.search(sentence.plain):
        return
    part = "hours.phone" if "phone" in sentence.plain else "hours.office"
    yield from (
        HoursFound(token.span, part, WEEK, "00:00", "24:00")
        for token in sentence.tokens
        if token.kind == Kind.ALWAYS
    )
