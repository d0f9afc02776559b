"""The words the grammar knows, each with the kind of token it makes and the value it stands for."""

import re
from enum import StrEnum


class Kind(StrEnum):
    """A kind is one letter, so that a sentence has a shape: `Monday to Friday, 9 to 5` is `D-D,N-N`."""

    DAY = "D"
    TIME = "T"
    NUMBER = "N"
    YEAR = "Y"
    DATE = "I"
    MONTH = "M"
    UNIT = "U"
    BUSINESS = "B"
    CHANNEL = "C"
    ADDRESS = "P"
    ALWAYS = "X"
    TO = "-"
    UNTIL = "u"
    AFTER = "a"
    BETWEEN = "b"
    AND = "&"
    COMMA = ","
    OPEN = "("
    CLOSE = ")"
    WORD = "w"
    MARK = "."


WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING_WEEK = WEEK[:5]
MONTHS = (
    ("jan", "uary"),
    ("feb", "ruary"),
    ("mar", "ch"),
    ("apr", "il"),
    ("may", ""),
    ("jun", "e"),
    ("jul", "y"),
    ("aug", "ust"),
    ("sep", "t?(?:ember)?"),
    ("oct", "ober"),
    ("nov", "ember"),
    ("dec", "ember"),
)
NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "twenty-four": 24,
    "thirty-six": 36,
    "forty-eight": 48,
    "seventy-two": 72,
    "a couple of": 2,
}

_DAYS = {
    " ".join(WEEK): r"every ?day|each day|daily|(?:7|seven) days (?:a|per) week|all week",
    " ".join(WORKING_WEEK): r"(?:every |each )?week-?days?",
    "SA SU": r"week-?ends?",
    "MO": r"mon(?:day'?s?)?\.?",
    "TU": r"tue(?:s(?:day'?s?)?)?\.?",
    "WE": r"wed(?:nesday'?s?)?\.?",
    "TH": r"thu(?:r(?:s(?:day'?s?)?)?)?\.?",
    "FR": r"fri(?:day'?s?)?\.?",
    "SA": r"sat(?:urday'?s?)?\.?",
    "SU": r"sun(?:day'?s?)?\.?",
}
_UNITS = {"hour": r"hours?|hrs?", "minute": r"minutes?|mins?", "day": r"days?", "week": r"weeks?"}
_CHANNELS = {
    "portal": r"(?:(?:client|patient|secure) )?portal(?:'s)?(?: messag(?:es?|ing))?|secure messag(?:es?|ing)"
    r"|simple ?practice|spruce(?: app)?|kiku|therapy ?notes",
    "chat": r"(?:(?:online|live|web) )?chat|instant messag(?:es?|ing)|whatsapp",
    "social": r"social media|direct messages?|dms?|facebook|instagram|linkedin",
    "email": r"e-?mail(?:s|ed|ing)?(?: messages?)?|hushmail",
    "sms": r"text(?:s|ed|ing)?(?:[ -]messag(?:es?|ing))?|sms(?: messages?)?",
    "phone": r"(?:coaching |phone |telephone )?call(?:s|ing)?|(?:tele)?phones?(?: calls?)?|voice ?mails?"
    r"|leave (?:me |us )?a (?:detailed )?message|ring",
    "fax": r"fax(?:es)?",
    "walk_in": r"walk-?ins?|walk in|drop-?ins?|drop in",
}
_CLOCK = (
    r"\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.m\.|[ap]m\b\.?|o'clock\b|noon\b|midday\b|midnight\b)"
    r"|\d{1,2}:\d\d(?!\d)|noon\b|midday\b|midnight\b"
)


def _month(short: str, rest: str) -> str:
    name = rf"{short}(?:{rest})?\.?"
    beside_a_number = rf"{name}(?=,? (?:the )?\d)|(?<=\d ){name}|(?<=\dst ){name}|(?<=\d[nrt][dh] ){name}"
    return rf"{beside_a_number}|(?<=\d[snrt][tdh] of ){name}"


def _words(pattern: str) -> str:
    return rf"\b(?:{pattern})(?!\w)"


def phrases(*patterns: str) -> re.Pattern[str]:
    """Finds any of these phrases as whole words."""
    return re.compile(r"(?<!\w)(?:{})(?!\w)".format("|".join(patterns)))


# (kind, value, pattern): the first that fits wins; an empty value stands for the words themselves.
LEXICON: tuple[tuple[Kind, str, str], ...] = (
    (Kind.ALWAYS, "", _words(r"24 ?/ ?7(?:/365)?|24 hours a day(?:,? (?:7|seven) days a week)?")),
    (Kind.ADDRESS, "", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    (Kind.DATE, "", _words(r"\d{4}-\d\d-\d\d")),
    (Kind.ADDRESS, "", r"(?<![\w-])(?:\+?\d{1,3}[ -])?\(?\d{2,5}\)?[ -]\d{3,4}[ -]?\d{3,4}(?![\w-])"),
    (Kind.TIME, "", rf"\b(?:{_CLOCK})"),
    *((Kind.DAY, days, _words(pattern)) for days, pattern in _DAYS.items()),
    *((Kind.MONTH, str(i), _words(_month(*name))) for i, name in enumerate(MONTHS, 1)),
    (Kind.YEAR, "", _words(r"(?:19|20)\d\d")),
    (Kind.NUMBER, "", r"(?<![\w.:/])\d{1,3}(?=(?:st|nd|rd|th|h|hrs?)?(?![\w:/]))(?:st|nd|rd|th)?(?: of\b)?"),
    *((Kind.NUMBER, str(number), _words(word)) for word, number in NUMBERS.items()),
    *((Kind.UNIT, unit, rf"(?<![a-z])(?:{pattern})(?!\w)") for unit, pattern in _UNITS.items()),
    (Kind.UNIT, "hour", r"(?<=\d)h(?!\w)"),
    (Kind.BUSINESS, "", _words(r"business|working|work(?= days?\b)")),
    *((Kind.CHANNEL, channel, _words(pattern)) for channel, pattern in _CHANNELS.items()),
    (Kind.TO, "", r"\b(?:to|through|thru)\b|-"),
    (Kind.UNTIL, "", _words(r"until|till?")),
    (Kind.AFTER, "", _words(r"after|from|(?:starts?|starting|begins?|opens?|open) (?:at|from)")),
    (Kind.BETWEEN, "", _words(r"between")),
    (Kind.AND, "", r"\b(?:and|or|plus)\b|[&/]"),
    (Kind.COMMA, "", ","),
    (Kind.OPEN, "", r"[(\[]"),
    (Kind.CLOSE, "", r"[)\]]"),
    (Kind.WORD, "", r"\w+(?:'\w+)?"),
    (Kind.MARK, "", r"[^\s\w]"),
)
