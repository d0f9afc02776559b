"""Policy documents of every kind, drawn at random."""

import string
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TODAY = date(2026, 3, 1)
ZONES = ("America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns")
OWN_WORDS = (
    *(
        "Sessions are held in two languages.",
        "Please leave a number",
        "I reply within 24 hours. Monday 9 to 5.",
    ),
    *(
        "call 911; then write to me",
        "no email",
        "I am away until noon:\nask Dr. Cole",
        "¿Puede esperar? Sí \u2013 claro",
        "In my own words: well",
    ),
)

days = st.lists(st.sampled_from(WEEK), min_size=1, unique=True)
starts = st.integers(0, 23 * 12 + 11).map(lambda five: f"{five // 12:02}:{five % 12 * 5:02}")
ends = starts | st.just("24:00") | st.none()
dates = st.integers(-400, 60_000).map(lambda days: (TODAY + timedelta(days=days)).isoformat())
stretches = st.fixed_dictionaries({"start": starts, "end": ends})
weekly = st.builds(lambda days, stretch: {"days": days, **stretch}, days, stretches)
limited = st.builds(
    lambda window, every, anchor, first, length: {
        **window,
        **({"every": every, "anchor": anchor} if every > 1 else {}),
        **({"from": first} if length % 2 else {}),
        **({"until": (date.fromisoformat(first) + timedelta(days=length)).isoformat()} if length % 3 else {}),
    },
    weekly,
    st.integers(1, 52),
    dates,
    dates,
    st.integers(0, 400),
)
windows = st.lists(weekly | weekly | limited, max_size=4)

amounts = st.integers(1, 90) | st.integers(91, 9_999)
lengths = (
    amounts.map("PT{}H".format)
    | amounts.map("PT{}M".format)
    | st.integers(1, 700).map("P{}D".format)
    | st.just("P0D")
)
own_words = st.sampled_from(OWN_WORDS)
reply_words = st.sampled_from(
    ("as soon as possible", "when I can; often sooner", "within 3 days (by text)", "Monday 9 - 5")
)
commitments = st.fixed_dictionaries(
    {
        "within": lengths | st.none(),
        "clock": st.sampled_from(["calendar", "working_days", "contact_hours"]),
        "firmness": st.sampled_from(["promised", "usual"]),
    },
    optional={"at_least": lengths, "words": reply_words},
)
channels = st.sampled_from(["email", "sms", "phone", "portal", "fax", "chat", "social", "walk_in"])
uses = st.sampled_from([None, "any", "scheduling_only", "urgent_only"])
rules = st.fixed_dictionaries(
    {"accepted": st.sampled_from([True, True, False]), "use": uses},
    optional={"reply": commitments, "hours": windows, "note": own_words},
)
coverages = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Dr. Imani Cole", "Sam O'Hara", "the on-call team", "José Núñez, PsyD"]),
        "contact": st.sampled_from(
            ["212-555-0148", "sam@example.org", "+44 20 7946 0000", "https://example.org/cover"]
        ),
        "for": st.sampled_from(["urgent", "refill requests", "couples"]),
    },
)
days_away = st.builds(
    lambda first, length: {
        "first_day": first,
        "last_day": (date.fromisoformat(first) + timedelta(days=length)).isoformat(),
    },
    dates,
    st.integers(0, 90),
)
resources = st.sampled_from(
    [
        *(
            "911",
            "988",
            "999",
            "000",
            "112",
            "111",
            "811",
            "1737",
            "116123",
            "131114",
            "741741",
            "85258",
            "50808",
        ),
        *("nhs_111", "nearest_er", "gp", "samaritans", "saneline", "emergency_services"),
        *("local_crisis_line", "practice_crisis_line"),
    ]
)
names = st.text(string.ascii_letters + " .,;:-'\"“”\n", min_size=1, max_size=60)


def moments_away(zone: str) -> st.SearchStrategy[dict[str, str]]:
    """Two moments in the zone's local time, also in the hours that clocks skip or show twice."""
    place = ZoneInfo(zone)
    local = st.builds(
        lambda days, minutes: datetime(2026, 1, 1, tzinfo=place) + timedelta(days=days, minutes=minutes),
        st.integers(0, 900),
        st.integers(0, 24 * 60 - 1),
    )
    near_a_change = st.integers(0, 600).map(
        lambda minutes: (
            datetime.fromisoformat("2026-10-31T20:00Z") + timedelta(minutes=5 * minutes)
        ).astimezone(place)
    )
    return st.builds(
        lambda start, minutes: {
            "start": start.isoformat(timespec="minutes"),
            "end": (start + timedelta(minutes=minutes)).astimezone(place).isoformat(timespec="minutes"),
        },
        (local | near_a_change).map(lambda moment: moment.astimezone(ZoneInfo("UTC")).astimezone(place)),
        st.integers(1, 50_000),
    )


def documents() -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from(ZONES).flatmap(_documents)


def _documents(zone: str) -> st.SearchStrategy[dict[str, Any]]:
    absences = st.builds(
        lambda when, coverage: {**when, "coverage": coverage},
        days_away | moments_away(zone),
        st.none() | coverages,
    )
    return st.fixed_dictionaries(
        {
            "timezone": st.just(zone),
            "region": st.sampled_from(["US-NY", "GB", "AU", "IE"]),
            "language": st.just("en"),
        },
        optional={
            "hours": st.dictionaries(st.sampled_from(["contact", "office", "sessions", "phone"]), windows),
            "holidays": st.fixed_dictionaries(
                {"observe": st.booleans(), "open_on": st.lists(st.just("New Year's Day"), max_size=1)}
            ),
            "closed_dates": st.lists(dates, max_size=12),
            "overrides": st.lists(
                st.fixed_dictionaries({"date": dates, "windows": st.lists(stretches, max_size=3)}),
                max_size=3,
                unique_by=lambda each: each["date"],
            ),
            "time_away": st.lists(absences, max_size=3),
            "reply": commitments,
            "channels": st.dictionaries(channels, rules, max_size=4),
            "matters": st.dictionaries(
                st.sampled_from(["scheduling", "between_session_note", "refill", "paperwork", "urgent"]),
                commitments,
                max_size=3,
            ),
            "closed": st.lists(
                st.sampled_from(["weekends", "evenings", "university_holidays", "public_holidays"]),
                max_size=3,
            ),
            "coverage": own_words,
            "emergency": st.fixed_dictionaries(
                {"resources": st.lists(resources, max_size=5)}, optional={"text": own_words}
            ),
            "while_you_wait": st.lists(
                st.sampled_from(["take a short walk", "call a friend", "breathe: in, out"]), max_size=3
            ),
            "ending_care": own_words,
            "review_on": dates,
            "notes": st.lists(own_words, max_size=3),
        },
    )
