"""What a policy document may say, and what is answered where it cannot be right."""

import json
import math
from typing import Any

import pytest

from policies.domain.document import DocumentError, json_schema, parse_document, to_json
from policies.domain.duration import parse_duration

WINDOW = {"days": ["MO"], "start": "09:00", "end": "17:00"}
FULL = {
    "format": "boundary-policy/1",
    "timezone": "America/New_York",
    "region": "US-NY",
    "language": "en",
    "hours": {
        "contact": [
            {**WINDOW, "every": 2, "anchor": "2026-03-02", "from": "2026-01-01", "until": "2026-12-31"}
        ],
        "phone": [{**WINDOW, "end": None}],
    },
    "holidays": {"observe": True, "open_on": ["Columbus Day"]},
    "closed_dates": ["2026-11-27"],
    "overrides": [{"date": "2026-12-24", "windows": []}],
    "time_away": [
        {
            "first_day": "2026-12-21",
            "last_day": "2027-01-03",
            "coverage": {"name": "Dr. Okafor", "contact": "555 0100", "for": "urgent"},
        },
        {"start": "2026-06-05T16:00:00Z", "end": "2026-06-08T13:00:00Z"},
    ],
    "busy": [{"start": "2026-06-09T16:00:00Z", "end": "2026-06-09T17:00:00Z"}],
    "reply": {
        "within": "PT24H",
        "clock": "working_days",
        "at_least": "PT90M",
        "firmness": "usual",
        "words": "soon",
    },
    "channels": {"email": {"accepted": True, "use": "scheduling_only"}},
    "matters": {"refill": {"within": "P3D", "clock": "working_days", "firmness": "usual"}},
    "closed": ["weekends", "public_holidays"],
    "coverage": "a colleague",
    "emergency": {"resources": ["911", "988", "nearest_er"]},
    "while_you_wait": ["breathe"],
    "ending_care": "You are free to go.",
    "review_on": "2027-03-01",
    "notes": ["a note"],
}


def problems(**said: Any) -> list[tuple[str, str]]:
    with pytest.raises(DocumentError) as refused:
        parse_document({"timezone": "Etc/UTC", **said})
    return [(each.path, each.message) for each in refused.value.problems]


def test_a_full_document_comes_back_as_it_was() -> None:
    canonical = json.loads(json.dumps(to_json(parse_document(FULL))))
    assert parse_document(canonical) == parse_document(FULL)
    phone = canonical["hours"]["phone"][0]
    assert (phone["end"], "anchor" in phone) == (None, False)
    assert {key: value for key, value in canonical.items() if key != "hours"} == {
        key: value for key, value in FULL.items() if key != "hours"
    }


def test_nulls_may_be_written() -> None:
    said = {
        "reply": None,
        "coverage": None,
        "channels": {"email": {"use": None, "hours": None}},
        "region": None,
    }
    assert parse_document({"timezone": "Etc/UTC", **said}) == parse_document(
        {"timezone": "Etc/UTC", "channels": {"email": {}}}
    )


def test_only_the_zone_is_needed() -> None:
    with pytest.raises(DocumentError, match="timezone: is needed; add it"):
        parse_document({})


@pytest.mark.parametrize("raw", [None, [], "text", 5, math.nan, True])
def test_a_document_is_an_object(raw: object) -> None:
    with pytest.raises(DocumentError, match="write an object in curly brackets"):
        parse_document(raw)


