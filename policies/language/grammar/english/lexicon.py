"""The words the grammar knows, each with the kind of token it makes and the value it stands for."""

from typing import NamedTuple

from policies.language.grammar.english.channel_names import CHANNELS
from policies.language.grammar.english.feasts import FEASTS
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.patterns import Pattern, pattern, phrases
from policies.language.grammar.english.vocabulary import (
    DAY_LETTER,
    DAY_LETTERS,
    DAYS,
    MONTHS,
    NUMBERS,
    PARTS_OF_DAY,
    UNITS,
)

_HOUR_WORD = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NO_LENGTH = (  # "within 1200 hours", "within 2 days to 1200 hours"
    r"(?<!within )(?<!within \d to )(?<!within \d\d to )(?<!within \d{3} to )(?<!within \d{4} to )"
    "(?<!minute to )(?<!minutes to )(?<!hour to )(?<!hours to )(?<!day to )(?<!days to )"
)
_CLOCK = (
    rf"(?:half|quarter) (?:past|to) (?:\d{{1,2}}|{_HOUR_WORD})(?: ?[ap]\.?m\b)?",
    r"\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\. ?m\.|[ap]\.m\b|[ap]m\b\.?|o'clock\b|noon\b|midday\b|midnight\b)",
    rf"(?:{_HOUR_WORD}) ?(?:[ap]\.m\b\.?|[ap]m\b|o'clock\b)",
    r"\d{1,2}h\d\d\b",
    r"\d{1,2}(?::\d\d)?[ap]\b",
    r"\d{1,2}:\d\d(?!\d)",
    r"(?<![$£€\d.])\d{1,2}\.[0-5]\d(?![\d.%])",
    rf"{_NO_LENGTH}[01]\d[0-5]\d(?= ?(?:hrs|hours|h)\b)",
    r"0\d[0-5]\d\b",
    r"(?<=0\d[0-5]\d-)\d{4}\b",
    r"(?<=0\d[0-5]\d - )\d{4}\b",
    r"noon\b",
    r"midday\b",
    r"midnight\b",
)
_DAY_OF_MONTH = r"(?:0?[1-9]|[12]\d|3[01])"


def _month(short: str, rest: str) -> str:
    name = rf"{short}(?:{rest})?\.?"
    beside_a_number = rf"{name}(?=,? ?(?:the )?\d)|(?<=\d )(?:of )?{name}|(?<=\d){name}"
    return rf"{beside_a_number}|(?<=\d[snrt][tdh] )(?:of )?{name}|(?<=\d[snrt][tdh] of ){name}"


_MONTH_NAME = "(?:{})".format("|".join(rf"{short}(?:{rest})?\.?" for short, rest in MONTHS))
_NO_DAY = r"(?! ?(?:(?:19|20)\d\d|\d{1,2}(?:st|nd|rd|th)?(?!\d|[:.]\d\d| ?[ap]\.?m| ?(?:-|to )))))"
_SEASON = pattern(
    rf"(?<![\w])(?<!\d )(?<!\d[snrt][tdh] )(?<!of ){_MONTH_NAME} ?(?:-|to|through|thru|until|till|and|&) ?"
    rf"(?:the end of )?{_MONTH_NAME}(?!\w){_NO_DAY[:-1]}"
)


class Entry(NamedTuple):
    kind: Kind
    words: Pattern
    value: str = ""  # empty where the words stand for themselves


