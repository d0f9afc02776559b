"""Ordinary statements, one subject at a time; each row says why it is there."""

from datetime import date
from typing import Any

import pytest

from policies.language.understand import understand

WRITTEN = date(2026, 11, 22)
README = (
    "I work Monday to Thursday, 9 to 5, and Friday mornings until noon. "
    "I answer email within one working day and texts the same day; texts are for scheduling only, please. "
    "I am away from 21 December to 3 January; "
    "Dr. Imani Cole covers urgent matters, 212-555-0148. "
    "I do not check messages at weekends or on public holidays. "
    "In an emergency call 911 or 988, or go to the nearest emergency room."
)
WORKING = ["MO", "TU", "WE", "TH", "FR"]


def policy(text: str) -> dict[str, Any]:
    return understand(text, region="US-NY", on=WRITTEN).policy


def hours(text: str) -> list[tuple[str, list[str], str, str | None]]:
    found = policy(text)["hours"]
    return [
        (kind, each["days"], each["start"], each["end"])
        for kind, windows in found.items()
        for each in windows
    ]


def reply(text: str) -> tuple[str | None, str, str | None] | None:
    found = policy(text)
    said = [
        found["reply"],
        *(rule["reply"] for rule in found["channels"].values()),
        *found["matters"].values(),
    ]
    commitments = [each for each in said if each]
    assert len(commitments) <= 1
    return next(((each["within"], each["clock"], each["at_least"]) for each in commitments), None)


def test_the_readme_statement_is_understood_whole() -> None:
    understood = understand(README, region="US-NY", on=WRITTEN)
    found: dict[str, Any] = understood.policy
    assert understood.problems == ()
    assert hours(README) == [
        ("office", ["MO", "TU", "WE", "TH"], "09:00", "17:00"),
        ("office", ["FR"], "09:00", "12:00"),
    ]
    email, sms = found["channels"]["email"], found["channels"]["sms"]
    assert (email["use"], email["reply"]["within"], email["reply"]["clock"]) == (None, "P1D", "working_days")
    assert (sms["use"], sms["reply"]["within"], sms["reply"]["clock"]) == (
        "scheduling_only",
        "P0D",
        "working_days",
    )
    assert found["time_away"] == [
        {
            "first_day": "2026-12-21",
            "last_day": "2027-01-03",
            "coverage": {"name": "Dr. Imani Cole", "contact": "212-555-0148", "for": "urgent"},
        }
    ]
    assert found["closed"] == ["weekends", "public_holidays"]
    assert found["emergency"]["resources"] == ["911", "988", "nearest_er"]
    assert found["reply"] is None


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        pytest.param("Monday to Friday, 9 to 5.", [(WORKING, "09:00", "17:00")], id="am and pm by daylight"),
        pytest.param("Mon-Fri 9am-5pm.", [(WORKING, "09:00", "17:00")], id="short names, no spaces"),
        pytest.param(
            "9:00 a.m. to 5:30 p.m. Monday through Friday.", [(WORKING, "09:00", "17:30")], id="times first"
        ),
        pytest.param("Weekdays 2-4 pm.", [(WORKING, "14:00", "16:00")], id="the start takes pm from the end"),
        pytest.param("Mondays 11-1 pm.", [(["MO"], "11:00", "13:00")], id="the start is in the other half"),
        pytest.param(
            "Mondays 8 to 12 and 1 to 5.",
            [(["MO"], "08:00", "12:00"), (["MO"], "13:00", "17:00")],
            id="split",
        ),
        pytest.param(
            "Tuesdays, Thursdays, and Saturdays 12pm to 9pm.",
            [(["TU", "TH", "SA"], "12:00", "21:00")],
            id="list",
        ),
        pytest.param(
            "Open every day from noon to midnight.",
            [([*WORKING, "SA", "SU"], "12:00", "24:00")],
            id="midnight end",
        ),
        pytest.param("Fridays 22:00 to 02:00.", [(["FR"], "22:00", "02:00")], id="past midnight"),
        pytest.param("Weekdays after 4 pm.", [(WORKING, "16:00", None)], id="open end"),
        pytest.param("Wednesdays between 10 and 6.", [(["WE"], "10:00", "18:00")], id="between"),
        pytest.param(
            "Saturday to Monday 10-2.", [(["MO", "SA", "SU"], "10:00", "14:00")], id="over the week's end"
        ),
        pytest.param(
            "Mondays 09:00 to 05:00.", [(["MO"], "09:00", "05:00")], id="24-hour times are taken literally"
        ),
    ],
)
def test_hours(text: str, windows: list[tuple[list[str], str, str | None]]) -> None:
    assert [window[1:] for window in hours(text)] == windows


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("You can reach me Mondays 9 to 5.", "contact"),
        ("My office is open Mondays 9 to 5.", "office"),
        ("I see clients Mondays 9 to 5.", "sessions"),
        ("I answer the phone Mondays 9 to 5.", "phone"),
    ],
)
def test_hours_are_of_the_kind_that_was_said(text: str, kind: str) -> None:
    assert hours(text) == [(kind, ["MO"], "09:00", "17:00")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The crisis line is open Monday to Friday 6pm to midnight.", id="a helpline's hours"),
        pytest.param(
            "Changes to Monday appointments must be in Friday 9 to 5.", id="a cut-off for the client"
        ),
        pytest.param("Appointments on Saturday 9 to 5 cost more.", id="a fee"),
    ],
)
def test_other_peoples_times_are_not_hours(text: str) -> None:
    assert hours(text) == []