@pytest.mark.parametrize(
    ("said", "path", "message"),
    [
        ({"colour": 1}, "colour", "is not known here; take it out, or check its spelling"),
        ({"hours": {"contact": [{**WINDOW, "x": 1}]}}, "hours.contact[0].x", "is not known here"),
        (
            {"hours": {"contact": [{**WINDOW, "start": "9:00"}]}},
            "hours.contact[0].start",
            "'9:00' is no time of day",
        ),
        (
            {"hours": {"contact": [{**WINDOW, "start": "09:99"}]}},
            "hours.contact[0].start",
            "'09:99' is no time of day",
        ),
        (
            {"hours": {"contact": [{**WINDOW, "end": "25:00"}]}},
            "hours.contact[0].end",
            "'25:00' is no time of day",
        ),
        (
            {"hours": {"contact": [{**WINDOW, "end": "24:01"}]}},
            "hours.contact[0].end",
            "'24:01' is no time of day",
        ),
        (
            {"hours": {"contact": [{**WINDOW, "start": "24:00"}]}},
            "hours.contact[0].start",
            "can only be an end",
        ),
        (
            {"hours": {"contact": [{**WINDOW, "start": 9.5}]}},
            "hours.contact[0].start",
            "write a time of day as text",
        ),
        (
            {"hours": {"contact": [{**WINDOW, "start": True}]}},
            "hours.contact[0].start",
            "write a time of day as text",
        ),
        ({"hours": {"contact": [{"days": ["MO"], "start": "09:00"}]}}, "hours.contact[0].end", "is needed"),
        (
            {"hours": {"contact": [{**WINDOW, "days": []}]}},
            "hours.contact[0].days",
            "is empty; name at least one day",
        ),
        (
            {"hours": {"contact": [{**WINDOW, "days": ["Monday"]}]}},
            "hours.contact[0].days[0]",
            "write 'MO', 'TU'",
        ),
        ({"hours": {"contact": [{**WINDOW, "days": "MO"}]}}, "hours.contact[0].days", "write a list"),
        ({"hours": {"contact": [{**WINDOW, "every": 2}]}}, "hours.contact[0]", "'every' needs an 'anchor'"),
        (
            {"hours": {"contact": [{**WINDOW, "every": 0}]}},
            "hours.contact[0].every",
            "write a number from 1 up",
        ),
        (
            {"hours": {"contact": [{**WINDOW, "every": "2"}]}},
            "hours.contact[0].every",
            "write a whole number",
        ),
        (
            {"hours": {"contact": [{**WINDOW, "from": "2026-02-01", "until": "2026-01-01"}]}},
            "hours.contact[0]",
            "'until' is before 'from'",
        ),
        ({"hours": {"contact": [WINDOW] * 10_000}}, "hours.contact", "has more than 200 entries"),
        ({"timezone": "New York"}, "timezone", "'New York' is no time zone"),
        ({"timezone": 5}, "timezone", "write the time zone as text"),
        ({"timezone": "\ud800"}, "timezone", "is no time zone"),
        ({"format": "boundary-policy/2"}, "format", "write 'boundary-policy/1'"),
        ({"region": "usa"}, "region", "write a country as in 'GB'"),
        ({"language": "English"}, "language", "write a language as in 'en'"),
        ({"reply": {"within": "P1Y2M"}}, "reply.within", "'P1Y2M' is no reply time; write hours as 'PT24H'"),
        ({"reply": {"within": "PT0H"}}, "reply.within", "leaves no time to reply"),
        ({"reply": {"within": "-PT1H"}}, "reply.within", "is no reply time"),
        ({"reply": {"within": "PT-1H"}}, "reply.within", "is no reply time"),
        ({"reply": {"within": "PT1000000000H"}}, "reply.within", "is no reply time"),
        ({"reply": {"within": "PT19201H"}}, "reply.within", "is longer than 800 days"),
        ({"reply": {"within": "P801D"}}, "reply.within", "is longer than 800 days"),
        ({"reply": {"within": "PT"}}, "reply.within", "is no reply time"),
        ({"reply": {"within": "P1DT12H"}}, "reply.within", "is no reply time"),
        ({"reply": {"within": math.nan}}, "reply.within", "write a reply time as text"),
        ({"reply": {"within": 24}}, "reply.within", "write a reply time as text"),
        ({"reply": {"within": "PT\u0663H"}}, "reply.within", "is no reply time"),
        ({"reply": {"within": "PT1H", "at_least": "P1D"}}, "reply", "'at_least' is longer than 'within'"),
        (
            {"reply": {"within": "PT1H", "clock": "business"}},
            "reply.clock",
            "write one of 'calendar', 'working_days'",
        ),
        ({"closed_dates": ["2026-02-30"]}, "closed_dates[0]", "'2026-02-30' is no date"),
        ({"closed_dates": ["2026-W01-1"]}, "closed_dates[0]", "'2026-W01-1' is no date"),
        ({"closed_dates": ["9999-12-31"]}, "closed_dates[0]", "the year 9999 is not between 1970 and 2200"),
        ({"closed_dates": [20260101]}, "closed_dates[0]", "write a date as text"),
        (
            {"review_on": "soon"},
            "review_on",
            "'soon' is no date; write year, month and day, as in '2026-12-24'",
        ),
        (
            {"overrides": [{"date": "2026-12-24", "windows": []}, {"date": "2026-12-24", "windows": []}]},
            "overrides",
            "2026-12-24 has 2 overrides; put their windows into one",
        ),
        ({"time_away": [{"first_day": "2026-01-02", "last_day": "2026-01-01"}]}, "time_away[0]", "swap them"),
        (
            {"time_away": [{"first_day": "2026-01-02"}]},
            "time_away[0]",
            "say either 'first_day' and 'last_day'",
        ),
        ({"time_away": [{}]}, "time_away[0]", "say either"),
        (
            {"time_away": [{"start": "2026-01-02T12:00", "end": "2026-01-03T12:00Z"}]},
            "time_away[0].start",
            "has no UTC offset; add one",
        ),
        (
            {"time_away": [{"start": "2026-01-02T12:00Z", "end": "2026-01-02T12:00Z"}]},
            "time_away[0]",
            "'end' is not after 'start'",
        ),
        (
            {"time_away": [{"start": "9999-12-31T23:59:59-14:00", "end": "2026-01-02T12:00Z"}]},
            "time_away[0].start",
            "the year 9999 is not between",
        ),
        ({"channels": {"pigeon": {}}}, "channels.pigeon", "write one of 'email', 'sms', 'phone'"),
        ({"channels": {"email": {"accepted": "yes"}}}, "channels.email.accepted", "write true or false"),
        ({"matters": {"weather": {}}}, "matters.weather", "write one of 'scheduling'"),
        ({"notes": ["a\0b"]}, "notes[0]", "holds a NUL character"),
        ({"notes": ["\ud800"]}, "notes[0]", "holds half of a character pair"),
        ({"notes": [""]}, "notes[0]", "is empty; leave it out instead"),
        ({"notes": ["a" * 10_001]}, "notes[0]", "is longer than 10000 characters"),
        ({"k" * 500: 1}, "k" * 40 + "…", "is not known here"),
        ({"holidays": {"observe": True}}, "region", "say of which country"),
        ({"region": "XX", "holidays": {}}, "region", "no holiday calendar is known for 'XX'"),
        (
            {"region": "US-ZZ", "holidays": {}},
            "region",
            "no holiday calendar is known for 'US-ZZ'; write 'US'",
        ),
        (
            {"region": "US-NY", "holidays": {"open_on": ["Colombus Day"]}},
            "holidays.open_on[0]",
            "'Colombus Day' is no holiday of US-NY; did you mean 'Columbus Day'?",
        ),
    ],
)
def test_a_problem_says_where_and_how_to_mend_it(said: dict[str, Any], path: str, message: str) -> None:
    [(found_path, found_message)] = problems(**said)
    assert (found_path, message in found_message) == (path, True), found_message


