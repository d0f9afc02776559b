import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scheduler.ical.feed import feed
from scheduler.ical.free_busy import FreeBusy, free_busy
from scheduler.ical.invitation import Party, invitation
from scheduler.ical.open_times import open_times
from scheduler.ical.writing import folded, mail_uri, text, written
from tests.scheduler.ical.calendars import ANY_TEXT, HOSTILE, REVISED, SPAN, entry, read_by_icalendar, told

PLAIN = feed(told(entry()))


def names(raw: bytes) -> list[bytes]:
    """Of all properties, in order, as any reader that takes some odd character for a line break sees them."""
    unfolded = raw.replace(b"\r\n ", b"").decode()
    return [line.partition(":")[0].partition(";")[0].encode() for line in unfolded.splitlines()]


@given(st.text(max_size=400))
@example("é" * 300)
@example("\N{ROCKET}" * 80)
def test_lines_are_folded_at_75_octets_and_never_within_a_character(line: str) -> None:
    encodable = line.encode("utf-8", "ignore").decode().replace("\r", "").replace("\n", "")
    pieces = folded(encodable).encode().split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    assert [piece.decode() for piece in pieces]
    assert folded(encodable).replace("\r\n ", "") == encodable


def test_a_calendar_is_utf8_without_a_mark_and_every_line_ends() -> None:
    raw = written(["A:é", "B:2"])
    assert raw == "A:é\r\nB:2\r\n".encode()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_text_adds_or_takes_a_property(name: str, title: str, place: str) -> None:
    raw = feed(told(entry(title=title, description=f"x{title}", location=f"x{place}"), name=name))
    plain = feed(told(entry(description="x", location="x")))
    assert names(raw) == names(plain)
    assert b"\n" not in raw.replace(b"\r\n", b"")


def by_the_library(words: str) -> tuple[bytes, ...]:
    """What is written with `icalendar`, all of whose words are these."""
    event = entry(uid=words, title=words, description=f"x{words}", location=f"x{words}", zone="Europe/Dublin")
    organiser, attendee = Party(words, f"{words}@x.example"), Party(words, f"{words}@y.example")
    return (
        invitation(event, method="REQUEST", organiser=organiser, attendee=attendee),
        open_times(told(event, name=words), uid=words, span=SPAN),
        free_busy(
            FreeBusy(uid=words, whose="https://x.example/p/ada/", span=SPAN, taken={}, revised_at=REVISED)
        ),
    )


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(ANY_TEXT)
def test_no_words_add_or_take_a_property_of_what_the_library_writes(words: str) -> None:
    for made, plain in zip(by_the_library(words), by_the_library("A"), strict=True):
        assert names(made) == names(plain)
        assert b"\n" not in made.replace(b"\r\n", b"")
        assert all(len(line) <= 75 for line in made.split(b"\r\n"))
        read_by_icalendar(made)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_stay_values(hostile: str) -> None:
    assert names(feed(told(entry(title=hostile), name=hostile))) == names(PLAIN)
    for made, plain in zip(by_the_library(hostile), by_the_library("A"), strict=True):
        assert names(made) == names(plain)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_escaped_is_read_as_it_was(hostile: str) -> None:
    event = read_by_icalendar(feed(told(entry(title=hostile)))).walk("VEVENT")[0]
    seen = "".join(each for each in hostile if each.isprintable() or each in "\n\N{ZERO WIDTH JOINER}")
    assert str(event["SUMMARY"]).replace("\n", "") == seen.replace("\n", "")


def test_hostile_names_stay_values_where_python_checks_nothing() -> None:
    """`python -O` leaves every assert out."""
    script = (
        "from tests.scheduler.ical.calendars import HOSTILE, entry, told\n"
        "from scheduler.ical.feed import feed\n"
        "from tests.scheduler.ical.test_lines import by_the_library\n"
        "import sys\n"
        "for each in HOSTILE: sys.stdout.buffer.write(feed(told(entry(title=each), name=each)))\n"
        "for each in HOSTILE: sys.stdout.buffer.write(b''.join(by_the_library(each)))\n"
    )
    done = subprocess.run([sys.executable, "-O", "-c", script], capture_output=True, check=True)  # noqa: S603  our own
    theirs = names(b"".join(by_the_library("A")))
    assert names(done.stdout) == names(PLAIN) * len(HOSTILE) + theirs * len(HOSTILE)


def test_a_mail_address_cannot_become_more() -> None:
    uri = mail_uri("ada@inbox.example\r\nX:1?cc=eve@x, <a b>")
    assert uri == "mailto:ada@inbox.exampleX%3A1%3Fcc=eve@x%2C%20%3Ca%20b%3E"


def test_new_lines_of_any_kind_are_one() -> None:
    assert text("a\r\nb\rc\nd\u2029e") == "a\\nb\\nc\\nd\\ne"


def test_the_same_calendar_is_the_same_bytes_in_every_process() -> None:
    script = (
        "from tests.scheduler.ical.calendars import entry, told\n"
        "from scheduler.ical.feed import feed\n"
        "import sys\n"
        "zones = ['Europe/Dublin', 'America/New_York', 'Asia/Kolkata', None]\n"
        "events = [entry(uid=str(n), zone=zone) for n, zone in enumerate(zones)]\n"
        "sys.stdout.buffer.write(feed(told(*events)))\n"
        "from tests.scheduler.ical.test_lines import by_the_library\n"
        "sys.stdout.buffer.write(b''.join(by_the_library('Ada; Quist')))\n"
    )

    def made(seed: str) -> Any:
        environment = {"PYTHONHASHSEED": seed}
        return subprocess.run(  # noqa: S603  our own
            [sys.executable, "-c", script], capture_output=True, check=True, env=environment
        ).stdout

    assert made("1") == made("2") == made("3")
