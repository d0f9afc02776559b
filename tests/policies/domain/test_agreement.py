"""What is agreed with one client, laid over the general policy: what changes, and what never does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from policies.domain.agreement import (
    AgreementState,
    ImpossibleTimeError,
    Terms,
    agreed,
    never_open,
    parse_terms,
    read_terms,
    require_possible,
    state_at,
    terms_to_json,
)
from policies.domain.document import BoundaryPolicy, DocumentError, parse_document, to_json
from policies.domain.facts import FactName
from policies.domain.promise import compile_policy, promise

NEW_YORK = ZoneInfo("America/New_York")
TUESDAY = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)  # 10:30 in New York
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR"]
EVENINGS = {"days": WEEKDAYS, "start": "18:00", "end": "19:00"}
GENERAL: dict[str, Any] = {
    "timezone": "America/New_York",
    "region": "US-NY",
    "hours": {"contact": [{"days": WEEKDAYS, "start": "09:00", "end": "17:00"}]},
    "closed_dates": ["2026-03-12"],
    "time_away": [{"first_day": "2026-03-16", "last_day": "2026-03-20"}],
    "reply": {"within": "PT24H", "clock": "working_days"},
    "channels": {
        "email": {"reply": {"within": "P3D", "clock": "working_days"}},
        "sms": {"accepted": False, "note": "Please do not text me."},
        "portal": {"use": "scheduling_only"},
    },
    "matters": {"refill": {"within": "P5D", "clock": "working_days"}},
    "emergency": {"resources": ["911", "988"]},
}


def general(**other: Any) -> BoundaryPolicy:
    return parse_document(GENERAL | other)


def terms(**said: Any) -> Terms:
    return parse_terms(said)


def test_a_reply_time_for_everything_holds_on_every_channel_and_leaves_matters_alone() -> None:
    over = agreed(general(), terms(reply={"within": "PT2H"}))
    for channel in ("email", "portal", "phone"):
        assert promise(over, channel, TUESDAY).reply_by == TUESDAY + timedelta(hours=2)
    usual = promise(general(), "email", TUESDAY, matter="refill")
    assert promise(over, "email", TUESDAY, matter="refill").reply_by == usual.reply_by


def test_what_is_said_of_one_channel_is_of_that_one_alone() -> None:
    over = agreed(general(), terms(channels={"portal": {"reply": {"within": "PT2H"}}}))
    assert promise(over, "portal", TUESDAY).reply_by == TUESDAY + timedelta(hours=2)
    assert promise(over, "email", TUESDAY) == promise(general(), "email", TUESDAY)
    assert to_json(over)["channels"]["portal"]["use"] == "scheduling_only"


def test_a_channel_that_is_closed_to_others_is_opened_without_the_note_on_its_closing() -> None:
    over = agreed(general(), terms(channels={"sms": {"use": "any"}}))
    assert to_json(over)["channels"]["sms"] == {"accepted": True, "use": "any"}
    assert promise(over, "sms", TUESDAY).reply_by is not None
    closed = agreed(general(), terms(channels={"portal": {"accepted": False}}))
    assert promise(closed, "portal", TUESDAY).reply_by is None


def test_a_matter_gets_the_time_that_is_agreed_for_it() -> None:
    over = agreed(general(), terms(matters={"refill": {"within": "PT4H"}}))
    assert promise(over, "email", TUESDAY, matter="refill").reply_by == TUESDAY + timedelta(hours=4)


def test_extra_hours_are_added_to_the_usual_ones() -> None:
    over = compile_policy(agreed(general(), terms(hours={"contact": [EVENINGS]})))
    morning, evening, night = (TUESDAY.replace(hour=each) for each in (14, 22, 3))
    assert over.is_open("email", morning)
    assert over.is_open("email", evening)
    assert not over.is_open("email", night)


@pytest.mark.parametrize("base", [{}, {"hours": {}}, {"hours": {"phone": [EVENINGS]}}])
@pytest.mark.parametrize("kind", ["contact", "phone"])
def test_extra_hours_never_make_a_reply_come_later(base: dict[str, Any], kind: str) -> None:
    usual = compile_policy(general(**base))
    extra = {"days": ["SA"], "start": "10:00", "end": "11:00"}
    over = compile_policy(agreed(usual.policy, terms(hours={kind: [extra]})))
    for hours in range(0, 24 * 14, 5):
        received = TUESDAY + timedelta(hours=hours)
        for channel in ("phone", "portal"):
            was, now = usual.reply_by(channel, received), over.reply_by(channel, received)
            assert was is not None
            assert now is not None
            assert now <= was


def test_calls_are_opened_for_one_client_in_the_hours_agreed_and_no_others() -> None:
    closed = general(channels={"phone": {"accepted": False}})
    over = compile_policy(agreed(closed, terms(hours={"phone": [EVENINGS]})))
    assert over.is_open("phone", TUESDAY.replace(hour=22))
    assert not over.is_open("phone", TUESDAY)


def test_time_away_closures_and_help_are_the_general_policys() -> None:
    over = agreed(general(), terms(reply={"within": "PT2H"}, hours={"contact": [EVENINGS]}))
    kept = ("time_away", "closed_dates", "emergency", "closed", "holidays", "overrides", "coverage")
    assert {name: getattr(over, name) for name in kept} == {name: getattr(general(), name) for name in kept}
    away = datetime(2026, 3, 17, 15, tzinfo=UTC)
    assert promise(over, "email", away).reply_by == datetime(2026, 3, 21, 6, tzinfo=UTC)


def test_what_is_laid_over_is_a_document_and_is_explained() -> None:
    said = terms(hours={"phone": [EVENINGS]}, channels={"sms": {}}, reply={"words": "soon"})
    over = agreed(general(), said)
    assert parse_document(to_json(over)) == over
    told = compile_policy(over, by_agreement=True).promise("phone", TUESDAY).explanation
    assert FactName.AGREEMENT in {fact.name for fact in told}
    plain = compile_policy(over).promise("phone", TUESDAY).explanation
    assert FactName.AGREEMENT not in {fact.name for fact in plain}


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({}, "nothing differs"),
        ({"hours": {"office": []}}, "hours.office: is not known here"),
        ({"time_away": []}, "time_away: is not known here"),
        ({"channels": {"sms": {"note": "x"}}}, "channels.sms.note: is not known here"),
        ({"channels": {"pigeon": {}}}, "channels.pigeon"),
        ({"reply": {"within": "soon"}}, "reply.within"),
        ({"hours": {"phone": [EVENINGS | {"start": "25:00"}]}}, "hours.phone[0].start"),
        ([], "write an object"),
    ],
)
def test_what_cannot_be_agreed_is_named_with_its_place(said: object, place: str) -> None:
    with pytest.raises(DocumentError, match=place.replace("[", r"\[").replace("]", r"\]")):
        parse_terms(said)


def test_terms_are_kept_in_one_form_and_read_again() -> None:
    said = terms(channels={"sms": {"use": "any"}, "email": {}}, reply={"within": "PT2H"})
    kept = terms_to_json(said)
    assert list(kept["channels"]) == ["email", "sms"]
    assert parse_terms(kept) == said
    assert read_terms("") is None
    assert read_terms("[") is None
    assert read_terms('{"pigeons": 3}') is None


def test_hours_that_a_closure_takes_away_are_named() -> None:
    said = terms(hours={"phone": [{"days": ["SA"], "start": "10:00", "end": "11:00"}, EVENINGS]})
    assert [each.days for each in never_open(general(closed=["weekends"]), said)] == [("SA",)]
    assert never_open(general(), said) == ()


@pytest.mark.parametrize(
    ("starts", "ends", "review", "why"),
    [
        (0, 0, 0, "over before it begins"),
        (-3, -1, -2, "over before it begins"),
        (0, 400, 3, "longer than a year"),
        (2, 9, 1, "from 2026-03-12 to 2026-03-18"),
        (2, 9, 9, "from 2026-03-12 to 2026-03-18"),
    ],
)
def test_an_impossible_time_is_refused(starts: int, ends: int, review: int, why: str) -> None:
    midnight = datetime(2026, 3, 10, 4, tzinfo=UTC)
    first, last = (midnight + timedelta(days=each) for each in (starts, ends))
    with pytest.raises(ImpossibleTimeError, match=why):
        require_possible(first, last, date(2026, 3, 10) + timedelta(days=review), place=NEW_YORK, now=TUESDAY)


def test_a_state_follows_from_the_time() -> None:
    end = TUESDAY + timedelta(days=1)
    assert state_at(TUESDAY, end, TUESDAY - timedelta.resolution) is AgreementState.COMING
    assert state_at(TUESDAY, end, TUESDAY) is AgreementState.IN_FORCE
    assert state_at(TUESDAY, end, end - timedelta.resolution) is AgreementState.IN_FORCE
    assert state_at(TUESDAY, end, end) is AgreementState.ENDED
    assert state_at(end, TUESDAY, TUESDAY) is AgreementState.ENDED  # ended before it began
