"""What a channel is for: scheduling alone, urgent matters alone, or anything."""

import re

from policies.language.grammar.english.patterns import any_of, pattern, phrases, words
from policies.language.grammar.english.text import Sentence

_OFFICE_WORK = words(
    r"scheduling rescheduling administrative administration admin logistic\w* practical(?:ities)? billing"
)
ARRANGING = any_of(
    _OFFICE_WORK,
    *(r"(?:re-?)?schedul\w*", r"(?:re-?)?arrang\w+", r"cancel\w*", "(?:re-?)?book(?:ing)?s?", r"confirm\w*"),
    "(?:(?:appointment|session) )?(?:reminders?|changes?|times|bookings?)",
    *("appointments?", "running (?:late|behind)", "lateness", "directions", "receipts", "housekeeping"),
)
_ONLY = any_of(
    words("only solely exclusively strictly purely just limit(?:ed)? restrict(?:ed)? reserved? confined?"),
    "nothing but",
    r"ke(?:ep|pt) (?:\w+ )?(?:brief|to)",
)
_ALONE = any_of("only", "alone", "exclusively", "(?:and )?nothing (?:else|more)")
_OTHER_THAN = any_of(
    *("other than", "except (?:for|to|about|when)", "apart from", "beyond", "for anything but"),
    "unless (?:it is |it's )?(?:about|to|for)",
)
_NEAR = r"[^.;]{0,60}?"
_THINGS = "(?:issues|matters|questions|things|purposes|concerns|reasons)"
_ARRANGING_ONLY = pattern(
    rf"\b{_ONLY}\b{_NEAR}\b{ARRANGING}\b",
    rf"\b{ARRANGING}\b[^.;]{{0,50}}\b{_ALONE}\b",
    rf"\b(?:brief|on|about) (?:brief )?{ARRANGING}\b",
    rf"\bfor (?:\w+ )?{ARRANGING} {_THINGS}\b",
    rf"\bfor {_THINGS} (?:regarding|related to|relating to|concerning|about) {ARRANGING}\b",
    rf"(?:\bnot|\bnever|n't)\b{_NEAR}\b{_OTHER_THAN}\b{_NEAR}\b{ARRANGING}\b",
    rf"^(?:\W|\w+ ){{0,3}}\W*{_OFFICE_WORK}\b",
)
_STARTS_WITH_IT = re.compile(rf"\W*(?:limited )?{_OFFICE_WORK}")
_NOT_ONLY = phrases("not (?:only|just)")
_TO_CHANGE = pattern(r"^[^.;]{0,20}?\bto (?:cancel|change|re-?schedule)\b")
_MAY = phrases("may", "can", "welcome to", "feel free to")
_URGENT_ONLY = pattern(
    r"\burgent (?:matters |messages |issues |needs )?only\b",
    r"\bonly (?:for|in|when|if) [\w ]{0,20}urgent\b",
    r"\b(?:for|in) (?:\w+ )?(?:urgent (?:matters|needs|situations)|emergencies) only\b",
)
_FREELY = phrases(
    "freely",
    "as (?:often|much) as you like",
    "whatever you like",
    "non-urgent (?:clinical )?questions",
    "happy to receive",
    "(?:anything|whatever) (?:is )?(?:on your mind|you(?:'d| would)? (?:like|want))",
    "between[- ]session (?:support|updates)",
)


def use_of(clause: Sentence, *, headed: bool) -> str | None:
    """`headed`: the clause stands under the channel, as in "Text: scheduling"."""
    if _URGENT_ONLY.search(clause.plain):
        return "urgent_only"
    if _FREELY.search(clause.plain):
        return "any"
    if not _ARRANGING_ONLY.search(clause.plain) or _NOT_ONLY.search(clause.plain):
        return None
    return "scheduling_only" if headed or not _STARTS_WITH_IT.match(clause.plain) else None


def is_for_changes(clause: Sentence, after: str) -> bool:
    """As in "you may email us to cancel, change or reschedule": more than that is not offered."""
    return bool(_TO_CHANGE.search(after) and _MAY.search(clause.plain))
