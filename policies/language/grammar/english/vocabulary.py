"""Days, months, numbers and units by the words that say them."""

WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING_WEEK = WEEK[:5]
WEEKEND = WEEK[5:]
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
    "fourteen": 14,
    "fifteen": 15,
    "twenty": 20,
    "twenty[- ]four": 24,
    "thirty": 30,
    "thirty[- ]six": 36,
    "forty": 40,
    "forty[- ]eight": 48,
    "sixty": 60,
    "seventy[- ]two": 72,
    "a couple(?: of)?": 2,
    "(?<=within )(?:an?|the)|(?<=in )an?|(?<=under )an?|(?<=up to )an?|(?<=than )an?": 1,
}
DAYS = {
    " ".join(WEEK): r"every ?day|each day|daily|(?:7|seven) days (?:a|per) week|all week",
    " ".join(WORKING_WEEK): r"(?:every |each )?week-?days?",
    " ".join(WEEKEND): r"we?e?k-?ends?",
    "MO": r"mon(?:day'?s?)?\.?",
    "TU": r"tue(?:s(?:day'?s?)?)?\.?",
    "WE": r"wed(?:s|nesday'?s?)?\.?",
    "TH": r"thu(?:r(?:s(?:day'?s?)?)?)?\.?",
    "FR": r"fri(?:day'?s?)?\.?",
    "SA": r"sat(?:urday'?s?)?\.?",
    "SU": r"sun(?:day'?s?)?\.?",
}
DAY_LETTER = r"m|tu?|w|th|f|sa|su"
_LETTERS = rf"(?:{DAY_LETTER})"
DAY_LETTERS = rf"{_LETTERS}(?: ?[-/&] ?{_LETTERS})+|{_LETTERS}(?: {_LETTERS})+(?= \d)|mwf|m-f|tth|mtwthf?"
PARTS_OF_DAY = {"morning": r"mornings?", "afternoon": r"afternoons?", "evening": r"(?:evening|night)s?"}
UNITS = {"hour": r"hours?|hrs?", "minute": r"minutes?|mins?", "day": r"days?", "week": r"weeks?"}
