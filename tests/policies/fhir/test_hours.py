"""A PractitionerRole says what the promise engine says, whatever a policy does with its dates."""

from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

import pytest

from policies.domain.document import BoundaryPolicy, parse_document
from policies.domain.fhir.hours import contact_hours
from policies.domain.fhir.people import Hours, Person, practitioner, practitioner_role
from policies.domain.fhir.values import Json, Release, local
from policies.domain.promise import compile_policy
from policies.language.fhir_words import words_for
from scheduler.domain.interval import Interval, Intervals, clip, normalise, subtract
from scheduler.domain.wall_clock import whole_days, zone
from tests.policies.domain.any_document import TODAY, any_document
from tests.policies.fhir.read_back import exceptions, open_times
from tests.policies.fhir.valid import valid

FIRST, LAST = date(2026, 3, 1), date(2026, 8, 31)
WEEK = [{"days": ["MO", "TU", "WE", "TH", "FR"], "start": "09:00", "end": "17:00"}]
SOMEBODY = UUID("0b0f1c3e-8a2d-4c58-9f1e-5d7a6b3c2e10")


def role_of(policy: BoundaryPolicy, release: Release, name: str = "Zoë Åsa 张") -> Json:
    words = words_for(policy.language)
    told = contact_hours(policy, TODAY, words)
    person = Person(
        id=SOMEBODY,
        name=name,
        slug="zoe",
        names="https://x.example/p/",
        practice="Ruhe & Söhne <b>",
        languages=("en", "es-MX"),
        time_zone=policy.timezone,
        is_there=True,
    )
    valid(practitioner(person, release), release)
    hours = Hours(told, words) if told else None
    return valid(practitioner_role(person, hours, release, changed=datetime(2026, 3, 1, tzinfo=UTC)), release)


def engine(policy: BoundaryPolicy) -> Intervals:
    """When a message on no special channel is promised under open hours."""
    span = whole_days(FIRST, LAST, zone(policy.timezone))
    assert span
    general = policy.model_copy(update={"channels": {}, "reply": None, "matters": {}})
    return compile_policy(general).open_intervals("email", span.start, span.end)


def says_the_same(policy: BoundaryPolicy, release: Release) -> None:
    role, place = role_of(policy, release), zone(policy.timezone)
    opened, read = engine(policy), open_times(role, release, FIRST, LAST)
    assert subtract(read, opened) == ()
    for more in subtract(opened, read):
        assert f"{local(more.start, place)}/{local(more.end, place)}" in exceptions(role, release)


@pytest.mark.parametrize("release", Release)
@pytest.mark.parametrize("seed", range(120))
def test_any_policy_is_told_as_the_engine_has_it(seed: int, release: Release) -> None:
    says_the_same(parse_document(any_document(Random(seed))), release)  # noqa: S311  the same each time


