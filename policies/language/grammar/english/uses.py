"""What a channel is for: scheduling alone, urgent matters alone, or anything."""

import re

from policies.language.grammar.english.patterns import any_of, pattern, phrases, words
from policies.language.grammar.english.text import Sentence

_OFFICE_WORK = words(
    r"scheduling rescheduling sched non-?clinical administrative administration"
    r" admin(?!\s(?:tele)?(?:phone|team|line|staff))"
    r" logistic\w* practical(?:ities)? billing"
)
ARRANGING = any_of(
    _OFFICE_WORK,
    *(r"(?:re-?)?schedul\w*", r"(?:re-?)?arrang\w+", r"cancel\w*", "(?:re-?)?book(?:ing)?s?", r"confirm\w*"),
    "(?:(?:appointment|session) )?(?:reminders?|changes?|times|bookings?)",
    *("appointments?", "running (?:late|behind)", "lateness", "directions", "receipts", "housekeeping"),
    "(?:the )?(?:dates|times)(?: and (?:dates|times))? of (?:our|your|the)",
)
_TO_ARRANGE = any_of(
    ARRANGING,
    r"(?:set(?:ting)? up|mov(?:e|ing)|chang(?:e|ing)|modify(?:ing)?|sort(?:ing)? out|request(?:ing)?)"
    r"[^.;]{0,30}\b(?:appointments?|sessions?|visits?|meetings?|times?|bookings?)",
    *("invoices?", "paperwork", "forms", "(?:being |if you(?:'re| are) )?(?:late|held up|delayed)"),
    r"(?:let|tell|letting|telling) (?:me|us) (?:know )?(?:\w+ ){0,3}?(?:late|on (?:your|the) way"
    r"|delayed|behind)",
)
_AIM = r"(?:for|to)\b(?: \w+){0,2}?"
_FOR_ARRANGING = pattern(
    rf"(?:\b(?:is|are)|\b(?<!if )it's)(?: (?:very|perfectly|also|really|just|there))*"
    r" (?:(?:ok|okay|fine|welcome|good|great|grand|best|handy|useful|meant|intended|suitable)(?: used)? )?"
    rf"{_AIM} {_TO_ARRANGE}\b",
    rf"\b(?:use|using|used|reserve|reserved|utili[sz]e|utili[sz]ed)\b[^.;]{{0,40}}\b{_AIM} {_TO_ARRANGE}\b",
)
# as in "Texts: for lateness"
_ARRANGING_BELOW = re.compile(
    rf"(?:just |only |mostly )?(?:(?:for|to) (?:\w+ ){{0,2}}?)?{_TO_ARRANGE}\b(?!@)(?!.*\d)"
)
_MORE_THAN_THAT = phrases(
    *("anything", "everything", "whatever", "as well as", "and (?:also|more)", "thoughts", "reflections"),
    *("clinical", "support", "(?:general|other|any) questions", "updates"),
)
_ONLY = any_of(
    words("only solely exclusively strictly purely just limit(?:ed)? restrict(?:ed)? reserved? confined?"),
    "nothing but",
    r"ke(?:ep|pt) (?:\w+ )?(?:brief|to)",
)
_ALONE = any_of("only", "alone", "exclusively", "(?:and )?nothing (?:else|more)", "that(?:'s| is) (?:it|all)")
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
_DENIED = pattern(r"\bnot\b[^,;]*$", r"n't\b[^,;]*$", r"\bnever\b[^,;]*$")
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
    if _is_for_arranging(clause.plain):
        return "scheduling_only"
    if headed and _ARRANGING_BELOW.match(clause.plain) and not _MORE_THAN_THAT.search(clause.plain):
        return "scheduling_only"
    if not _ARRANGING_ONLY.search(clause.plain) or _NOT_ONLY.search(clause.plain):
        return None
    return "scheduling_only" if headed or not _STARTS_WITH_IT.match(clause.plain) else None


def _is_for_arranging(said: str) -> bool:
    """As in "emails are welcome for bookings": what it is said to be for, and no more, is what it is for."""
    match = _FOR_ARRANGING.search(said)
    if match is None or _NOT_ONLY.search(said):
        return False
    return not _MORE_THAN_THAT.search(said, match.start()) and not _DENIED.search(said[: match.start()])


def is_for_changes(clause: Sentence, after: str) -> bool:
    """As in "you may email us to cancel, change or reschedule": more than that is not offered."""
    return bool(_TO_CHANGE.search(after) and _MAY.search(clause.plain))