_ALWAYS = phrases(
    "24 ?/ ?7(?:/365)?",
    "(?:24|twenty[- ]four)[- ](?:hours|hour|hrs)(?: a |/)day(?:,? (?:and )?(?:7|seven) days (?:a|per) week)?",
    "(?:round|around)[- ]the[- ]clock",
    "open 24 hours",
    "24 hours(?=, (?:7|seven|every))",
)
_DATE = phrases(
    r"\d{4}-\d\d-\d\d",
    rf"{_DAY_OF_MONTH}/{_DAY_OF_MONTH}(?:/(?:20)?\d\d)?(?![/\d])(?! ?(?:h|d|business|working))",
    rf"{_DAY_OF_MONTH}\.{_DAY_OF_MONTH}\.(?:20)?\d\d",
)
_ADDRESS = pattern(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_TELEPHONE = pattern(
    r"(?<![\w-])(?:\d{3}-\d{4}|\d{4} \d{4}|0\d{2,4} \d{3,4})(?![\w-])",
    r"(?<![\w-])(?:\+?\d{1,3}[ -])?\(?\d{2,5}\)?[ -]\d{3,4}[ -]?\d{3,4}(?![\w-])",
)
_SHORT_CODE = pattern(
    r"(?<![\w-])(?:9-1-1|9-8-8|9-9-9|1-1-1|8-1-1)(?![\w-])",
    r"\b(?:nine[- ]one[- ]one|nine[- ]eight[- ]eight|nine[- ]nine[- ]nine|one[- ]one[- ](?:one|two))\b",
)
_LONG_NUMBER = pattern(r"(?<![\w.:/])\d{4,7}(?= (?:to \d{1,7} )?(?:minutes|hours|days|working|business)\b)")
_NUMBER = pattern(
    r"(?<![\w.:/])\d{1,3}(?=(?:st|nd|rd|th|h|hrs?)?(?!\w|:\d))(?:st|nd|rd|th)?(?: of\b)?",
    r"(?<=\d/)\d{1,3}(?=-? ?(?:hours?|hrs?|days?|business|working))",
)
_UNTIL = phrases(
    "up (?:to|until)",
    "(?:clos(?:e|es|ing)|finish(?:es|ing)?|ends?|ending|stop(?:s|ping)?)(?: early)? at",
)
_AFTER = phrases(
    "(?:starts?|starting|begins?|beginning|opens?|open)(?: at| from)",
    r"(?:starting|beginning)(?= (?:\d|noon))",
)
_EXCEPT = phrases(
    *("except(?:ing)?(?: for| on)?", "excluding", "apart from", "other than"),
    *("with the exception of", "but not", "(?<=every day )but(?! not)", "(?<=daily )but(?! not)"),
)
_OFF = phrases(
    *("closed", "off(?!-)", "unavailable", "no (?:sessions|appointments|hours)"),
    r"(?:not|\w+n't|dont|doesnt) (?:available|working|in|work|open|see (?:clients|patients))",
)
# of two that start at the same place, the first is meant
LEXICON: tuple[Entry, ...] = (
    Entry(Kind.ALWAYS, _ALWAYS),
    Entry(Kind.ADDRESS, _ADDRESS),
    Entry(Kind.DATE, _DATE),
    Entry(Kind.ADDRESS, _TELEPHONE),
    Entry(Kind.ADDRESS, _SHORT_CODE),
    Entry(Kind.TIME, pattern(*(rf"\b{each}" for each in _CLOCK))),
    Entry(Kind.SEASON, _SEASON),
    *(Entry(Kind.FEAST, phrases(feast.pattern), name) for name, feast in FEASTS.items()),
    Entry(Kind.DAY, phrases(DAY_LETTERS)),
    Entry(Kind.DAY, pattern(rf"(?:(?<=[.;:,|] )|^)(?:{DAY_LETTER})(?= \d{{1,2}}(?::\d\d)? ?(?:[ap]m?)? ?-)")),
    Entry(Kind.AND, pattern(r"(?<=[a-z.] )\+(?= [a-z])")),
    *(Entry(Kind.DAY, phrases(written), days) for days, written in DAYS.items()),
    *(Entry(Kind.PART_OF_DAY, phrases(written), part) for part, written in PARTS_OF_DAY.items()),
    *(Entry(Kind.MONTH, phrases(_month(*name)), str(i)) for i, name in enumerate(MONTHS, 1)),
    Entry(Kind.NUMBER, _LONG_NUMBER),
    Entry(Kind.YEAR, phrases(r"(?:19|20|21)\d\d|2200")),
    Entry(Kind.NUMBER, _NUMBER),
    *(Entry(Kind.NUMBER, phrases(word), str(number)) for word, number in NUMBERS.items()),
    Entry(
        Kind.FULL, phrases("(?:full|clear|regular|calendar|whole)(?= (?:business|working|hours?|days?)\\b)")
    ),
    Entry(
        Kind.BUSINESS,
        phrases(
            "business|bus\\.?(?= (?:days?|hours?|hrs?)\\b)|working|work(?= days?\\b)|(?:clinic"
            "|office)(?= days?\\b)"
        ),
    ),
    Entry(Kind.BUSINESS, phrases(r"work-?days?|(?<=\d )week-?days?"), "days"),
    *(Entry(Kind.UNIT, pattern(rf"(?<![a-z])(?:{written})(?!\w)"), unit) for unit, written in UNITS.items()),
    Entry(Kind.UNIT, pattern(r"(?<=\d)h(?!\w)"), "hour"),
    *(Entry(Kind.CHANNEL, phrases(*names), channel) for channel, names in CHANNELS.items()),
    Entry(Kind.BETWEEN, phrases("between the hours of")),
    Entry(Kind.WORD, phrases("(?:until|till|'?til|to) late")),
    Entry(Kind.UNTIL, _UNTIL),
    Entry(Kind.AFTER, _AFTER),
    Entry(Kind.EXCEPT, _EXCEPT),
    Entry(Kind.OFF, _OFF),
)
LITTLE_WORDS = {
    **dict.fromkeys(("to", "through", "thru", "-"), Kind.TO),
    **dict.fromkeys(("until", "till", "til"), Kind.UNTIL),
    **dict.fromkeys(("after", "from"), Kind.AFTER),
    **dict.fromkeys(("and", "or", "plus", "&", "/"), Kind.AND),
    **dict.fromkeys(("(", "["), Kind.OPEN),
    **dict.fromkeys((")", "]"), Kind.CLOSE),
    "between": Kind.BETWEEN,
    ",": Kind.COMMA,
}
