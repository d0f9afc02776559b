"""The words around a reply time: how firm it is, which clock it has, what it is for, and when it holds."""

from policies.language.grammar.english.patterns import any_of, pattern, phrases, words

_WORKING_DAY = r"(?:business|working|work|week|office|clinic)[ -]?day"
_SAME_DAY = any_of(
    "on the day (?:that )?(?:i|we|they|it) (?:receive|get|are received|is received)",
    "(?:the )?same[- ](?:business |working |work |(?P<calendar>calendar ))?day",
    "that (?:same )?(?:business |working )?day",
    rf"by (?:the )?(?:end|close) of (?:the |that )?(?:same )?(?:{_WORKING_DAY}|business|play|day)"
    "(?!,? (?:of |on )?(?:the |my |our )?(?:next|following))",
    "within the (?:business |working )?day",
)
_DAY_OF_WORK = any_of(
    _WORKING_DAY,
    r"day (?:i am|i'm|we are|we're|the office is) (?:in|open|working|back)\b(?: the office)?",
    "weekday",
)
NEXT_DAY = phrases(
    f"(?P<same>{_SAME_DAY})",
    "(?:by (?:the )?(?:end|close) of (?:(?:business|play|the day|day),? (?:of |on )?)?)?(?:the |my "
    "|our |on the )?(?:next|following|first|subsequent)"
    f" (?:available |full |regular )?{_DAY_OF_WORK}",
    "waits? (?:for|until) (?:normal )?(?:business|working|office) hours",
)
NEXT_MORNING = pattern(r"(?<!\d )(?<!\d the )\b(?:next|following) (?:day|morning)\b")
NO_NUMBER = phrases(
    "as (?:soon|promptly|quickly) as (?:possible|practicable)(?: to)?",
    "as (?:soon|promptly|quickly) as (?:i|we|they) (?:reasonably )?can(?: to)?",
    "as (?:soon|promptly|quickly) as (?:i|we|they)(?: am| are|'m|'re) (?:able|free|available)(?: to)?",
    *("asap", "promptly", "in a timely (?:manner|fashion|way)", "in a reasonable time"),
    "within a reasonable (?:time(?:frame)?|period)",
    "at (?:my|our|their) earliest (?:convenience|opportunity)",
    r"no guarantee of a (?:response|reply)[\w ]{0,40}",
    "(?:several|a few) hours or (?:possibly )?(?:several|a few) days",
    "(?:within |in )?(?:a few|several) (?:hours|(?:business |working )?days)",
    "when (?:i|we) (?:can|am able|are able|am free|get (?:a chance|to it))",
    "(?:when|once|as soon as|after) (?:i|we) (?:return|get back|come back|(?:re-?)?open)",
    "(?:on|upon|after) (?:my|our) return",
    "(?:may|might) not (?:be able to )?(?:write back|reply|respond|answer|get back)(?: to (?:you"
    "|them|it|emails?))?"
    r" (?:before|until|for) [^.;,]{3,40}",
    r"(?:only )?(?:get|got) to (?:it|them|yours?) (?:on|at|when|before|in) [^.;,]{0,30}(?:meet"
    r"|session|appointment)",
    "(?:when|once) (?:i am|i'm|we are|we're) (?:next |back )?"
    "(?:working|available|free|in(?: the office)?|at (?:work|my desk)|back|open)",
)
# "I cannot guarantee a response within 24 hours" promises none
_REPLYING = (
    r"(?:respon|repl|answer|return|get(?:ting)? back|hear(?:ing)? back|hear from|call(?:ing)? back)\w*"
)
DENIED = pattern(
    r"\b(?:can ?not|can't|not|n't|unable to) (?:always )?(?:promise|guarantee)[^.;,]*$",
    r"\bno guarantee[^.;,]*$",
    rf"(?:\bnot|n't|\bnever|\bcannot)(?: \w+){{0,4}}? {_REPLYING}(?: \w+){{0,4}} ?$",
)
NO_PROMISE = pattern(r"\bcan(?:no|')t (?:promise|guarantee)\b")
_HOURS_OF_WORK = r"(?:{} ?)*hours".format(
    words("my our these those normal regular business office working clinic contact opening stated standard")
)
_FREE = "(?:weekend|evening|holiday|night)s?"
_LATE = words("after later evenings? weekends? holidays? past outside")
AFTER_HOURS = pattern(
    r"\bafter[- ]hours\b",
    r"\bout[- ]of[- ]hours\b",
    rf"\b(?:outside|out of|after) (?:of )?{_HOURS_OF_WORK}\b",
    r"\boutside (?:them|these|those|this|of these)\b",
    r"\b(?:on|at|over|during) (?:the )?(?:weekends?|evenings?|holidays?|saturdays?|sundays?|nights?)\b",
    r"\bovernight\b",
    rf"\b{_FREE}(?:,? (?:or|and) {_FREE})? (?:messages|calls|emails|texts|voicemails)\b",
    r"\b{} (?:\w+ )?{}\b".format(
        words("received sent left arriving arrive made placed submitted emails calls texts messages"),
        any_of(_LATE, "(?:on )?(?:a |an )?(?:friday|saturday|sunday|weekend|evening|holiday)"),
    ),
    r"\bcome in (?:\w+ )?(?:after|later|outside)\b",
    r"\bafter (?:\d{1,2}(?::\d\d)? ?(?:[ap]\.?m|on)|noon|5)\b",
)
EXCEPTED = pattern(
    r"\b{}\b[^;.]*$".format(
        any_of("except", r"exclud\w+", r"not (?:includ|count)\w*", "other than", "apart from")
    )
)
_SENT = any_of(
    words(r"received sent left arriv\w+ made placed submitted emailed"),
    *("that come in", "(?:call|write|message|email|text)s?", "same[- ]day [^;.]{0,30}"),
)
CUT_OFF = pattern(
    r"\bunless (?:it'?s |it is |they come |received |sent )?(?:after|later than|past) \d",
    r"^ (?:replies|responses|answers) (?:until|before|by) \d",
    rf"\b{_SENT}\b[^;.]{{0,20}}\b(?:before|by|until)\b ?(?:\d{{1,2}}|noon|midday|12)",
)
LATER = phrases(
    *("otherwise", "later", "after that", "thereafter", "the rest", "others", "if not"),
    "anything (?:later|after)",
)
AT_TIMES = phrases(
    r"(?:in|during) (?:\w+ )?(?:exam|busy|busier|school|peak|holiday|vacation)",
    r"(?:when|while|if|during|whenever) (?:\w+ ){0,3}"
    + any_of(
        "away", "vacations?", "on leave", "holidays?", "out of (?:the )?office", r"travel\w*", "sick", "off"
    ),
)
WORKING = phrases(
    *("week-?days?", "business", "working (?:days?|hours|week)", "work week", "week-?ends?", "workdays?"),
    "(?:office|opening|regular|contact) hours",
    *("days (?:that )?(?:i|we) work", "during the week", "m-f", "m-th"),
    r"mon(?:day)?s? ?(?:-|to|through|thru) ?(?:fri|thu|wed)\w*",
)
CONTACT_HOURS = phrases("counted in contact hours")
USUALLY = phrases(
    *(
        "typically",
        "usual(?:ly)?",
        "aims?(?: to)?",
        "attempts?",
        "best",
        "try",
        "tries",
        "strives?",
        "normally",
    ),
    *(
        "generally",
        "(?<!you )(?<!clients )may",
        "might",
        "hopes?",
        "average",
        "mostly",
        "approximately",
        "goal",
    ),
    *("endeavou?rs?", "often", "expect", "as a rule", "effort", "intend", "target", "tends? to", "should"),
    *(
        "in most cases",
        "most of the time",
        "where possible",
        "when(?:ever)? possible",
        "if possible",
        "ideally",
    ),
    r"about(?= (?:\d|an?\b|one|two|three))",
)
MATTERS = (
    (
        "refill",
        phrases("refills?(?: requests)?", "(?:repeat )?prescriptions?", "scripts?", "medication requests?"),
    ),
    (
        "paperwork",
        phrases(
            *(
                "paperwork",
                "letters?",
                "forms",
                "reports?",
                "documentation",
                r"prior auth\w*",
                "records? requests?",
            )
        ),
    ),
    (
        "scheduling",
        phrases(
            "(?:messages|questions|requests|emails|texts) about scheduling",
            "scheduling (?:requests|questions|messages|matters)",
        ),
    ),
    ("between_session_note", phrases("notes between sessions")),
    ("urgent", phrases("(?<!non-)(?<!non )(?<!not )urgent(?! care)")),
)
OWN_WORDS = pattern('" +"')
SAME_DAY_OR = pattern(r"\bsame (?:working |calendar )?day, or else $")