@pytest.mark.parametrize(
    ("text", "commitment"),
    [
        ("I reply within 24 hours.", ("PT24H", "calendar", None)),
        ("I reply within 24h.", ("PT24H", "calendar", None)),
        ("I reply within 24 hours on weekdays.", ("PT24H", "working_days", None)),
        ("I respond within 48 hours Monday through Friday.", ("PT48H", "working_days", None)),
        ("I reply within two business days.", ("P2D", "working_days", None)),
        ("I reply within one (1) working day.", ("P1D", "working_days", None)),
        ("I reply within 1-2 business days.", ("P2D", "working_days", "P1D")),
        ("I answer the next business day.", ("P1D", "working_days", None)),
        ("I answer the same day.", ("P0D", "working_days", None)),
        ("I reply within 20 to 60 minutes.", ("PT60M", "calendar", "PT20M")),
        ("I respond within a couple of days.", ("P2D", "calendar", None)),
        ("Allow up to 3 business days for refills.", ("P3D", "working_days", None)),
        ("I reply as soon as possible.", (None, "calendar", None)),
    ],
)
def test_reply_times(text: str, commitment: tuple[str | None, str, str | None]) -> None:
    assert reply(text) == commitment


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Please give 24 hours notice if you cancel.", id="the client's notice"),
        pytest.param("A first appointment is generally open within several days.", id="a wait"),
        pytest.param("You may not call your therapist for 24 hours.", id="a lock-out"),
        pytest.param("Reminders go out 48 hours before your session.", id="a reminder"),
        pytest.param("Sessions last 50 minutes.", id="a length"),
        pytest.param("I return from holiday within 3 weeks.", id="a return that is no reply"),
    ],
)
def test_other_durations_are_not_reply_times(text: str) -> None:
    assert reply(text) is None


def test_business_hours_are_questioned_and_not_guessed_silently() -> None:
    text = "I respond to email within 48 business hours."
    understood = understand(text)
    (question,) = understood.problems
    assert reply(text) == ("PT48H", "contact_hours", None)
    assert (question.text, question.suggestion) == ("within 48 business hours", "within 2 business days")


@pytest.mark.parametrize(
    ("words", "firmness"),
    [
        ("I reply within 1 day.", "promised"),
        ("I usually reply within 1 day.", "usual"),
        ("I try to reply within 1 day.", "usual"),
    ],
)
def test_a_hedge_makes_a_reply_time_usual(words: str, firmness: str) -> None:
    assert policy(words)["reply"]["firmness"] == firmness


