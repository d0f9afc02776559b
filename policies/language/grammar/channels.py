"""Which ways of getting in touch are welcome, which are not, and what they are for."""

import re
from collections.abc import Iterator

from policies.language.grammar.emergency import NUMBERS, PRACTICE_LINE
from policies.language.grammar.findings import ChannelFound
from policies.language.grammar.scope import HELPLINE
from policies.language.grammar.sentences import Sentence, Token
from policies.language.grammar.vocabulary import Kind, phrases

_NOT_DOING = (
    r"(?:\b(?:do|does|can|will|am|are|is)(?: not|n't)|\bcannot|\bnever|\bno longer) (?:\w+ ){0,2}?"
    r"(?:use|accept|offer|take|pick up|provide|communicate|do|respond|reply|answer|monitor)"
)
_REFUSING = re.compile(rf"{_NOT_DOING}(?: \w+){{0,3}} ?$|(?:^|[,;:] ?)no $|\bnot (?:by|via|through) $")
_UNUSED = r"not (?:used|available|accepted|offered|monitored|in use)\b(?! (?:at|on|in|outside)\b)"
_REFUSED = re.compile(rf"^(?: \w+)? (?:is |are )?{_UNUSED}")
_REFUSED_BELOW = re.compile(rf"^(?:{_UNUSED}|no\b|never\b)")
_BARE_DENIAL = re.compile(
    r"\bno(?:thing)?\b[^.;]*$|\b(?:never|do not|don't) (?:use|send) $|\bcan(?:no|')t match\b"
)
_DISCOURAGED = re.compile(r"\b(?:do not|don't) recommend\b")
_AT_TIMES = phrases(
    r"week-?ends?",
    r"evenings?",
    r"holidays?",
    r"after[- ]hours",
    r"outside",
    r"overnight",
    r"always",
    r"immediately",
    r"right away",
)
_ON_CALL = re.compile(r"\bon[ -]$")
_NOT_AN_INVITATION = re.compile(r"\b(?:staff |urgent care |of your |first )$|\bthan (?:an? )?$")
_IN_CRISIS = re.compile(r"\bin (?:a |an )?(?:crisis|emergency)\b|\bfor (?:a )?(?:crises|crisis|emergenc)")
_ARRANGING = (
    r"(?:re-?)?schedul\w*|(?:re-?)?arrang\w+|administrative|administration|admin|logistics?|practical|billing|"
    r"appointment (?:reminders?|changes?)|appointments?|cancel\w*"
)
_ONLY_ARRANGING = re.compile(
    rf"\bonly\b[^.;]{{0,50}}\b(?:{_ARRANGING})\b|\b(?:{_ARRANGING})\b[^.;]{{0,50}}\bonly\b"
    rf"|\blimited (?:to )?(?:{_ARRANGING})\b|\b(?:brief|on|about) (?:brief )?(?:{_ARRANGING})\b"
    rf"|^(?:\W|\w+ ){{0,3}}\W*(?:{_ARRANGING})\b"
)
_TO_CHANGE = re.compile(r"\bto (?:cancel|change|reschedule)\b")
_ONLY_URGENT = re.compile(
    r"\burgent (?:matters |messages )?only\b|\bonly (?:for|in|when) [\w ]{0,20}urgent\b"
)
_FREELY = phrases(
    r"freely",
    r"as (?:often|much) as you like",
    r"whatever you like",
    r"clinical questions",
    r"happy to receive",
)
_POINTING_BACK = re.compile(r"^(?:this|these|it|they)\b")


def read(sentence: Sentence) -> Iterator[ChannelFound]:
    heading: list[Token] = []
    if _POINTING_BACK.match(sentence.plain) and sentence.before:
        heading = _channels(sentence.before)
    for clause in sentence.clauses:
        named = [] if _is_emergency(clause) else _channels(clause)
        use = _use(clause, heading)
        if heading and _REFUSED_BELOW.match(clause.plain):
            yield from (ChannelFound(clause.span, token.value, accepted=False) for token in heading)
        yield from (found for token in named for found in _rule(clause, token, use))
        if use and not named:
            yield from (ChannelFound(clause.span, token.value, accepted=True, use=use) for token in heading)
        heading = named or heading


def _rule(clause: Sentence, token: Token, use: str | None) -> Iterator[ChannelFound]:
    before = clause.plain[: token.span.start - clause.start]
    after = clause.plain[token.span.end - clause.start :]
    if _NOT_AN_INVITATION.search(before) or (token.value == "phone" and _ON_CALL.search(before)):
        return
    if _TO_CHANGE.search(after):
        use = "scheduling_only"
    only_at_times = _AT_TIMES.search(clause.plain) or _IN_CRISIS.search(clause.plain)
    if not only_at_times and (_REFUSING.search(before) or _REFUSED.search(after)):
        yield ChannelFound(token.span, token.value, accepted=False)
    elif _DISCOURAGED.search(before) or not _BARE_DENIAL.search(before):
        yield ChannelFound(token.span, token.value, accepted=True, use=use)


def _use(clause: Sentence, heading: list[Token]) -> str | None:
    if _ONLY_URGENT.search(clause.plain):
        return "urgent_only"
    if _FREELY.search(clause.plain):
        return "any"
    if not _ONLY_ARRANGING.search(clause.plain):
        return None
    starts_with_it = re.match(rf"\W*(?:limited )?(?:{_ARRANGING})", clause.plain)
    return "scheduling_only" if heading or not starts_with_it else None


def _channels(clause: Sentence) -> list[Token]:
    return [token for token in clause.tokens if token.kind == Kind.CHANNEL]


def _is_emergency(clause: Sentence) -> bool:
    """In "call or text 988" nobody is invited to call the practice."""
    if PRACTICE_LINE.search(clause.plain):
        return "our main number" not in clause.plain
    return bool(NUMBERS.search(clause.plain) or HELPLINE.search(clause.plain))
