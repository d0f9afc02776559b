"""Small pieces of the pages, each on its own."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from notifications.domain.resource import Resource
from notifications.domain.resources import ANYWHERE, FIND_A_HELPLINE, LOCAL_EMERGENCY, NEAREST_ER
from policies.domain.document import parse_document
from web.presentation.help import helps
from web.presentation.highlight import Piece, highlight
from web.presentation.reader import Reader
from web.presentation.time_left import time_left
from web.presentation.week import Bar, weeks

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)  # a Tuesday
ENGLISH = Reader("en")


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(days=3, hours=23), "3 days left"),
        (timedelta(hours=47, minutes=59), "47 hours left"),
        (timedelta(hours=1), "1 hour left"),
        (timedelta(minutes=59, seconds=59), "59 minutes left"),
        (timedelta(), "0 minutes left"),
        (timedelta(seconds=-1), "0 minutes overdue"),
        (timedelta(hours=-2, minutes=-30), "2 hours overdue"),
    ],
)
def test_time_left_is_rounded_down(ahead: timedelta, said: str) -> None:
    assert time_left(NOW + ahead, NOW) == said


def test_time_left_in_spanish() -> None:
    with translation.override("es"):
        assert time_left(NOW + timedelta(hours=3), NOW) == "Quedan 3 horas"


@pytest.mark.parametrize(
    ("text", "evidence", "offset", "pieces"),
    [
        ("nothing here", [], 0, [("nothing here", False)]),
        ("", [(0, 3)], 0, []),
        ("one two three", [(4, 7)], 0, [("one ", False), ("two", True), (" three", False)]),
        ("one two three", [(4, 7), (7, 13)], 0, [("one ", False), ("two three", True)]),
        ("one two three", [(8, 13), (0, 9)], 0, [("one two three", True)]),
        ("the text", [(0, 4), (12, 16)], 8, [("the ", False), ("text", True)]),
        ("across", [(0, 10)], 8, [("ac", True), ("ross", False)]),
        ("beyond", [(4, 99)], 0, [("beyo", False), ("nd", True)]),
        ("unplaced", [(0, 0)], 0, [("unplaced", False)]),
    ],
)
def test_highlighting_keeps_every_word_in_order(
    text: str, evidence: list[tuple[int, int]], offset: int, pieces: list[tuple[str, bool]]
) -> None:
    found = highlight(text, [{"start": start, "end": end} for start, end in evidence], offset)
    assert list(found) == [Piece(*piece) for piece in pieces]


CHECKED = {
    "evidence": "own",
    "source": "https://line.example",
    "verified_on": date(2026, 5, 1),
    "hours": "24/7",
    "languages": ("en", "es"),
}


def a_line(**given: object) -> Resource:
    return Resource.model_validate({"token": "any", "name": "A line", **CHECKED, **given})


@pytest.mark.parametrize(
    ("line", "hrefs"),
    [
        (a_line(kind="emergency", number="112", number_kind="short_code", dial="112"), ("tel:112", "")),
        (
            a_line(kind="call", number="020 7946 0000", number_kind="standard", dial="+442079460000"),
            ("tel:+442079460000", ""),
        ),
        (
            a_line(kind="call", number="988", number_kind="short_code", dial="988", takes_texts=True),
            ("tel:988", "sms:988"),
        ),
        (
            a_line(kind="text", number="741741", number_kind="sms_keyword", dial="741741", keyword="HOME"),
            ("sms:741741", ""),
        ),
        (FIND_A_HELPLINE, ("https://findahelpline.com", "")),
        (LOCAL_EMERGENCY, ("", "")),
        (NEAREST_ER, ("", "")),
    ],
)
def test_help_can_be_pressed_where_there_is_something_to_press(
    line: Resource, hrefs: tuple[str, str]
) -> None:
    [found] = helps([line], date(2026, 5, 1))
    assert (found.href, found.text_href) == hrefs


def test_help_says_when_it_answers_in_which_languages_and_how_we_know() -> None:
    known = a_line(
        kind="call", number="0800 11 22", number_kind="toll_free", dial="08001122", relay=("TTY 1",)
    )
    guessed = a_line(
        kind="call",
        number="1234",
        number_kind="short_code",
        dial="1234",
        hours="Mo-Fr 08:00-20:00",
        evidence="list",
        verified_on=None,
    )
    shown = helps([known, guessed], date(2026, 5, 2))
    assert [each.details for each in shown] == [
        "day and night; free of charge; English and Spanish",
        "Monday to Friday 08:00 to 20:00; English and Spanish; not confirmed by an official page",
    ]
    assert [each.relay for each in shown] == ["If you cannot hear or speak: TTY 1", ""]
    assert shown.checked == "These numbers were last checked on Friday 1 May 2026."
    assert shown.unsure


def test_help_that_was_checked_long_ago_says_so() -> None:
    line = a_line(kind="call", number="988", number_kind="short_code", dial="988")
    in_time, late = helps([line], date(2026, 10, 28)), helps([line], date(2026, 10, 29))
    assert (in_time.unsure, late.unsure) == (False, True)
    assert late.checked == "These numbers were last checked on Friday 1 May 2026 and may have changed."


def test_nothing_is_said_of_checking_where_no_number_was() -> None:
    assert helps(ANYWHERE, date(2026, 5, 1)).checked == ""


def policy_with(*windows: Mapping[str, object], **more: object) -> dict[str, object]:
    return {
        "format": "boundary-policy/1",
        "timezone": "America/New_York",
        "hours": {"contact": windows},
        **more,
    }


def rows(document: dict[str, object], reader: Reader = ENGLISH) -> list[tuple[str, list[str]]]:
    [week] = weeks(parse_document(document), NOW, reader)
    return [(days.names, [line.hours for line in days.lines]) for days in week.days]


def test_days_with_the_same_hours_are_told_together_and_closed_ones_last() -> None:
    document = policy_with(
        {"days": ["TU", "TH"], "start": "13:00", "end": "17:00"},
        {"days": ["TU", "TH"], "start": "09:00", "end": "12:00"},
        {"days": ["FR"], "start": "22:00", "end": "02:00"},
        {"days": ["SA"], "start": "10:00", "end": None},
    )
    assert rows(document) == [
        ("Tuesday and Thursday", ["09:00 to 12:00", "13:00 to 17:00"]),
        ("Friday", ["22:00 to 02:00 the next day"]),
        ("Saturday", ["from 10:00 onwards"]),
        ("Monday, Wednesday and Sunday", []),
    ]


def test_weekends_that_are_said_to_be_closed_are_closed() -> None:
    every_day = {"days": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"], "start": "09:00", "end": "17:00"}
    assert rows(policy_with(every_day, closed=["weekends"]))[-1] == ("Saturday and Sunday", [])


@pytest.mark.parametrize(
    ("limits", "note"),
    [
        ({}, ""),
        ({"from": "2026-06-01"}, "from Monday 1 June"),
        ({"from": "2026-01-01", "until": "2026-06-30"}, "until Tuesday 30 June"),
        ({"every": 2, "anchor": "2026-03-12"}, "not every week; next on Thursday 12 March"),
        ({"every": 2, "anchor": "2026-03-05"}, "not every week; next on Thursday 19 March"),
        ({"until": "2026-03-09"}, None),
    ],
)
def test_hours_that_do_not_hold_every_week_say_when(limits: dict[str, object], note: str | None) -> None:
    document = policy_with({"days": ["TH"], "start": "09:00", "end": "17:00", **limits})
    [week] = weeks(parse_document(document), NOW, ENGLISH)
    assert [line.note for days in week.days for line in days.lines] == ([] if note is None else [note])


@pytest.mark.parametrize(
    ("start", "end", "bar"),
    [("09:00", "17:00", Bar(540, 480)), ("22:00", "02:00", Bar(1320, 120)), ("16:00", None, Bar(960, 0))],
)
def test_a_bar_ends_at_midnight(start: str, end: str | None, bar: Bar) -> None:
    [week] = weeks(parse_document(policy_with({"days": ["MO"], "start": start, "end": end})), NOW, ENGLISH)
    assert [line.bar for line in week.days[0].lines] == [bar]
