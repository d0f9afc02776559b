"""The words around a channel that make it welcome, refused, or only something that comes up."""

from policies.language.grammar.english.patterns import any_of, pattern, phrases, words

_NOT = any_of(
    r"(?:do|does|can|will|am|are|is|would|could)(?: not|n'?t)",
    "(?:ca|wo)n'?t",
    *("cannot", "can not", "never", "no longer", "unable to", "not able to", "prefer not to", "decline to"),
)
_USING = any_of(
    words(
        r"us(?:e|ing) accept\w* offer\w* take provid\w+ communicat\w+ do respond\w* reply answer\w*"
        r" monitor\w* check\w* correspond return\w* read have receive engage allow support conduct see"
        " connect friend interact send message contact available reachable want"
    ),
    *("pick up", "give out", "be (?:reached|contacted)", "come to"),
)
REFUSING = pattern(
    rf"\b{_NOT} (?:\w+ ){{0,3}}?accept [^.;]{{0,40}}requests?\b[^.;]{{0,60}}$",
    rf"\b{_NOT} (?:\w+ ){{0,2}}?{_USING}(?! your )(?: (?!please|leave|so|then)\w+){{0,4}} ?$",
    rf"\b{_NOT} $",
    r"\b(?:please )?(?:do not|don'?t|never) (?:\w+ )?$",
    r"^not (?:by |via |on |over |in )?$",
    r"(?:^|[,;:(] ?|\b)no $",
    r"\bnot (?:\w+ ){0,2}(?:by|via|through|over|on) (?:\w+ )?$",
    r"\b(?:avoid|refrain from) (?:\w+ ){0,2}$",
)
_UNUSED = r"not (?:currently |be )?{}\b".format(
    any_of(
        *(
            "used",
            "available",
            "accepted",
            "offered",
            "monitored",
            "in use",
            "possible",
            "an option",
            "supported",
        ),
        "something (?:i|we)",
    )
)
REFUSED = pattern(
    rf"^(?:(?:'s)? \w+){{0,2}} (?:is |are |shall |will |must |may |should )?{_UNUSED}",
    r"^(?: is| are|:)? (?:off|never used)\b",
)
REFUSED_BELOW = pattern(
    rf"^{_UNUSED}",
    r"^(?:no|never)\b(?=[,.;]|$)",
    r"^unavailable\b",
    rf"^(?:i|we) {_NOT} (?:\w+ ){{0,2}}?{_USING}\b",
    rf"^(?:(?:i|we) )?{_NOT}(?=[.,;]|$)",
)
# said of a time, such as a holiday, and of no rule of the practice
FOR_A_TIME = pattern(
    r"\b(?:i|we|the office)(?:'ll| will| shall|(?: am|'m| are|'re) going to)? (?:not |won't )?be (?:\w+ )?"
    + words(r"checking reading monitoring answering looking accessing returning responding"),
    r"\b(?:i|we) won't be \w+ing\b",
    r"\b(?:will|'ll) be (?:switched |turned )?off\b",
)
NOT_DONE = phrases(
    "(?:what )?(?:i|we) (?:do not|don't|never) (?:do|use|offer|accept|provide)", "not (?:ok|okay|accepted)"
)
# up to the channel, and no further than to the next thing that is said
_ON_TO = r"(?:(?!\b(?:please|so|and|but|because|if|can|may|instead)\b)[^.;,])*$"
DENIAL = pattern(
    *(
        rf"\b{word}\b{_ON_TO}"
        for word in ("no(?:thing)?", "not", "never", "avoid", "refrain from", "without")
    ),
    rf"n't\b{_ON_TO}",
)
DISCOURAGED = pattern(
    r"\b(?:do not|don't) recommend\b",
    r"\bdiscourage\b",
    r"\bnot (?:the )?best\b",
    r"\bprefer (?:that )?you not\b",
)
# at such times, or so quickly, it is not answered; at others it is
AT_TIMES = phrases(
    *(
        "week-?ends?",
        "evenings?",
        "holidays?",
        "after[- ]hours",
        "outside",
        "overnight",
        "other (?:days|times)",
    ),
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?",
    r"(?:after|before|past|between) (?:\d{1,2}|noon)(?::\d\d)? ?(?:[ap]\.?m\.?)?",
    *("always", r"immediate\w*", "right away", r"instant(?:ly)?(?! messag\w+)", r"guarantee\w*", "promise"),
    *("regularly", "constantly", "continuously", "frequently", "every day", "daily", "24/7"),
    r"(?:during|in|while|when) (?:i |i'm |we |my |a |with )?(?:\w+ )?"
    + words("sessions? clients? driving away vacation leave appointments?"),
    *("once you", "after you(?:'ve| have)", "period", "come to the", "take your call"),
    *("right now", "at the moment", "at this time", "just now", "currently"),
    *("if", "(?:when|while) (?:i|we|i'm|we're)"),
)
# for such matters it is not; what it is for is said elsewhere
FOR_MATTERS = phrases(
    "in (?:a |an )?(?:crisis|emergency|emergencies|urgent)",
    *("crisis", "crises", r"emergenc\w+", r"urgent\w*", "time[- ]sensitive", "life[- ]threatening"),
    *(
        r"therap\w+",
        "counsell?ing",
        r"clinical\w*",
        "treatment",
        "confidential",
        "sensitive",
        "private",
        "personal",
    ),
    *(
        "health information",
        "psychological",
        "content",
        "details",
        "support",
        "long",
        "lengthy",
        "detailed",
        "attachments",
    ),
    *(
        "questions",
        "issues",
        "concerns",
        "problems",
        "topics",
        "advice",
        "coaching",
        r"discuss\w*",
        "information",
    ),
    *("to cancel", "to (?:re)?schedule", "cancellations?", "substitute", "in place of", "instead"),
    *("about", "regarding", "unless", "secure"),
)
EXCEPT = phrases("except", "other than", "apart from", "unless", "beyond")
NUMBER_OR_ADDRESS = pattern(
    r"\b(?:reach|contact|get in touch with|get hold of) (?:me|us)\b",
    r"\bwrite to\b",
    r"\b(?:contacted|reached) (?:on|at|by)\b",
    r"^(?:phone|email|tel|telephone|mobile|contact)\b",
)
COLLEAGUE = phrases("cover(?:s|ing|age|ed)?", "colleagues?", r"dr\.?(?= \w)", "standing in", "in my absence")
NO_INVITATION = pattern(
    r"\b(?:than|instead of) (?:an? |by )?$",
    r"\brather than (?:by )?$",
    r"\b(?:staff|urgent care|of your|first|video|conference|missed) $",
    r"\brobo$",
    r"\bwho (?:do|can|should|could|would) (?:i|you|we) $",
    r"\b(?:colleague|volunteers?|line|she|he)\b[^.;]{0,40}\b(?:take|takes|answer|answers|return"
    r"|returns) (?:my |your )?$",
    r"\bas $",
)
ON_CALL = pattern(r"\bon[ -]$")
OURS_TO_MAKE = pattern(
    r"\b{}(?:'ll| will| may| can| might| shall)?(?: (?:also|then|always|usually|try to))* $".format(
        words("i we they staff clinicians? therapists? office someone")
    )
)
TO_YOU = pattern(r"^ (?:you|clients|the client)\b(?! back)")
_THEIRS = words(
    r"gp doctor physician local county nearest insur\w+ pharmac\w+ prescriber psychiatrist medical primary"
    " family"
)
SOMEBODY_ELSE = pattern(
    rf"^ (?:or \w+ )?your (?:own )?{_THEIRS}\b",
    r"^ an? {}\b".format(words("friend family trusted ambulance crisis taxi hotline helpline")),
    r"^ the {}\b".format(words("emergency police hospital crisis pharmacy national suicide local nearest")),
    r"^ for (?:help|an ambulance)\b",
    r"^ {}\b".format(words("someone emergency samaritans lifeline nhs")),
)
NOT_THE_CHANNEL = pattern(
    r"^[- ]{}\b".format(
        words(
            "sessions? appointments? consultations? therapy counsell?ing reminders? list newsletter alerts?"
            " screening"
        )
    ),
    r"^ (?:center|centre|the (?:door)?bell|the buzzer)\b",
    r"^ (?:isn't|is not) encrypted\b",
)
_INVITATION = any_of(
    words(r"can may please welcome free happy glad prefer\w* best reach contact by via use through accept"),
    *("check", "monitor", "read", "answer", "reply to", "respond to"),
)
INVITING = pattern(rf"\b{_INVITATION}\b[^.;]{{0,30}}$")
POINTING_BACK = pattern(
    r"^(?:this|these|it|they|both|either)\b",
    r"\b(?:keep|use|using|limit|reserve|send) (?:it|them|these|both|either|messages)\b",
    r"\bif (?:it|they|these|both) (?:is|are|can|could)\b",
)
OURS = pattern(r"^ (?:me|us|my|our|the (?:office|practice|clinic|desk))\b")
FOR_THIS = phrases("for (?:this|these|that|those)")
