"""What `describe` says, `understand` reads back: for everything that the first parser knows.

Outside of the property are: windows that come every few weeks or for some dates only, overrides, holidays
that are worked, absences between two moments, free words (coverage, notes, emergency text, ways to wait),
hours of a channel,
calendar `P0D`, an end written 00:00 (read as 24:00), and texts that are not English.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.domain.document import parse_document
from policies.language.describe import describe
from policies.language.understand import understand

WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TODAY = date(2026, 3, 1)
days = st.lists(st.sampled_from(WEEK), min_size=1, unique=True)
starts = st.integers(0, 23 * 4 + 3).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
ends = starts.filter(lambda time: time != "00:00") | st.just("24:00")
windows = st.fixed_dictionaries({"days": days, "start": starts, "end": ends | st.none()})
lengths = st.integers(1, 90)
hour_clocks = st.sampled_from(["calendar", "working_days", "contact_hours"])
day_clocks = st.sampled_from(["calendar", "working_days"])
uses = st.sampled_from([None, "any", "scheduling_only", "urgent_only"])
kinds = st.sampled_from(["contact", "office", "sessions", "phone"])
closures = st.sampled_from(["weekends", "evenings", "university_holidays", "public_holidays"])
resources = st.sampled_from(["911", "988", "999", "116123", "741741", "nearest_er", "gp"])
dates = st.integers(0, 900).map(lambda days: (TODAY + timedelta(days=days)).isoformat())
commitments = st.one_of(
    st.fixed_dictionaries({"within": lengths.map("PT{}H".format), "clock": hour_clocks}),
    st.fixed_dictionaries({"within": lengths.map("P{}D".format), "clock": day_clocks}),
    st.builds(
        lambda least, more: {
            "within": f"P{least + more}D",
            "at_least": f"P{least}D",
            "clock": "working_days",
        },
        lengths,
        st.integers(1, 9),
    ),
    st.just({"within": "P0D", "clock": "working_days"}),
    st.just({"within": None, "clock": "calendar", "firmness": "usual", "words": "as soon as possible"}),
)
firm_or_usual = st.builds(
    lambda said, firm: {"firmness": firm, **said}, commitments, st.sampled_from(["promised", "usual"])
)
accepted = st.fixed_dictionaries(
    {"accepted": st.just(value=True), "use": uses, "reply": st.none() | firm_or_usual}
)
refused = st.just({"accepted": False})
written_channels = st.sampled_from(["email", "sms", "phone", "portal", "fax", "chat", "social"])
absences = st.builds(
    lambda start, length, coverage: {
        "first_day": (TODAY + timedelta(days=start)).isoformat(),
        "last_day": (TODAY + timedelta(days=start + length)).isoformat(),
        "coverage": coverage,
    },
    st.integers(0, 700),
    st.integers(0, 60),
    st.none()
    | st.just({"name": "Dr. Imani Cole", "contact": "212-555-0148", "for": "urgent"})
    | st.just({"name": "Sam O'Hara", "contact": "sam@example.org"}),
)


def consistent(policy: dict[str, Any]) -> dict[str, Any]:
    """Two windows that say the same are said once; whoever has phone hours takes calls."""
    hours = {
        kind: [each for i, each in enumerate(said) if not any(alike(each, before) for before in said[:i])]
        for kind, said in policy["hours"].items()
    }
    answering = {"phone": {"accepted": True}} if "phone" in hours else {}
    return {**policy, "hours": hours, "channels": {**policy["channels"], **answering}}


def alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return (set(one["days"]), one["start"], one["end"]) == (set(other["days"]), other["start"], other["end"])


documents = st.fixed_dictionaries(
    {
        "timezone": st.just("America/New_York"),
        "region": st.just("US-NY"),
        "language": st.just("en"),
        "hours": st.dictionaries(kinds, st.lists(windows, min_size=1, max_size=3)),
        "reply": st.none() | firm_or_usual,
        "matters": st.dictionaries(
            st.sampled_from(["refill", "paperwork", "urgent"]), firm_or_usual, max_size=2
        ),
        "channels": st.dictionaries(written_channels, accepted | refused)
        | st.fixed_dictionaries({"walk_in": refused | st.just({"accepted": True})}),
        "closed": st.lists(closures, unique=True).map(sorted),
        "closed_dates": st.lists(dates, unique=True, max_size=3).map(sorted),
        "time_away": st.lists(absences, max_size=2),
        "emergency": st.fixed_dictionaries({"resources": st.lists(resources, unique=True)}),
    }
).map(consistent)


@given(documents)
@settings(max_examples=200, deadline=None)
def test_what_is_described_is_understood_again(document: dict[str, Any]) -> None:
    policy = parse_document(document)
    text = describe(policy)
    understood = understand(text, timezone=policy.timezone, region=policy.region, on=TODAY)
    again = parse_document(understood.policy)
    assert again.model_copy(update={"closed": sorted(again.closed)}) == policy.model_copy(
        update={"closed": sorted(policy.closed), "emergency": policy.emergency or again.emergency}
    ), text
