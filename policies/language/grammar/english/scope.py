"""What a statement may say that a boundary policy does not hold, told apart so that it is not misread."""

from collections.abc import Iterator

from policies.language.grammar.english.patterns import phrases
from policies.language.grammar.english.reply_words import HELPLINE
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import OutOfScope

NOTICE, FEES, HELPLINES, CLIENTS_DAY = (
    "the notice a client gives",
    "fees",
    "a helpline",
    "the client's own day",
)
_ABOUT = {
    NOTICE: phrases(
        r"notice(?! that)",
        r"cancel\w*",
        r"re-?schedul\w+",
        r"no[- ]show\w*",
        r"in advance",
        r"changes to",
        r"beforehand",
        r"rearrang\w+",
        r"missed (?:appointments?|sessions?)",
        r"miss (?:a|an|your) (?:appointment|session)",
    ),
    "what to do when no reply came": phrases(
        r"if (?:you|i|we) (?:have not|haven't|do not|don't|has not) (?:\w+ )?"
        r"(?:heard?|receive\w*|get|got|reply|replied|respond\w*)"
    ),
    "what is not promised": phrases(
        r"can(?:no|')t (?:promise|guarantee)",
        r"not guaranteed|no guarantee",
        r"(?:do not|don't|cannot|can't) (?:always )?(?:expect|count on|rely on)",
        r"not always (?:repl|respon|answer|return|see|read)\w*",
        r"(?:immediate|instant) (?:repl(?:y|ies)|responses?)",
    ),
    "being late": phrases(
        r"running late", r"minutes? late", r"late (?:arrivals?|fees?)", r"(?:arrive|are|be) late"
    ),
    FEES: phrases(
        r"fees?",
        r"charge[ds]?",
        r"costs?",
        r"[$£€] ?\d+",
        r"insurance",
        r"pay(?:ments?|ing|able)?",
        r"invoices?",
        r"bill(?:ed|s)?",
        r"rates?",
        r"superbills?",
        r"pro-?rated",
    ),
    "waiting for an appointment": phrases(
        r"wait(?:ing)?[- ](?:list|time)s?",
        r"(?:a|the) wait(?: is| of)?(?= (?:is|of|about|around|currently|for))|the wait",
        r"first (?:\S+ )?(?:appointment|session)",
        r"new (?:clients?|patients?|referrals?|enquir\w+|inquir\w+)",
        r"intake",
        r"accepting (?:new )?(?:clients|referrals)",
        r"consultation call",
    ),
    "how long something lasts": phrases(
        r"(?:sessions?|calls?|appointments?) (?:last|run for|are (?:\w+ )?\d+)",
        r"words a week",
        r"\d+[- ]minutes?(?! (?:or|of))",
        r"minutes? long",
        r"(?:fifty|sixty|ninety) minutes",
        r"(?:under|over|up to|of less than|more than) \d+ words",
    ),
    "what a client may not do for a time": phrases(r"you may not", r"must not", r"can ?not see"),
    "reminders": phrases(r"reminders?(?! only)", r"remind you"),
    "privacy": phrases(
        r"confidential\w*",
        r"privacy",
        r"private",
        r"secure(?:ly|d)?",
        r"security",
        r"(?:un)?encrypted",
        r"encryption",
        r"health information",
        r"personal (?:information|details|data)",
        r"hipaa",
        r"gdpr",
        r"recorded",
        r"intercepted",
        r"sensitive",
        r"consent",
        r"(?:your|the|clinical|medical|client) (?:records?|file|chart)",
        r"(?:records?|files?|notes?) (?:are|is) (?:kept|stored|held|retained|destroyed)",
    ),
    "the time zone": phrases(
        r"all times are",
        r"(?:eastern|pacific|central|mountain) (?:standard |daylight )?time",
        r"time ?zones?",
    ),
    HELPLINES: HELPLINE,
    CLIENTS_DAY: phrases(
        r"(?:clients|people|patients|you|folks|most) (?:who )?(?:work|have (?:\S+ )?jobs?)",
        r"(?:nine|9)[- ](?:to[- ])?(?:five|5) jobs?",
        r"(?:if|when) you(?:r| are| have|'re)? (?:work|job|at work|shift)\w*",
        r"your (?:work|shift|lunch|job)",
    ),
    "a message of absence": phrases(
        r"auto-?(?:matic )?(?:reply|response|responder)",
        r"out[- ]of[- ]office (?:message|reply)",
        r"return date",
        r"greeting",
    ),
    "technology": phrases(
        r"disconnect\w*",
        r"internet",
        r"video (?:link|call|fails?|platform)",
        r"zoom",
        r"technical",
        r"technolog\w+",
        r"wi-?fi",
    ),
    "what is for the session": phrases(
        r"(?:in|during|for|until|at) (?:our|your|the) (?:next )?(?:\w+ )?"
        r"(?:sessions?|appointments?|meetings?)",
        r"(?:phone|telephone|video|online|remote) sessions",
        r"in session|in person|(?:until|when) we (?:next )?meet",
        r"between sessions",
        r"therap(?:y|eutic)",
        r"treatment",
        r"clinical (?:content|material|matters|questions|issues|concerns)",
    ),
    "other sites and reviews": phrases(
        r"friend requests?", r"reviews?", r"follow (?:me|you|clients)", r"social media"
    ),
    "courtesy": phrases(
        r"thank(?:s| you)",
        r"look(?:ing)? forward",
        r"appreciate\w*",
        r"welcome to",
        r"your (?:patience|understanding)",
        r"(?:best|warm|kind) (?:wishes|regards)|warmly|sincerely",
        r"hello|hi|dear|you(?:'ve| have) reached",
        r"please (?:read|note|remember|bear with)",
        r"take (?:good )?care|be well|stay safe",
    ),
    "the reasons for it": phrases(
        r"(?:this|it) (?:helps?|allows?|lets|means|is (?:so|because|to))",
        r"so that (?:i|we|you)",
        r"because",
        r"in order to",
        r"boundar(?:y|ies)",
        r"self[- ]care",
        r"work[- ]life",
        r"recharge|rest and",
        r"important to (?:me|us)",
        r"family time|time (?:with|for) my family",
        r"i believe|we believe",
    ),
    "the practice itself": phrases(
        r"my name is",
        r"parking",
        r"(?:located|address|directions)",
        r"welcome",
        r"qualified|registered|licen[cs]ed|member of",
        r"supervis\w+",
    ),
    "a client's agreement": phrases(
        r"i (?:understand|agree|acknowledge|have read)", r"signature|sign(?:ed|ing)?", r"terms"
    ),
}
_TIMES_ELSEWHERE = (NOTICE, HELPLINES, CLIENTS_DAY)
_AT_A_PRICE = phrases(r"fees?", r"charge[ds]?", r"costs?", r"surcharge", r"rates")
_HELP_BELOW = phrases(r"crisis", r"emergenc(?:y|ies)", r"urgent help", r"helplines?", r"resources")


def has_other_peoples_times(part: Sentence) -> bool:
    """Whether clock times in it are somebody else's, or a cut-off for the client."""
    if part.heading and _HELP_BELOW.search(part.heading.plain):
        return True
    return bool(_AT_A_PRICE.search(part.plain)) or any(
        _ABOUT[about].search(part.plain) for about in _TIMES_ELSEWHERE
    )


def read(sentence: Sentence) -> Iterator[OutOfScope]:
    for clause in sentence.clauses:
        about = next((name for name, words in _ABOUT.items() if words.search(clause.plain)), None)
        if about:
            yield OutOfScope(clause.span, about)