def test_every_problem_is_named_at_once() -> None:
    paths = [path for path, _ in problems(region="usa", reply={"within": "x", "clock": "y"})]
    assert paths == ["region", "reply.within", "reply.clock"]


def test_of_very_many_problems_the_first_are_named() -> None:
    told = problems(**{f"key{number}": 1 for number in range(1000)})
    assert (len(told), told[-1]) == (51, ("", "and 950 more problems; mend these first"))


def test_deep_nesting_is_refused_like_any_other_value() -> None:
    nested: list[Any] = []
    for _ in range(1000):
        nested = [nested]
    assert problems(notes=nested) == [("notes[0]", "write text in quotes")]


def test_an_unknown_region_is_no_problem_where_no_holidays_are_observed() -> None:
    assert parse_document({"timezone": "Etc/UTC", "region": "XX"}).region == "XX"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("PT24H", "PT24H"),
        ("PT48H", "PT48H"),
        ("P2D", "P2D"),
        ("P0D", "P0D"),
        ("PT30M", "PT30M"),
        ("PT60M", "PT1H"),
        ("PT1H30M", "PT90M"),
    ],
)
def test_durations_keep_hours_and_days_apart(text: str, canonical: str) -> None:
    assert str(parse_duration(text)) == canonical


def test_days_are_kept_in_week_order_and_once() -> None:
    hours = {"contact": [{**WINDOW, "days": ["SU", "MO", "SU"]}]}
    assert parse_document({"timezone": "Etc/UTC", "hours": hours}).hours.contact[0].days == ("MO", "SU")


def test_the_schema_describes_the_document() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert (schema["required"], schema["additionalProperties"]) == (["timezone"], False)
    assert set(schema["properties"]) == set(FULL)
    assert set(schema["$defs"]["Window"]["properties"]) == {
        "days",
        "start",
        "end",
        "every",
        "anchor",
        "from",
        "until",
    }


def test_channels_and_matters_have_one_order_however_they_were_stored() -> None:
    """PostgreSQL sorts the keys of what it keeps; which channel is told first must not hang on that."""
    channels, matters = ("phone", "email", "sms"), ("urgent", "refill")
    policy = parse_document(
        {
            "timezone": "UTC",
            "channels": {name: {} for name in channels},
            "matters": {name: {"within": "P1D"} for name in matters},
        }
    )
    assert [*policy.channels] == ["email", "sms", "phone"]
    assert [*policy.matters] == ["refill", "urgent"]
    assert [*to_json(policy)["channels"]] == ["email", "sms", "phone"]