ODD: dict[str, Json] = {
    "every second week": {"hours": {"contact": [WEEK[0] | {"every": 2, "anchor": "2026-03-02"}]}},
    "seasons": {
        "hours": {
            "contact": [
                WEEK[0] | {"until": "2026-05-31"},
                {"days": ["TU"], "start": "10:00", "end": "14:00", "from": "2026-06-01"},
            ]
        }
    },
    "past midnight": {"hours": {"contact": [{"days": ["SA", "SU"], "start": "22:00", "end": "03:30"}]}},
    "to midnight": {"hours": {"contact": [{"days": ["SU"], "start": "22:00", "end": "24:00"}]}},
    "round the clock": {"hours": {"contact": [{"days": ["SU", "MO"], "start": "00:00", "end": "24:00"}]}},
    "where clocks skip": {"hours": {"contact": [{"days": ["SU"], "start": "02:00", "end": "03:00"}]}},
    "where clocks go back": {
        "timezone": "Europe/London",
        "hours": {"contact": [{"days": ["SU"], "start": "00:30", "end": "02:30"}]},
    },
    "no end": {"hours": {"contact": [{"days": ["MO"], "start": "09:00", "end": None}]}},
    "closed dates": {"hours": {"contact": WEEK}, "closed_dates": ["2026-03-11", "2026-03-14"]},
    "closed after a night": {
        "hours": {"contact": [{"days": ["TU"], "start": "22:00", "end": "02:00"}]},
        "closed_dates": ["2026-03-11"],
    },
    "overrides": {
        "hours": {"contact": WEEK},
        "overrides": [
            {"date": "2026-03-12", "windows": []},
            {"date": "2026-03-13", "windows": [{"start": "12:00", "end": "20:00"}]},
            {"date": "2026-03-14", "windows": [{"start": "23:00", "end": "01:00"}]},
        ],
    },
    "time away": {
        "hours": {"contact": WEEK},
        "time_away": [
            {"first_day": "2026-03-16", "last_day": "2026-03-22"},
            {"start": "2026-04-01T12:00-04:00", "end": "2026-04-02T10:00-04:00"},
        ],
    },
    "holidays": {"hours": {"contact": WEEK}, "region": "US-NY", "holidays": {"observe": True}},
    "no weekends": {
        "hours": {"contact": [{"days": ["FR", "SA"], "start": "09:00", "end": "12:00"}]},
        "closed": ["weekends"],
    },
    "all of it away": {
        "hours": {"contact": WEEK},
        "time_away": [{"first_day": "2026-01-01", "last_day": "2026-12-31"}],
    },
    "dates alone": {
        "overrides": [{"date": "2026-03-13", "windows": [{"start": "12:00", "end": "20:00"}]}],
        "reply": {"within": "PT24H", "clock": "working_days"},
    },
    "office alone": {"hours": {"office": WEEK}},
}


def odd(name: str) -> BoundaryPolicy:
    return parse_document({"format": "boundary-policy/1", "timezone": "America/New_York"} | ODD[name])


@pytest.mark.parametrize("release", Release)
@pytest.mark.parametrize("name", ODD)
def test_odd_hours_are_told_as_the_engine_has_them(name: str, release: Release) -> None:
    says_the_same(odd(name), release)


def test_a_closed_day_is_told_whole_and_with_its_name() -> None:
    closures = role_of(odd("holidays"), Release.R4)["notAvailable"]
    memorial = next(each for each in closures if each["description"] == "Memorial Day")
    assert memorial["during"] == {"start": "2026-05-25T00:00:00-04:00", "end": "2026-05-26T00:00:00-04:00"}


def test_time_away_is_told_as_one_and_in_the_clinicians_language() -> None:
    policy = odd("time away").model_copy(update={"language": "en"})
    told = role_of(policy, Release.R5)["availability"][0]["notAvailableTime"]
    during = {"start": "2026-03-16T00:00:00-04:00", "end": "2026-03-23T00:00:00-04:00"}
    assert next(each["during"] for each in told if each["description"] == "Away") == during


def test_a_night_that_runs_into_a_closed_date_stays_open() -> None:
    opened = open_times(role_of(odd("closed after a night"), Release.R5), Release.R5, FIRST, LAST)
    night = Interval(datetime(2026, 3, 11, 2, tzinfo=UTC), datetime(2026, 3, 11, 6, tzinfo=UTC))
    assert normalise(clip(opened, night)) == (night,)


@pytest.mark.parametrize("release", Release)
def test_no_hours_are_said_where_none_were(release: Release) -> None:
    """The engine then assumes a working week for its promises: nobody said that they can be reached in it."""
    reply = {"within": "PT24H", "clock": "working_days"}
    policy = parse_document({"format": "boundary-policy/1", "timezone": "UTC", "reply": reply})
    role = role_of(policy, release)
    assert {"availability", "availableTime", "availabilityExceptions", "extension"} & role.keys() == set()


def test_the_releases_tell_the_same_times() -> None:
    for name in ODD:
        r4, r5 = (role_of(odd(name), release) for release in (Release.R4, Release.R5))
        there = (r5.get("availability") or [{}])[0]
        assert r4.get("availableTime") == there.get("availableTime")
        assert r4.get("notAvailable") == there.get("notAvailableTime")
        assert exceptions(r4, Release.R4) == exceptions(r5, Release.R5)
