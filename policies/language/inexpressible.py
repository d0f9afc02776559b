"""What a policy holds that words cannot say: `understand(describe(policy))` gives back everything else.

Whoever edits a policy by words and by form is told of these parts, so that none is lost unnoticed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations

from policies.domain.document import (
    BoundaryPolicy,
    ChannelRules,
    Clock,
    Commitment,
    Coverage,
    TimeAway,
    Window,
)
from policies.domain.problems import DocumentProblem
from policies.language.describe import describe
from policies.language.grammar.english.sentences import sentences
from policies.language.resource_words import SAYABLE
from policies.language.understand import LONGEST

_PLAIN_NAME = re.compile(r"[^\W\d_][\w .,'\u2019&-]*")
_PLAIN_CONTACT = re.compile(r"[\w+(@][\w .+@()/:-]*")
_PLAIN_MATTER = re.compile(r"[a-z][a-z -]*")
_MINUTE = timedelta(minutes=1)
_DAY = 24 * 60


def inexpressible(policy: BoundaryPolicy) -> tuple[DocumentProblem, ...]:
    """The paths of what would be lost, each with the reason."""
    found = [problem for part in _PARTS for problem in part(policy)]
    if not found and len(describe(policy)) > LONGEST:
        found.append(DocumentProblem("", f"a statement may have {LONGEST:,} characters, and this is longer"))
    return tuple(found)


def _hours(policy: BoundaryPolicy) -> Iterator[DocumentProblem]:
    for kind in ("contact", "office", "sessions", "phone"):
        yield from _windows(f"hours.{kind}", getattr(policy.hours, kind))
    if policy.hours.phone and not _accepts_calls(policy):
        yield DocumentProblem("hours.phone", "hours for calls also say that calls are welcome")


def _accepts_calls(policy: BoundaryPolicy) -> bool:
    return any(channel == "phone" and rules.accepted for channel, rules in policy.channels.items())


def _windows(path: str, windows: Sequence[Window]) -> Iterator[DocumentProblem]:
    for index, window in enumerate(windows):
        if window.anchor and window.every == 1:
            yield DocumentProblem(f"{path}[{index}].anchor", "hours of every week need no date to count from")
    for (_, one), (index, other) in combinations(enumerate(windows), 2):
        if one == other:
            yield DocumentProblem(f"{path}[{index}]", "the same hours are given twice")
        elif _is_weekly(one) and _is_weekly(other) and _overlap(one, other):
            yield DocumentProblem(
                f"{path}[{index}]", "these hours overlap others of the same days; join them into one stretch"
            )


def _is_weekly(window: Window) -> bool:
    return window.every == 1 and not window.first and not window.last


def _overlap(one: Window, other: Window) -> bool:
    same_days = set(one.days) & set(other.days)
    (start, end), (begin, finish) = _stretch(one), _stretch(other)
    return bool(same_days) and start < finish and begin < end


def _stretch(window: Window) -> tuple[int, int]:
    if window.end is None:
        return window.start, max(window.start + 1, _DAY)
    return window.start, window.end if window.end > window.start else window.end + _DAY


def _replies(policy: BoundaryPolicy) -> Iterator[DocumentProblem]:
    if policy.reply:
        yield from _commitment("reply", policy.reply)
    for matter, commitment in policy.matters.items():
        yield from _commitment(f"matters.{matter}", commitment)


def _commitment(path: str, said: Commitment) -> Iterator[DocumentProblem]:
    if said.within is None:
        if not said.words:
            yield DocumentProblem(path, "it gives neither a time nor words")
        if said.clock is not Clock.CALENDAR or said.at_least:
            yield DocumentProblem(path, "without a time there is no clock and no range")
    else:
        if said.within.days is not None and said.clock is Clock.CONTACT_HOURS:
            yield DocumentProblem(
                f"{path}.clock", "days are working days or calendar days; hours are counted in contact hours"
            )
        yield from _range(path, said)
    if said.words and not _is_quotable(said.words):
        yield DocumentProblem(
            f"{path}.words",
            "words for a reply time are one line without a full stop inside or quotation marks",
        )


def _range(path: str, said: Commitment) -> Iterator[DocumentProblem]:
    if said.at_least is None:
        return
    if said.at_least == said.within:
        yield DocumentProblem(f"{path}.at_least", "it is the same as the longest time")
    days = said.at_least.days is not None
    if days and said.at_least.days != 0 and said.clock is Clock.CONTACT_HOURS:
        yield DocumentProblem(f"{path}.at_least", "days are not counted in contact hours")
    if said.at_least.days == 0 and said.clock is Clock.CONTACT_HOURS:
        yield DocumentProblem(f"{path}.at_least", "the same day is not counted in contact hours")


def _is_quotable(words: str) -> bool:
    return words == words.strip() and not re.search('["“”\n\r]', words) and _is_one_sentence(words)


def _is_one_sentence(words: str) -> bool:
    return [each.text for each in sentences(f"x {words} x")] == [f"x {words} x"]


def _is_one_clause(words: str) -> bool:
    return _is_one_sentence(words) and len(next(sentences(f"x {words} x")).clauses) == 1


def _channels(policy: BoundaryPolicy) -> Iterator[DocumentProblem]:
    for channel, rules in policy.channels.items():
        path = f"channels.{channel}"
        if not rules.accepted:
            yield from _refused(path, rules)
            continue
        yield from _windows(f"{path}.hours", rules.hours or ())
        if rules.reply:
            yield from _commitment(f"{path}.reply", rules.reply)
        yield from _paragraph(f"{path}.note", rules.note)


def _refused(path: str, rules: ChannelRules) -> Iterator[DocumentProblem]:
    for name in ("use", "reply", "hours"):
        if getattr(rules, name):
            yield DocumentProblem(f"{path}.{name}", "the channel is not used")
    yield from _paragraph(f"{path}.note", rules.note)


def _closures(policy: BoundaryPolicy) -> Iterator[DocumentProblem]:
    yield from _twice("closed", policy.closed)
    yield from _twice("closed_dates", policy.closed_dates)
    for index, name in enumerate(policy.worked_holidays):
        if re.search(r",| and |[^\w .'\u2019()-]", name) or not _is_one_sentence(name):
            yield DocumentProblem(f"holidays.open_on[{index}]", "a list of holidays cannot hold this name")


def _time_away(policy: BoundaryPolicy) -> Iterator[DocumentProblem]:
    for index, away in enumerate(policy.time_away):
        path = f"time_away[{index}]"
        yield from _moments(path, away)
        if away.coverage:
            yield from _coverage(f"{path}.coverage", away.coverage)
    yield from _paragraph("coverage", policy.coverage)
    if policy.busy:
        yield DocumentProblem("busy", "busy times come from calendars; there are no words for them")


def _moments(path: str, away: TimeAway) -> Iterator[DocumentProblem]:
    for name, moment in (("start", away.start), ("end", away.end)):
        if moment and (moment.second or moment.microsecond):
            yield DocumentProblem(f"{path}.{name}", "times are said in hours and minutes")


def _coverage(path: str, coverage: Coverage) -> Iterator[DocumentProblem]:
    name, contact, matter = coverage.name, coverage.contact, coverage.purpose
    if matter and not name:
        yield DocumentProblem(f"{path}.for", "a matter is said with the name of who covers it")
    if name and (not _PLAIN_NAME.fullmatch(name) or " covers " in name or not _is_one_clause(name)):
        yield DocumentProblem(f"{path}.name", "the name is not plain enough to be found in a sentence")
    for said, words in (("name", name), ("contact", contact)):
        if words and words.endswith((".", "!", "?")):
            yield DocumentProblem(f"{path}.{said}", "leave out the full stop at its end")
    if contact and (not _PLAIN_CONTACT.fullmatch(contact) or not _is_one_clause(contact)):
        yield DocumentProblem(f"{path}.contact", "write a telephone number or an address")
    if matter and (
        not _PLAIN_MATTER.fullmatch(matter)
        or not _is_one_clause(matter)
        or matter in {"for me", "urgent matters"}
    ):
        yield DocumentProblem(
            f"{path}.for", "write what is covered in plain words, such as: medication questions"
        )


def _emergency(policy: BoundaryPolicy) -> Iterator[DocumentProblem]:
    if policy.emergency is None:
        return
    yield from _twice("emergency.resources", policy.emergency.resources)
    for index, token in enumerate(policy.emergency.resources):
        british = token == "111" and (policy.region or "").startswith("GB")  # noqa: S105  a telephone number
        if token not in SAYABLE or british:
            yield DocumentProblem(
                f"emergency.resources[{index}]", "there are no words for it here; add it by form"
            )
        if token == "samaritans" and "116123" in policy.emergency.resources:  # noqa: S105  a helpline
            yield DocumentProblem(f"emergency.resources[{index}]", "116 123 is the same line")
    yield from _paragraph("emergency.text", policy.emergency.text)


def _own_words(policy: BoundaryPolicy) -> Iterator[DocumentProblem]:
    for index, idea in enumerate(policy.while_you_wait):
        if ";" in idea or idea != idea.strip() or idea.endswith(".") or "\n" in idea or "\r" in idea:
            yield DocumentProblem(
                f"while_you_wait[{index}]",
                "an idea is one line without a semicolon or a full stop at its end",
            )
    yield from _paragraph("ending_care", policy.ending_care)
    for index, note in enumerate(policy.notes):
        yield from _paragraph(f"notes[{index}]", note)


def _paragraph(path: str, words: str | None) -> Iterator[DocumentProblem]:
    if words and (words != words.strip() or re.search(r"\n[ \t\r]*\n", words)):
        yield DocumentProblem(
            path, "words are one paragraph, without an empty line and without spaces around them"
        )


def _twice(path: str, said: Iterable[object]) -> Iterator[DocumentProblem]:
    values = list(said)
    for index, value in enumerate(values):
        if value in values[:index]:
            yield DocumentProblem(f"{path}[{index}]", "it is given twice")


_PARTS = (_hours, _replies, _channels, _closures, _time_away, _emergency, _own_words)
