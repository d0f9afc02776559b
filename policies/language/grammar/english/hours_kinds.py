"""Which hours are meant: of contact, the office, sessions, the telephone, or of one channel."""

from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.patterns import pattern, phrases
from policies.language.grammar.english.text import Sentence, Token

_KINDS = (
    (
        "sessions",
        phrases(
            *(
                "sessions?",
                "appointments?",
                "consultations?",
                "drop-?in",
                "walk-?in",
                "booking",
                "slots?",
                "clinics?",
            ),
            "(?:see|meet)(?:ing)? (?:my |our )?(?:clients?|patients?|people|you)",
            *("(?:see|meet) with", "therapy hours", "client hours"),
        ),
    ),
    (
        "phone",
        phrases(
            *("answers? (?:the |our |my )?(?:tele)?phones?", "(?:tele)?phone (?:hours|lines?|times?)"),
            *("by (?:tele)?phone", "phone lines?", "calling hours", "take (?:phone )?calls"),
            "(?:tele)?phones? (?:is|are) (?:answered|staffed|open)",
        ),
    ),
    (
        "office",
        phrases(
            *("office", "business", "(?:i|we) work", "working (?:hours|days)", "open(?:ing)?", "reception"),
            *("front desk", "practice hours", "clinic hours", "staffed"),
        ),
    ),
    (
        "contact",
        phrases("reach", "contact", "messages?", r"availab\w+", "respond", "repl(?:y|ies)"),
    ),
)
_CHECKING = pattern(
    r"\b(?:check|read|monitor|look at|answer|reply to|respond to)(?:s|ed)? (?:my |our |the )?$"
)
_BY = pattern(r"^by $")
_IS_STAFFED = pattern(r"^ (?:is|are) (?:staffed|open|answered|monitored|checked|read|available)\b")
_OF_THE_PRACTICE = {"phone", "walk_in"}


def part_of(part: Sentence, sentence: Sentence) -> str:
    """The part of the policy: said beside the times, else in the sentence, else in the heading."""
    said = (_channel(part), _kind(part), _channel(sentence), _kind(sentence), _kind(sentence.heading))
    return next(filter(None, said), "hours.contact")


def _channel(part: Sentence) -> str | None:
    for token in part.tokens:
        if token.kind == Kind.CHANNEL and _has_its_hours(part, token):
            by_itself = token.value != "phone" or _BY.search(part.plain_before(token.span))
            return f"channels.{token.value}.hours" if by_itself else "hours.phone"
    return None


def _has_its_hours(part: Sentence, token: Token) -> bool:
    before, after = part.plain_before(token.span), part.plain_after(token.span)
    if _BY.search(before) or _CHECKING.search(before):
        return True
    return token.value not in _OF_THE_PRACTICE and bool(_IS_STAFFED.match(after))


def _kind(part: Sentence | None) -> str | None:
    said = (kind for kind, words in _KINDS if part and words.search(part.plain))
    return next((f"hours.{kind}" for kind in said), None)
