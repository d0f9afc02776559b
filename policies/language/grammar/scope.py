"""What a statement may say that a boundary policy does not hold, told apart so that it is not misread."""

from collections.abc import Iterator

from policies.language.grammar.findings import OutOfScope
from policies.language.grammar.sentences import Sentence
from policies.language.grammar.vocabulary import phrases

_MESSAGES = r"(?:calls?|messages?|emails?|texts?|voice ?mails?)"
REPLY = phrases(
    r"repl(?:y|ies|ied|ying)",
    r"respon(?:d|ds|ded|se|ses|ding)",
    r"answer(?:s|ed|ing)?",
    rf"return(?:ed|s|ing)? (?:\w+ ){{0,2}}{_MESSAGES}",
    rf"{_MESSAGES}[^.;]{{0,40}} returned",
    r"get back",
    r"call(?:s|ed)? (?:\w+ )?back",
    r"hear (?:back|from)",
    r"turn(?:ed)? ?around",
    r"dealt with",
    r"waits? for",
    r"acknowledged?",
    r"take up to",
    r"alert the clinician",
    r"allow",
)
HELPLINE = phrases(
    r"(?:help|hot) ?lines?",
    r"life ?line",
    r"samaritans",
    r"saneline",
    r"(?:crisis|suicide|support|prevention|warm) ?lines?",
    r"virtual medical",
    r"timelycare",
)
_ABOUT = {
    "the notice a client gives": phrases(
        r"notice",
        r"cancel\w*",
        r"reschedul\w+",
        r"no[- ]show",
        r"in advance",
        r"changes to",
        r"beforehand",
        r"rearrang\w+",
    ),
    "being late": phrases(r"running late", r"minutes? late", r"late (?:arrivals?|fees?)"),
    "fees": phrases(r"fees?", r"charge[ds]?", r"costs?", r"[$£€] ?\d+", r"insurance", r"pay(?:ments?)?"),
    "waiting for an appointment": phrases(
        r"wait(?:ing)?[- ]list", r"first (?:\S+ )?(?:appointment|session)", r"new clients?"
    ),
    "how long something lasts": phrases(
        r"(?:sessions?|calls?|appointments?) (?:last|run for|are (?:\w+ )?\d+)",
        r"words a week",
        r"\d+-minute",
        r"minutes? long",
    ),
    "what a client may not do for a time": phrases(r"you may not", r"must not", r"can ?not see"),
    "reminders": phrases(r"reminders?(?! only)"),
    "privacy": phrases(
        r"confidential\w*", r"privacy", r"private", r"secure", r"encrypted", r"health information", r"hipaa"
    ),
    "what the practice is not": phrases(
        r"(?:not?|\w+n't) (?:an? |provide |offer )?(?:\S+ ){0,2}(?:crisis|emergency|emergencies|24.hour)",
        r"never charged",
    ),
    "the time zone": phrases(r"all times are"),
    "a helpline": HELPLINE,
}
_HOURS_ELSEWHERE = ("the notice a client gives", "fees", "a helpline", "how long something lasts")


def is_elsewhere(sentence: Sentence) -> bool:
    """Whether clock times in it are somebody else's, or a cut-off for the client."""
    return any(_ABOUT[about].search(sentence.plain) for about in _HOURS_ELSEWHERE)


def read(sentence: Sentence) -> Iterator[OutOfScope]:
    for clause in sentence.clauses:
        about = next((name for name, words in _ABOUT.items() if words.search(clause.plain)), None)
        if about:
            yield OutOfScope(clause.span, about)
