"""The shipped files of helplines: each can be used, and says how it knows."""

import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from holidays import list_supported_countries
from pydantic import ValidationError

from notifications.domain import helpline_files
from notifications.domain.helpline_files import checked_helplines, every_line, regions, stale_lines
from notifications.domain.opening import opening
from notifications.domain.resource import CONFIRMATION_LASTS, Evidence, NumberKind, Resource, ResourceKind

TODAY = date(2026, 11, 25)  # when the files were last gone through
ROOT = Path(__file__).resolve().parents[3]
LINE = {
    "token": "988",
    "name": "A line",
    "kind": "call",
    "number": "988",
    "number_kind": "short_code",
    "dial": "988",
    "evidence": "own",
    "source": "https://line.example",
    "verified_on": "2026-11-25",
}


def line(**changes: Any) -> Resource:
    return Resource.model_validate({**LINE, **changes})


def test_every_shipped_file_can_be_used() -> None:
    assert list(checked_helplines(TODAY)) == []


def test_there_are_enough_regions_and_each_code_is_one_of_iso_3166() -> None:
    countries, parts = Locale("en").territories, list_supported_countries()
    assert len({region[:2] for region in regions()}) >= 60
    for region in regions():
        country, _, part = region.partition("-")
        assert country in countries
        assert not part or part in parts[country]


@pytest.mark.parametrize(
    ("region", "known"), tuple(every_line()), ids=lambda each: getattr(each, "token", each)
)
def test_each_line_can_be_pressed_and_says_how_it_is_known(region: str, known: Resource) -> None:
    assert all(uri.startswith(("tel:", "sms:", "https://")) for uri in known.uris)
    assert known.uris
    assert known.source
    assert not known.verified_on or known.verified_on <= TODAY
    assert known.confirmed == bool(known.verified_on)
    names = Locale("en").languages
    assert all(language.replace("-", "_") in names for language in known.languages), region
    assert known.languages or known.kind is ResourceKind.EMERGENCY


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"dial": "9 8 8"}, "is no short_code"),
        ({"dial": "18002738255"}, "is no short_code"),
        ({"number_kind": "standard"}, "is no standard"),
        ({"number_kind": "toll_free", "number": "0800 1", "dial": "+080011"}, "is no toll_free"),
        ({"number_kind": "sms_keyword"}, "is no sms_keyword"),
        ({"number_kind": "web", "dial": "javascript:alert(1)"}, "is no web"),
        ({"number_kind": "", "said": ""}, "is no way to dial"),
        ({"number": "998"}, "is not what 988 dials"),
        ({"hours": "9 to 5"}, "is not like"),
        ({"hours": "Xx-Fr 08:00-20:00"}, "a day that there is not"),
        ({"hours": "Mo-Fr 08:00-25:00"}, "end"),
        ({"languages": ["english"]}, "String should match"),
        ({"for": ["loneliness"]}, "Input should be"),
        ({"source": ""}, "say where the number was seen"),
        ({"source": "a friend"}, "names the address of the page"),
        ({"evidence": ""}, "evidence: is missing"),
        ({"evidence": "list"}, "only where, the evidence confirms"),
        ({"verified_on": None}, "only where, the evidence confirms"),
        ({"verified_on": "soon"}, "valid date"),
        ({"nickname": "x"}, "Extra inputs"),
        ({"token": "A B"}, "String should match"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        line(**changes)


def test_a_number_may_be_read_without_its_trunk_digit() -> None:
    known = line(number_kind="standard", number="0722 178 177", dial="+254722178177")
    assert known.uris == ("tel:+254722178177",)


def test_what_is_called_and_texted_has_both_ways() -> None:
    assert line(takes_texts=True).uris == ("tel:988", "sms:988")
    assert line(kind="text", number_kind="sms_keyword", keyword="HOME").uris == ("sms:988",)


@pytest.mark.parametrize(
    ("hours", "windows"),
    [
        ("", []),
        ("24/7", [("MO TU WE TH FR SA SU", "00:00", "24:00")]),
        ("10:00-24:00", [("MO TU WE TH FR SA SU", "10:00", "24:00")]),
        (
            "Mo-Th 18:00-02:00; Sa,Su 00:00-24:00",
            [("MO TU WE TH", "18:00", "02:00"), ("SA SU", "00:00", "24:00")],
        ),
        ("Fr-Mo 09:00-13:00", [("MO FR SA SU", "09:00", "13:00")]),
    ],
)
def test_hours_are_read(hours: str, windows: list[tuple[str, str, str]]) -> None:
    read = [each.model_dump(mode="json") for each in opening(hours)]
    assert [(" ".join(each["days"]), each["start"], each["end"]) for each in read] == windows


def test_a_confirmation_lasts_180_days() -> None:
    confirmed = line()
    last = date(2026, 11, 25) + timedelta(days=180)
    assert timedelta(days=180) == CONFIRMATION_LASTS
    assert not confirmed.stale(last)
    assert confirmed.stale(last + timedelta(days=1))
    assert not line(evidence="list", verified_on=None).stale(last + timedelta(days=1))


def test_what_is_stale_is_told_and_the_files_can_be_used_all_the_same() -> None:
    later = TODAY + timedelta(days=181)
    assert stale_lines(TODAY) == ()
    assert len(stale_lines(later)) == sum(known.confirmed for _region, known in every_line())
    assert list(checked_helplines(later)) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("name = ", "GB.toml: "),
        ('name = "x"\nline = []', "GB.toml: line: "),
        ('name = "x"\n[[line]]\ntoken = "999"', "GB.toml: line.0."),
    ],
)
def test_a_broken_file_is_told_by_its_name_and_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, fault: str
) -> None:
    (tmp_path / "GB.toml").write_text(text)
    monkeypatch.setattr(helpline_files, "HELPLINES", tmp_path)
    helpline_files._read.cache_clear()  # noqa: SLF001  what was read stays read
    [problem] = checked_helplines(TODAY)
    assert problem.startswith(fault)
    helpline_files._read.cache_clear()  # noqa: SLF001  likewise


