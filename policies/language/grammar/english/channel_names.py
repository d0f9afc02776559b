"""What channels are called, and the products that stand for one."""

CHANNELS = {
    "portal": (
        "(?:(?:client|patient|secure|online|web|therapy|practice) )*portal(?:'s)?(?: messag(?:es?|ing))?",
        r"secure(?:d)? (?:\w+ )?messag(?:es?|ing)",
        "(?:messag(?:es?|ing) )?(?:through|in|via|on) (?:the|our|my) app",
        *(
            "simple ?practice",
            "spruce(?: app)?",
            "kiku",
            "therapy ?notes",
            "my ?chart",
            "theranest",
            "luminello",
        ),
        *("intakeq", "practiceq", "healthie", "jane app", "therapy ?appointment"),
        *("(?<=through )jane", "(?<=via )jane", "(?<=on )jane"),
    ),
    "chat": (
        *("(?:(?:online|live|web) )?chat", "instant messag(?:es?|ing)"),
        *("whats ?app(?: messages?)?", "telegram"),
    ),
    "social": (
        "social (?:media|network(?:s|ing)?(?: sites?| platforms?)?)",
        *("direct messages?", "dms?"),
        *("facebook", "instagram", "linkedin", "messenger", "twitter", "tiktok"),
    ),
    "email": ("electronic mail", "e-?mail(?:s|ed|ing)?(?: messages?)?", "hush ?mail"),
    "sms": (
        "text(?:s|ed|ing)?(?:[ -]messag(?:es?|ing))?",
        "txt(?:s|ing)?",
        "sms(?: messages?)?",
        "i-?messages?",
    ),
    "phone": (
        "(?:coaching |phone |telephone )?(?<!video )call(?:s|ing)?",
        "(?:tele)?phon(?:es?|ing)(?: calls?)?",
        *(
            "voice ?mails?",
            "vms?",
            "voice messages?",
            "answer(?:ing)? ?(?:phone|machine)s?",
            "land ?line",
            "ring(?:ing)?",
        ),
        r"leave (?:me |us )?a (?:\w+ )?message",
    ),
    "fax": ("fax(?:es|ed|ing)?",),
    "walk_in": ("walk-?ins?", "walk in", "drop-?ins?", "drop in"),
}
