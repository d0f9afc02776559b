"""What a statement may say that a boundary policy does not hold, told apart so that it is not misread."""

import re
from collections.abc import Iterator

from policies.language.grammar.findings import OutOfScope
from policies.language.grammar.sentences import Sentence

REPLY = re.compile(
    r"\b(?:repl(?:y|ies|ied|ying)|respon(?:d|ds|ded|se|ses|ding)|answer(?:s|ed|ing)?|return(?:ed|s|ing)? (?:\w+ ){0,2}"
    r"(?:calls?|messages?|emails?|texts?|voice ?mails?)|(?:calls?|messages?|emails?|texts?|voice ?mails?)[^.;]{0,40}"
    r"\breturned|get back|call(?:s|ed)? (?:\w+ )?back|hear (?:back|from)|turn(?:ed)? ?around|dealt with|waits? for"
    r"|acknowledged?|take up to|alert the clinician|allow)\b"
)
HELPLINE = re.compile(
    r"\b(?:help ?lines?|hot ?lines?|life ?line|samaritans|saneline|(?:crisis|suicide|support|prevention|warm) ?lines?"
    r"|virtual medical|timelycare)\b"
)
_ABOUT = {
    "the notice a client gives": re.compile(
        r"\bnotice\b|\bcancel|\breschedul|\bno[- ]show|\bin advance\b|\bchanges to\b|\bbeforehand\b|\brearrang"
    ),
    "being late": re.compile(r"\brunning late\b|\bminutes? late\b|\blate (?:arrival|fee)"),
    "fees": re.compile(r"\bfees?\b|\bcharge[ds]?\b|\bcosts?\b|\$|£|€|\binsurance\b|\bpay(?:ment)?\b"),
    "waiting for an appointment": re.compile(
        r"\bwait(?:ing)?[- ]list|\bfirst (?:\S+ )?(?:appointment|session)|\bnew clients?\b|\bbooking\b.{0,30}\bahead"
    ),
    "how long something lasts": re.compile(
        r"\b(?:sessions?|calls?|appointments?) (?:last|run for|are (?:\w+ )?\d)|\bwords a week\b|-minute\b|\bminutes? long\b"
    ),
    "what a client may not do for a time": re.compile(r"\byou may not\b|\bmust not\b|\bcan ?not see\b"),
    "reminders": re.compile(r"\breminders?\b(?! only)"),
    "privacy": re.compile(
        r"\bconfidential|\bprivacy\b|\bprivate\b|\bsecure\b|\bencrypted\b|\bhealth information\b|\bHIPAA\b"
    ),
    "what the practice is not": re.compile(
        r"\bnot? (?:an? |provide |offer )?(?:\S+ ){0,2}(?:crisis|emergency|emergencies|24.hour)\b|\bnever charged\b"
    ),
    "the time zone": re.compile(r"\ball times are\b"),
    "a helpline": HELPLINE,
}


def is_elsewhere(sentence: Sentence) -> bool:
    """Whether clock times in it are somebody else's, or a cut-off for the client."""
    return any(_ABOUT[about].search(sentence.plain) for about in _HOURS_ELSEWHERE)


_HOURS_ELSEWHERE = ("the notice a client gives", "fees", "a helpline", "how long something lasts")


def read(sentence: Sentence) -> Iterator[OutOfScope]:
    for clause in sentence.clauses:
        about = next((name for name, words in _ABOUT.items() if words.search(clause.plain)), None)
        if about:
            yield OutOfScope(clause.span, about)
