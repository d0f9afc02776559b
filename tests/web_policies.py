"""A policy that says something about everything a public page can show."""

FULL_POLICY = {
    "format": "boundary-policy/1",
    "timezone": "America/New_York",
    "region": "US-NY",
    "language": "en",
    "hours": {
        "contact": [
            {"days": ["MO", "TU", "WE", "TH"], "start": "09:00", "end": "12:30"},
            {"days": ["MO", "TU", "WE", "TH"], "start": "13:30", "end": "17:00"},
            {"days": ["FR"], "start": "09:00", "end": "13:00"},
        ],
        "sessions": [
            {"days": ["TU", "TH"], "start": "10:00", "end": "19:00"},
            {"days": ["SA"], "start": "10:00", "end": "14:00", "every": 2, "anchor": "2026-03-14"},
        ],
    },
    "holidays": {"observe": True, "open_on": ["Columbus Day"]},
    "time_away": [
        {
            "first_day": "2026-12-21",
            "last_day": "2027-01-03",
            "coverage": {"name": "Samuel Reyes, LCSW", "contact": "212-555-0148", "for": "urgent"},
        },
    ],
    "reply": {"within": "PT24H", "clock": "working_days", "firmness": "usual"},
    "channels": {
        "email": {"accepted": True, "note": "Mail is not encrypted, so please keep it short."},
        "sms": {
            "accepted": True,
            "use": "scheduling_only",
            "reply": {"within": "PT4H", "clock": "contact_hours", "firmness": "usual"},
        },
        "phone": {
            "accepted": True,
            "use": "urgent_only",
            "hours": [{"days": ["MO", "TU", "WE", "TH", "FR"], "start": "12:30", "end": "13:30"}],
        },
        "social": {"accepted": False, "note": "I do not accept friend requests, to protect your privacy."},
    },
    "matters": {
        "scheduling": {"within": "P1D", "clock": "working_days"},
        "refill": {"within": "P3D", "clock": "working_days"},
    },
    "coverage": "When I am away, a colleague who knows of our arrangement answers what cannot wait.",
    "emergency": {
        "resources": ["911", "988", "nearest_er"],
        "text": "If you are not safe, please call before you write. I will be glad you did.",
    },
    "while_you_wait": [
        "Put both feet on the floor and name five things you can see.",
        "Write down what you would like to tell me, and bring it to our session.",
        "Call someone who is good for you.",
    ],
    "ending_care": "You are free to stop at any time, and you need not explain. "
    "If you like, I will help you to find someone else.",
    "notes": ["I do not work on weekends, apart from the Saturday sessions."],
}