def test_twice_the_same_and_a_day_to_come_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = "[[line]]\n" + "\n".join(
        f"{key} = {value if key == 'verified_on' else repr(value)}" for key, value in LINE.items()
    )
    (tmp_path / "GB.toml").write_text(f'name = "x"\n{row}\n{row}\n')
    monkeypatch.setattr(helpline_files, "HELPLINES", tmp_path)
    helpline_files._read.cache_clear()  # noqa: SLF001  what was read stays read
    problems = list(checked_helplines(TODAY - timedelta(days=1)))
    helpline_files._read.cache_clear()  # noqa: SLF001  likewise
    assert problems == [
        "GB.toml: the token 988 is there twice",
        "GB.toml: the way call 988 is there twice",
        "GB.toml: 988: verified_on lies in the future",
        "GB.toml: 988: verified_on lies in the future",
        "GB.toml: there is no emergency number",
    ]


def test_most_of_the_largest_regions_have_a_confirmed_line() -> None:
    confirmed = Counter(
        region
        for region, known in every_line()
        if known.confirmed and known.kind is not ResourceKind.EMERGENCY
    )
    assert {"US", "CA", "GB", "IE", "AU", "NZ", "ES", "PE", "FR", "PH"} <= set(confirmed)


def test_a_short_code_is_never_dressed_up_as_an_international_number() -> None:
    assert not [
        known.dial
        for _region, known in every_line()
        if known.number_kind is NumberKind.SHORT_CODE and known.dial.startswith("+")
    ]


def test_a_list_that_anybody_may_edit_confirms_nothing() -> None:
    assert not [
        known for _region, known in every_line() if known.evidence is Evidence.LIST and known.confirmed
    ]


def test_help_needs_no_settings_no_database_no_cache_and_no_network() -> None:
    program = """
import socket, sys
def refuse(*_): raise AssertionError("the network was asked")
socket.socket = socket.create_connection = socket.getaddrinfo = refuse
from notifications.domain.resources import resources_for
from notifications.domain.resource_words import in_words
for region in ("US", "GB-NIR", "ZZ", None):
    for language in ("en", "es"):
        assert in_words(resources_for(client_region=region, clinician_region=None), language)
assert not {"django", "redis", "celery", "psycopg", "sqlite3"} & set(sys.modules), sorted(sys.modules)
"""
    told = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", program], cwd=ROOT, env={}, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
