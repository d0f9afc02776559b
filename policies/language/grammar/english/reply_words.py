"""Words that tell a reply time from the other durations of a statement: notice, waiting, lengths."""

from policies.language.grammar.english.patterns import phrases, words

MESSAGES = words(
    "calls? messages? msgs? e-?mails? texts? voicemails? enquir(?:y|ies) inquir(?:y|ies) requests? queries"
)
REPLY = phrases(
    "repl(?:y|ies|ied|ying)",
    "respon(?:d|ds|ded|se|ses|ding)",
    "answer(?:s|ed|ing)?(?! (?:machine|phone))",
    rf"return(?:ed|s|ing)? (?:\w+ ){{0,4}}{MESSAGES}",
    rf"{MESSAGES}[^.;]{{0,40}} returned",
    "returned",
    "rtn(?:s|ing)?",
    r"(?:i|we)(?:'ll| will) (?:call|ring|text|email|phone|contact|message) (?:you|within)",
    "(?:get|got) (?:round )?to (?:it|them|yours?)",
    "(?:get|getting|gets|got|come|coming) back",
    r"(?:call|phone|ring|text|write|email)(?:s|ed|ing)? (?:\w+ )?back",
    *(
        "call ?back",
        "hear (?:back|from)",
        "be in touch",
        "in touch with you",
        "reach out to you",
        "contact you",
    ),
    *("follow up", "turn(?:ed)?[- ]?around", "dealt with", "attend(?:ed)? to", "address(?:ed)?", "handled"),
    *(
        "actioned",
        "picked up",
        "processed",
        "complet(?:ed?|ion)",
        "waits? (?:for|until)",
        "acknowledged?",
        "allow",
    ),
    "takes? (?:up to|about|around)",
    r"takes?(?= \w+ (?:business|working|days))",
    *("can take", "may take", "may need", "needs? (?:up to|about)", "as long as"),
    "(?:alert|notify|inform) (?:the|your|our) (?:clinician|therapist|counsellor|counselor|doctor)",
    *("review(?:ed)? (?:and|messages)", "read and"),
    r"within (?:\S+ ){1,5}of (?:receipt|receiving|getting|being (?:sent|received))",
)
_MEETING = words("appointments? sessions? bookings? meetings?")
THE_CLIENTS = phrases(
    *("notice", r"cancel\w*", "in advance", "advance", "not (?:call|contact|text)", r"re-?schedul\w*"),
    rf"(?:before|of|prior to|preceding) (?:your|the|our|a|an|any) (?:\w+ ){{0,2}}{_MEETING}",
    *("(?:mins?|minutes?|hours?) late", "late by", "late for", "ahead", "prior to", "prior"),
    *("sessions? (?:last|are|is|run)", "(?:appointments?|calls?) (?:last|are|is) ", "open within"),
    *(
        "first appointment",
        "reminders?",
        r"remind\w*",
        "expires?",
        "invoices?",
        "payments?",
        "paid",
        "balance",
    ),
    *("hold your", "held for", "deleted", "retain(?:ed)?", "kept"),
)
HELPLINE = phrases(
    r"(?:help|hot|life|warm|night|nite|child|sane|care|kids|text|health|youth|(?:teen"
    r"|peer)(?:-to-(?:teen|peer))?) ?lines?",
    r"(?:samaritans|shout|13 ?yarn|pieta|nhs 111|kooth|papyrus|befrienders|headspace|beyond ?blue)",
    r"(?:trevor|kids help|crisis text|suicide call back|telefonseelsorge|switchboard) ?(?:project"
    r"|phone|line|service)?",
    r"(?:crisis|suicide|support|prevention|advice) (?:text )?(?:lines?|service)|text service",
    r"virtual medical",
    r"timelycare",
    r"(?:crisis|emergency|home treatment) teams?",
    r"suicide (?:&|and) crisis",
    r"mental health (?:line|triage)",
)
ASKED_HOW_SOON = phrases(r"how (?:long|soon|quickly|fast)", r"when (?:will|can|do) (?:you|i|my)")
ASKED_ANYTHING_ELSE = phrases(
    r"wait(?:ing)?(?: list)?", r"sessions?|appointments?", r"therapy|treatment|course|programme?|stay"
)
