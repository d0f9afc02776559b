"""Numbers and places to turn to in an emergency, by the names that people give them."""

from policies.language.grammar.english.patterns import any_of, pattern, phrases, words
from policies.language.grammar.english.reply_words import HELPLINE

_DIGITS = {
    "911": "9[- ]?1[- ]?1|nine[- ]one[- ]one",
    "988": "9[- ]?8[- ]?8|nine[- ]eight[- ]eight",
    "999": "9[- ]?9[- ]?9|nine[- ]nine[- ]nine",
    "000": "000|triple (?:zero|0|o)",
    "112": "112|one[- ]one[- ]two",
    "111": "1[- ]?1[- ]?1|one[- ]one[- ]one",
    "811": "8-?1-?1",
    "1737": "1737",
    "116123": "116 ?-?123",
    "131114": "13 ?11 ?14",
    "741741": "741-?741",
    "85258": "85258",
    "50808": "50808",
}
_NO_AMOUNT = r"(?! ?-?(?:minutes?|hours?|hrs?|days?|weeks?|working|business|to \d))"
_ALONE = r"(?<![\d.:,$£€-])(?:{})(?![\d:]|[.,-]\d)" + _NO_AMOUNT
PRACTICE_LINE = phrases(
    r"press (?:\d|one|two|five)",
    r"option (?:\d|one|two)",
    "(?:our|my) (?:own |24[- ]hour |on-?call |after-?hours )?(?:crisis|emergency) (?:line|number)",
)
_TEAM = r"(?:crisis|mental health|home treatment|distress)(?: (?:and|&) \w+)? (?:\w+ )?{}".format(
    words("lines? teams? services? triage hotlines? helplines? centres? centers? units?")
)
_HOSPITAL = phrases(
    "emergency (?:rooms?|departments?|facilit(?:y|ies)|wards?|units?)",
    "a ?(?:&|and) ?e",
    "accident (?:and|&) emergency",
    r"(?:nearest|closest|local) (?:\w+ )?(?:er|ed|hospital|emergency(?! services| number| line| contact))",
    "casualty",
    "er",
    "hospital emergency",
    r"go (?:straight )?to (?:the |a |your )?(?:\w+ )?hospital",
)
_OWN_DOCTOR = "(?:your |a |the )?(?:own |local |out[- ]of[- ]hours )?gp"
_NOT_I = "".join(rf"(?<!\bi {word} )" for word in ("may", "might", "will", "would", "could", "must"))
_DOCTOR = pattern(
    rf"{_NOT_I}\b(?:call|contact|see|speak (?:to|with)|ring|phone|visit|or|(?<!speak )to|111"
    rf"|,)\s{_OWN_DOCTOR}\b"
    r"(?!'s| referr| letter| record| detail| (?:can|will|may) refer| for (?:an? |the )?(?:\w+"
    r" ){0,3}(?:plan|referral))",
    r"(?<!from )(?<!with )(?<!to )\byour gp(?=,| or\b| and\b|$)",
    r"\b(?:your|a) (?:own |medical |family |primary care |local )?doctor\b",
    r"\bphysician\b",
    r"\bgeneral practitioner\b",
)
_LOCAL_LINE = pattern(
    rf"\b(?:local|county|regional|mobile|area|district) (?:\w+ ){{0,2}}?{_TEAM}\b",
    r"\bmental health (?:access )?line\b",
    r"\b(?:state|community|area|city|provincial)(?:'s)? (?:\w+ ){0,2}?crisis (?:line|team|services?)\b",
    r"(?<!our )(?<!my )(?<!suicide )(?<!suicide & )(?<!suicide and )\bcrisis (?:line|hotline"
    r"|helpline|team)s?\b",
    r"\b(?:the|a|your) (?:crisis|home treatment) (?:team|services?)\b",
)
RESOURCES = {
    **{name: pattern(_ALONE.format(digits)) for name, digits in _DIGITS.items()},
    "nhs_111": phrases("nhs (?:on |direct on )?(?:111|one[- ]one[- ]one)"),
    "111": pattern("(?<!nhs )(?<!nhs on )" + _ALONE.format(_DIGITS["111"])),
    "nearest_er": _HOSPITAL,
    "gp": _DOCTOR,
    "practice_crisis_line": PRACTICE_LINE,
    "local_crisis_line": _LOCAL_LINE,
    "samaritans": pattern(r"\bsamaritans\b(?!\D{0,40}116)"),
    "saneline": phrases("saneline"),
    "emergency_services": phrases("emergency services"),
}
LOCAL = phrases("local", "county", "regional", "mobile")
LIFELINE = phrases(
    "(?:national )?suicide (?:prevention |(?:&|and) crisis )?(?:life|hot|help)line",
    "1-?800-?273-?(?:8255|talk)",
)
HELP = pattern(*(_ALONE.format(digits) for digits in _DIGITS.values()), *HELPLINE.written, *LIFELINE.written)
NOT_ADVICE = phrases(
    "(?:do not|don't) (?:call|dial|text) 911", "alternative to", "instead of (?:calling )?911"
)
_ALL_DAY = r"(?:24[- ]hours?|24/7|round[- ]the[- ]clock)(?= (?:\w+ )?{})".format(
    words(r"crisis emergency service support cover care on-call response availab\w+ basis")
)
_SERVICE = any_of("crisis", "crises", "emergency", "emergencies", "urgent", _ALL_DAY, "24/7")
NO_SERVICE = pattern(
    r"\b(?:provide|offer)s? (?:only )?non-?emergency\b",
    *(
        rf"{word} (?:(?!(?:wait|ring|call|contact|dial|phone|please|go)\b)[\w/'-]+,? ){{0,6}}?{_SERVICE}\b"
        for word in (r"\bnot?", "n't", r"\bcannot", r"\bunable to", r"\bnever")
    ),
    r"\b(?:crisis|emergency) (?:\w+ )?(?:support|services?|care|line|cover)s? (?:is|are) not\b",
)