def test_a_word_for_after_hours_is_kept_as_a_note_because_a_policy_has_one_clock_for_each_channel() -> None:
    text = "I reply within 24 hours. Messages sent at weekends are answered the next business day."
    assert policy(text)["reply"]["within"] == "PT24H"
    assert policy(text)["notes"] == ["Messages sent at weekends are answered the next business day"]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("You may email or text me.", {"email": (True, None), "sms": (True, None)}),
        ("I do not use email with clients.", {"email": (False, None)}),
        ("I do not accept walk-ins.", {"walk_in": (False, None)}),
        ("I do not respond to text messages.", {"sms": (False, None)}),
        ("I cannot always answer email.", {"email": (True, None)}),
        ("Text messaging: not used.", {"sms": (False, None)}),
        ("Call me, but not by fax.", {"phone": (True, None), "fax": (False, None)}),
        ("Texts are for scheduling only.", {"sms": (True, "scheduling_only")}),
        ("Email: administrative purposes only.", {"email": (True, "scheduling_only")}),
        (
            "Please text or email. This is for practical arrangements only.",
            {"sms": (True, "scheduling_only"), "email": (True, "scheduling_only")},
        ),
        ("Use the client portal's secure messaging freely.", {"portal": (True, "any")}),
        ("Call or text 988.", {}),
        ("I do not answer email at weekends.", {"email": (True, None)}),
        ("Never use email in a crisis.", {}),
        ("No private health information by email.", {}),
    ],
)
def test_channels(text: str, rules: dict[str, tuple[bool, str | None]]) -> None:
    found = policy(text)["channels"]
    assert {channel: (rule["accepted"], rule["use"]) for channel, rule in found.items()} == rules


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("I am away from 21 December to 3 January.", ("2026-12-21", "2027-01-03")),
        ("Closed Dec. 23 through Jan. 2.", ("2026-12-23", "2027-01-02")),
        ("Away 6th April - 5th May 2026.", ("2026-04-06", "2026-05-05")),
        ("On vacation July 1-15.", ("2027-07-01", "2027-07-15")),
        ("Away 3-10 August.", ("2027-08-03", "2027-08-10")),
        ("I am away on 4 July.", ("2027-07-04", "2027-07-04")),
        ("I am away until 3 January.", ("2026-11-22", "2027-01-03")),
        ("I am away from 20 November to 30 November.", ("2026-11-20", "2026-11-30")),
        ("I am away 2027-02-01 to 2027-02-05.", ("2027-02-01", "2027-02-05")),
    ],
)
def test_time_away(text: str, days: tuple[str, str]) -> None:
    (away,) = policy(text)["time_away"]
    assert (away["first_day"], away["last_day"]) == days


@pytest.mark.parametrize(
    "said",
    [
        "20 December to 3 January 2027",
        "20 Dec \u2013 3 Jan 2027",
        "December 20 until January 3, 2027",
        "20 December 2026 to 3 January",
    ],
)
def test_the_year_of_a_range_is_that_of_its_end(said: str) -> None:
    (away,) = policy(f"I am away from {said}.")["time_away"]
    assert (away["first_day"], away["last_day"]) == ("2026-12-20", "2027-01-03")
    (window,) = policy(f"Mondays 9 am to 5 pm from {said}.")["hours"]["contact"]
    assert (window["from"], window["until"]) == ("2026-12-20", "2027-01-03")


def test_hours_that_would_end_before_they_begin_are_a_problem() -> None:
    understood = understand(
        "Mondays 9 am to 5 pm from 5 June 2027 to 1 May 2027. Text me for scheduling only.", on=WRITTEN
    )
    assert not understood.policy["hours"].get("contact")
    assert "sms" in understood.policy["channels"]
    (problem,) = understood.problems
    assert problem.text == "Mondays 9 am to 5 pm from 5 June 2027 to 1 May 2027"
    assert problem.suggestion == "Mondays 9 am to 5 pm from 1 May 2027 to 5 June 2027"


def test_a_year_is_never_guessed_without_the_date_of_writing() -> None:
    understood = understand("I am away from 21 December to 3 January.")
    assert (understood.policy["time_away"], [each.text for each in understood.problems]) == (
        [],
        ["21 December to 3 January"],
    )


def test_a_single_closed_day_is_a_closed_date() -> None:
    assert policy("We are closed on 27 November 2026.")["closed_dates"] == ["2026-11-27"]


@pytest.mark.parametrize(
    ("text", "resources"),
    [
        ("Call 911 or go to the nearest ER.", ["911", "nearest_er"]),
        ("Ring 999, go to A&E, or call Samaritans on 116 123.", ["999", "nearest_er", "116123"]),
        ("Call NHS 111 or your GP.", ["nhs_111", "gp"]),
        ("Dial 000 or Lifeline on 13 11 14.", ["000", "131114"]),
        ("Text HOME to 741741.", ["741741"]),
        ("My number is 555-911-0000.", []),
    ],
)
def test_emergency(text: str, resources: list[str]) -> None:
    assert policy(text)["emergency"]["resources"] == resources


def test_a_line_that_is_only_wrapped_is_read_on() -> None:
    wrapped = "I answer email within one working day and\ntexts the same day. I work Monday,\r\n9 am to 5 pm"
    policy: Any = understand(wrapped).policy
    assert policy["channels"]["sms"]["reply"]["within"] == "P0D"
    assert policy["hours"]["office"] == [{"days": ["MO"], "start": "09:00", "end": "17:00"}]
