"""Words that make a date an absence, or the end of one."""

import re

from policies.language.grammar.english.patterns import any_of, pattern, phrases, words
from policies.language.grammar.english.vocabulary import NUMBERS

AWAY = phrases(
    "away(?! from (?:your|the) (?:phone|desk))",
    *("clos(?:ed?|es|ing)", "closures?", "shuts?", "unavailable", "off", "time off", "breaks?", "holidays?"),
    "out of (?:the )?(?:office|country|town)",
    "out(?= (?:from|until|on|of office|sick|today|tomorrow|between|all|next|this|the (?:week|first"
    "|last|whole)"
    "|for (?:the|a|two|three)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:jan|feb|mar|apr|may|jun"
    "|jul|aug|sep|oct|nov|dec))|:)",
    *(r"(?:on )?(?:\w+ )?leave", "vacation(?:s|ing)?", "absen(?:t|ce|ces)", "travel(?:l?ing)?"),
    r"(?:not|\w+n't) (?:be )?(?:\w+ing|available|in|open|there)",
    r"(?:at|on|for|attending|having) (?:an? |the |my |some )?(?:\w+ )?(?:conference|training|retreat"
    r"|sabbatical|surgery)",
    r"(?:conference|training|retreat|sabbatical|surgery)(?= ?:)",
    "no (?:sessions|appointments|clinics?|groups?|classes)",
)
_RETURN = any_of(
    words(r"re-?opens? re-?opening return(?:s|ing)? back resum\w+ restart\w* recommenc\w+"),
    r"(?:open|available|in the office|working|see (?:you|everyone|clients|people)) (?:\w+ )?again(?:"
    r" (?:from|on))?",
    "start(?:ing)? (?:back|again)",
)
RETURN = pattern(rf"\b{_RETURN}\b")
RETURNING = pattern(rf"\b{_RETURN}\b[^.;]{{0,50}}$")
_UNTIL = "(?:untill?|till|'?til|up (?:to|until))(?: and including)?"
GOES_TO = pattern(
    rf"(?:^|\s)(?:{_UNTIL}|through to|to|through|thru|(?:and )?(?:stay|remain|keep)(?:s"
    rf"|ing)? closed(?: until| through| to)?)(?: the end of)?(?: the| about)? ?$",
    "(?:^|[^-])- ?(?:the )?$",
)
UP_TO = pattern(rf"\b{_UNTIL}(?: the)? ?$")
BETWEEN = pattern(r"\bbetween(?: the)? ?$")
AND = pattern("^ ?(?:and|&)(?: the)? ?$")
WEEK_OF = pattern(r"\bweek (?:beginning|commencing|starting|of)(?: on)?(?: the)? ?$")
NOW = phrases(
    *("currently", "now", "at present", "at the moment", "i am", "i'm", "we are", "we're", "is", "office is")
)
I_AM = phrases(
    *("i am", "i'?m", "we are", "we're", "(?:i|we) will be", "(?:i|we)'ll be"),
    "(?:office|practice) (?:is|will be)",
)
LAST_DAY_IN = pattern(r"\blast (?:working |clinic |available )?(?:day|session|appointment)s?\b[^.;]{0,40}$")
AFTER = pattern(r"\b(?:after|following)\b[^.;]{0,40}\bfrom(?: the)? ?$")
# "two weeks from 6 July"
LENGTH = pattern(
    rf"\b(?P<number>\d{{1,2}}|{'|'.join(NUMBERS)}) (?P<unit>day|week)s? (?:off |leave )?(?:from"
    rf"|starting|beginning)(?: on)?(?: the)? ?$"
)
STILL_THERE = pattern(
    r"\b{}\b[^.;]{{0,25}}\b(?:until|till|up to)\b".format(
        any_of("available", "open", "on[- ]call", "working", "here", "in the office")
    )
)
DEADLINE = pattern(r"\b(?:by|before|deadline(?: is)?|due(?: on)?|no later than)(?: the)? ?$")

# an absence without dates: what is meant can only be asked
_WHO = "(?:i|we|(?:the |our |my )?(?:office|practice|clinic))"
_BE = "(?: am| are| is|'m|'re| will be|'ll be|'s| shall be)"
NO_DATES = pattern(
    rf"\b{_WHO}{_BE} (?:\w+ ){{0,3}}?(?:away|closed|off|back|on (?:\w+ )?(?:leave|vacation|holiday))\b",
    r"^(?:closed|away|out (?:of (?:the )?office|sick|today)|on vacation|on leave)\b",
    r"\btaking (?:a |an |some )?(?:\w+ )?(?:sabbatical|break|leave|time off)\b",
)
MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = any_of(*MONTH_NAMES)
RELATIVE = re.compile(
    r"\b(?:{})\b".format(
        "|".join(
            (
                "(?P<day>today|tomorrow)",
                "(?P<which>this|next) (?P<what>week|month)",
                f"(?:in|during|all of|the whole of|throughout|for the month of) (?P<month>{_MONTH})",
                r"(?:the )?(?:(?:first|last|second) )?(?:\w+ )?(?:weeks?|days?) (?:in|of|from|over|at)",
                r"(?:for )?(?:a|one|two|three|four|five|six|several|\d+) (?:weeks?|days?)",
                f"(?:from|until|through|to) {_MONTH}",
                "on (?:mon|tues|wednes|thurs|fri|satur|sun)day",
            )
        )
    )
)
HABITUAL = phrases(
    "(?:each|every|per|a) (?:year|summer|winter|month)",
    *("usually", "normally", "generally", "typically", "sometimes", "occasionally", "as a rule"),
    *("from time to time", "planned absences", "(?:practice|office) (?:closes|shuts)", "(?:i|we) take"),
)
