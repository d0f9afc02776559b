"""Files that nobody should be able to stop or to fool a calendar's reader with, made by code.

Each says what must come of it: `refused`, `told` (a problem beside whatever time is taken) or `read` (the
times of GOOD or of the event itself are there; a problem is allowed).
"""

import gzip
import io
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Calendar//EN\r\n"
TAIL = "END:VCALENDAR\r\n"
GOOD = "BEGIN:VEVENT\r\nUID:good\r\nDTSTART:20260310T090000Z\r\nDTEND:20260310T100000Z\r\nEND:VEVENT\r\n"


class Hostile(NamedTuple):
    name: str
    raw: bytes
    comes_to: str


def event(*lines: str, uid: str = "bad") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT", ""])


def calendar(*parts: str) -> str:
    return HEAD + "".join(parts) + TAIL


def files() -> Iterator[Hostile]:
    for group in (_bombs, _many, _events, _zones, _cut, _encodings, _others):
        yield from group()


HOUR = ("DTSTART:20260310T090000Z", "DURATION:PT1H")
ALL = {
    "BYHOUR": ",".join(map(str, range(24))),
    "BYMINUTE": ",".join(map(str, range(60))),
    "BYSECOND": ",".join(map(str, range(60))),
}


def _bombs() -> Iterator[Hostile]:
    everything = ";".join(f"{name}={value}" for name, value in ALL.items())
    for name, start, rule, comes_to in [
        ("secondly forever", "20260310T090000Z", "FREQ=SECONDLY", "told"),
        ("secondly since 1970", "19700101T000000Z", "FREQ=SECONDLY", "told"),
        ("minutely since 1970", "19700101T000000Z", "FREQ=MINUTELY", "told"),
        ("secondly a billion times", "20260310T090000Z", "FREQ=SECONDLY;COUNT=1000000000", "told"),
        (
            "secondly, never",
            "20260310T090000Z",
            "FREQ=SECONDLY;BYHOUR=3;BYMINUTE=3;BYSECOND=3;BYMONTH=1",
            "read",
        ),
        ("secondly in steps of a year", "20260310T090000Z", "FREQ=SECONDLY;INTERVAL=31536000", "read"),
        ("daily a billion times", "20260310T090000Z", "FREQ=DAILY;COUNT=1000000000", "read"),
        ("daily a billion times since 1970", "19700101T090000Z", "FREQ=DAILY;COUNT=1000000000", "read"),
        (
            "hourly a billion times on some days",
            "19700101T090000Z",
            "FREQ=HOURLY;COUNT=1000000000;BYDAY=MO",
            "told",
        ),
        ("every second of every day", "20260310T090000Z", f"FREQ=DAILY;{everything}", "told"),
        ("every second of every week", "20260310T090000Z", f"FREQ=WEEKLY;{everything}", "told"),
        (
            "every second of the year, the last of them",
            "20260310T090000Z",
            f"FREQ=YEARLY;{everything};BYSETPOS=-1;BYYEARDAY=1,2,3",
            "told",
        ),
        (
            "hourly, every second",
            "20260310T090000Z",
            "FREQ=HOURLY;BYMINUTE={BYMINUTE};BYSECOND={BYSECOND}".format(**ALL),
            "told",
        ),
        ("no interval", "20260310T090000Z", "FREQ=DAILY;INTERVAL=0", "told"),
        ("a backward interval", "20260310T090000Z", "FREQ=DAILY;INTERVAL=-1", "told"),
        (
            "an interval beyond all numbers",
            "20260310T090000Z",
            "FREQ=DAILY;INTERVAL=99999999999999999999",
            "told",
        ),
        ("a long interval", "20260310T090000Z", "FREQ=YEARLY;INTERVAL=9999999999", "read"),
        ("less than once", "20260310T090000Z", "FREQ=DAILY;COUNT=-5", "told"),
        ("not once", "20260310T090000Z", "FREQ=DAILY;COUNT=0", "told"),
        ("the thirtieth of February", "20260310T090000Z", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "told"),
        (
            "the thirtieth of February, daily",
            "20260310T090000Z",
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
            "told",
        ),
        (
            "a day of the year that no week has",
            "20260310T090000Z",
            "FREQ=YEARLY;BYWEEKNO=10;BYYEARDAY=300",
            "read",
        ),
        ("the sixtieth Monday", "20260310T090000Z", "FREQ=MONTHLY;BYDAY=60MO", "read"),
        ("leap days on Mondays in May", "20260310T090000Z", "FREQ=YEARLY;BYMONTH=5;BYYEARDAY=60", "read"),
        ("no such frequency", "20260310T090000Z", "FREQ=FORTNIGHTLY", "told"),
        ("no frequency", "20260310T090000Z", "COUNT=5", "told"),
        ("two frequencies", "20260310T090000Z", "FREQ=DAILY;FREQ=WEEKLY", "told"),
        ("a part with a slip", "20260310T090000Z", "FREQ=DAILY;UNTL=20260312", "told"),
        ("a strange part", "20260310T090000Z", "FREQ=DAILY;FOO=BAR", "told"),
        ("a script of another calendar", "20260310T090000Z", "RSCALE=CHINESE;FREQ=YEARLY", "told"),
        ("until some day", "20260310T090000Z", "FREQ=DAILY;UNTIL=someday", "told"),
        ("until the end of time", "20260310T090000Z", "FREQ=DAILY;UNTIL=99991231T235959Z", "read"),
        ("an empty rule", "20260310T090000Z", "", "told"),
        (
            "a rule of a megabyte",
            "20260310T090000Z",
            "FREQ=DAILY;BYDAY=" + ",".join(["MO"] * 350_000),
            "read",
        ),
        ("weekdays on wrong places", "20260310T090000Z", "FREQ=MONTHLY;BYDAY=XX", "told"),
    ]:
        yield Hostile(
            name, calendar(event(f"DTSTART:{start}", "DURATION:PT1H", f"RRULE:{rule}")).encode(), comes_to
        )
    many_rules = [f"RRULE:FREQ=DAILY;BYHOUR={hour % 24}" for hour in range(2_000)]
    yield Hostile("two thousand rules", calendar(event(*HOUR, *many_rules)).encode(), "told")


def _many() -> Iterator[Hostile]:
    dates = [
        f"20{year:02}{month:02}{day:02}T{hour:02}0000Z"
        for year in range(15, 27)
        for month in range(1, 13)
        for day in range(1, 29)
        for hour in range(24)
    ]
    listed = ",".join(dates)
    yield Hostile("100,000 dates in one line", calendar(event(*HOUR, f"RDATE:{listed}")).encode(), "read")
    lines = [f"RDATE:{date}" for date in dates[:50_000]]
    yield Hostile("50,000 dates in lines", calendar(event(*HOUR, *lines)).encode(), "read")
    yield Hostile(
        "100,000 dates left out",
        calendar(event(*HOUR, "RRULE:FREQ=HOURLY", f"EXDATE:{listed}")).encode(),
        "read",
    )
    yield Hostile(
        "300,000 dates", calendar(event(*HOUR, f"RDATE:{listed},{listed},{listed}")).encode(), "refused"
    )
    plain = "".join(event(*HOUR, uid=str(number)) for number in range(20_000))
    yield Hostile("20,000 events", calendar(plain).encode(), "read")
    yield Hostile("25,000 events of one UID", calendar(event(*HOUR, uid="one") * 25_000).encode(), "read")
    yield Hostile("50,000 events of one UID", calendar(event(*HOUR, uid="one") * 50_000).encode(), "refused")
    yield Hostile(
        "more events than are read", calendar("BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 60_000).encode(), "refused"
    )
    series = "".join(event(*HOUR, "RRULE:FREQ=HOURLY", uid=str(number)) for number in range(5_000))
    yield Hostile("5,000 hourly events", calendar(series).encode(), "told")
    moved = "".join(
        event(f"RECURRENCE-ID:{date}", f"DTSTART:{date}", "DURATION:PT1H", uid="one")
        for date in dates[-15_000:]
    )
    yield Hostile(
        "15,000 changes to one series",
        calendar(event(*HOUR, "RRULE:FREQ=HOURLY", uid="one"), moved).encode(),
        "read",
    )
    later = "".join(
        event(f"RECURRENCE-ID;RANGE=THISANDFUTURE:{date}", f"DTSTART:{date}", "DURATION:PT1H", uid="one")
        for date in dates[-5_000:]
    )
    yield Hostile(
        "5,000 changes to all later ones",
        calendar(event(*HOUR, "RRULE:FREQ=DAILY", uid="one"), later).encode(),
        "read",
    )
    yield Hostile("parts within parts", calendar("BEGIN:X-A\r\n" * 200_000, GOOD).encode(), "read")
    yield Hostile("20,000 events without a start", calendar(event("SUMMARY:x") * 20_000).encode(), "told")
    yield Hostile(
        "nothing but folds", (HEAD + "X:1\r\n" + " \r\n" * 1_000_000 + GOOD + TAIL).encode(), "read"
    )
    yield Hostile("nothing but blank lines", (HEAD + "\n" * 5_000_000 + GOOD + TAIL).encode(), "read")
    yield Hostile(
        "nothing but lines that are none", (HEAD + "x\n" * 2_000_000 + GOOD + TAIL).encode(), "told"
    )
    yield Hostile(
        "one line of 9 MB", (HEAD + "X-A:" + "a" * 9_000_000 + "\r\n" + GOOD + TAIL).encode(), "read"
    )
    yield Hostile("more than may be read", b"BEGIN:VCALENDAR\r\n" * 700_000, "refused")
    calendars = calendar(GOOD) * 20_000
    yield Hostile("20,000 calendars", calendars.encode(), "read")


def _events() -> Iterator[Hostile]:
    for name, *lines in [
        ("no start", "SUMMARY:x"),
        ("a start of no date", "DTSTART:banana"),
        ("an empty start", "DTSTART:"),
        ("two starts", "DTSTART:20260302T000000Z", "DTSTART:20260303T000000Z"),
        ("an end before the start", "DTSTART:20260302T000000Z", "DTEND:20260301T000000Z"),
        ("the year 9999", "DTSTART:99991231T235959Z", "DURATION:P9D"),
        ("the year 0", "DTSTART:00000101T000000Z"),
        ("the year 1", "DTSTART:00010101T000000Z", "DTEND:00010102T000000Z"),
        ("the 31st of February", "DTSTART;VALUE=DATE:20260231"),
        ("hour 25", "DTSTART:20260310T250000Z"),
        ("a negative duration", "DTSTART:20260310T090000Z", "DURATION:-P1D"),
        ("a duration beyond all years", "DTSTART:20260310T090000Z", "DURATION:P9999999999W"),
        ("a duration of no form", "DTSTART:20260310T090000Z", "DURATION:1 hour"),
        ("dates with dashes", "DTSTART:2026-03-10T09:00:00Z"),
        ("other digits", "DTSTART:\uff12\uff10\uff12\uff16\uff10\uff13\uff11\uff10T090000Z"),
        ("an added date of no form", *HOUR, "RDATE:soon"),
        ("a date of no form left out", *HOUR, "EXDATE:20261301"),
        ("a replaced date of no form", *HOUR, "RECURRENCE-ID:never"),
    ]:
        yield Hostile(name, calendar(event(*lines), GOOD).encode(), "told")
    for name, *lines in [
        ("a sequence of a thousand digits", *HOUR, "SEQUENCE:" + "9" * 1_000),
        ("an end in the year 9999", "DTSTART:20260310T090000Z", "DTEND:99991231T235959Z"),
        ("a UID of a megabyte", *HOUR, "UID:" + "u" * 1_000_000),
        ("a title with control characters", *HOUR, "SUMMARY:\x01\x02\x0b\x0c\x1c\x85\u2028x"),
        ("a status of no kind", *HOUR, "STATUS:MAYBE", "TRANSP:PERHAPS"),
        ("an alarm with a start of its own", *HOUR, "BEGIN:VALARM", "DTSTART:20260101T000000Z", "END:VALARM"),
    ]:
        yield Hostile(name, calendar(event(*lines), GOOD).encode(), "read")


def zone(*lines: str, name: str = "Hostile Time") -> str:
    return "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{name}", *lines, "END:VTIMEZONE", ""])


def observance(*lines: str, offsets: tuple[str, str] = ("+0100", "+0100")) -> tuple[str, ...]:
    return (
        "BEGIN:STANDARD",
        *lines,
        f"TZOFFSETFROM:{offsets[0]}",
        f"TZOFFSETTO:{offsets[1]}",
        "END:STANDARD",
    )


def _zones() -> Iterator[Hostile]:
    local = event("DTSTART;TZID=Hostile Time:20260310T120000", "DURATION:PT1H")
    start = "DTSTART:16010101T000000"
    dates = ",".join(f"{year}{month:02}01T000000" for year in range(1000, 9999) for month in range(1, 13))
    for name, *lines in [
        ("a zone of seconds", *observance(start, "RRULE:FREQ=SECONDLY")),
        ("a zone of days", *observance(start, "RRULE:FREQ=DAILY")),
        ("a zone with 100,000 dates", *observance(start, f"RDATE:{dates}")),
        ("an empty zone",),
        ("a zone without a start", *observance()),
        ("a zone 99 hours away", *observance(start, offsets=("+9999", "+9999"))),
        ("a zone without an offset", "BEGIN:STANDARD", start, "END:STANDARD"),
        ("a zone with a bad offset", *observance(start, offsets=("one", "two"))),
        ("a zone with a bad rule", *observance(start, "RRULE:FREQ=YEARLY;BYMONTH=13")),
        (
            "a zone with every second of a year",
            *observance(
                start,
                "RRULE:FREQ=YEARLY;BYHOUR={BYHOUR};BYMINUTE={BYMINUTE};BYSECOND={BYSECOND};BYDAY=MO,TU".format(
                    **ALL
                ),
            ),
        ),
        ("a zone of ten thousand parts", *(observance(start) * 10_000)),
    ]:
        yield Hostile(name, calendar(local, zone(*lines), GOOD).encode(), "told")
    yield Hostile("no zone", calendar(local, GOOD).encode(), "told")
    long_name = "Z" * 1_000_000
    yield Hostile(
        "a zone's name of a megabyte",
        calendar(event(f"DTSTART;TZID={long_name}:20260310T120000", "DURATION:PT1H"), GOOD).encode(),
        "told",
    )
    yield Hostile(
        "a zone's name that leads elsewhere",
        calendar(event("DTSTART;TZID=../../etc/passwd:20260310T120000", "DURATION:PT1H"), GOOD).encode(),
        "told",
    )
    yield Hostile(
        "10,000 zones",
        calendar(
            *(
                zone(*observance(f"DTSTART:19{number % 90 + 10}0101T000000"), name=f"Z{number}")
                + event(f"DTSTART;TZID=Z{number}:20260310T120000", "DURATION:PT1H")
                for number in range(10_000)
            )
        ).encode(),
        "read",
    )
    yield Hostile(
        "a zone from the year 1",
        calendar(local, zone(*observance("DTSTART:00010101T000000", "RRULE:FREQ=YEARLY")), GOOD).encode(),
        "read",
    )


def _cut() -> Iterator[Hostile]:
    whole = calendar(event(*HOUR, "RRULE:FREQ=WEEKLY", uid="1"), GOOD).encode()
    for share in range(1, 10):
        yield Hostile(f"cut after {share} tenths", whole[: len(whole) * share // 10], "refused")
    yield Hostile("without its head", whole[len(HEAD) :], "refused")
    yield Hostile(
        "an event without an end",
        calendar("BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260301T000000Z\r\n", GOOD).encode(),
        "told",
    )
    yield Hostile("a calendar within a calendar", (HEAD + calendar(GOOD)).encode(), "refused")
    yield Hostile("two calendars, the second cut", (calendar(GOOD) + HEAD + GOOD).encode(), "refused")


def _encodings() -> Iterator[Hostile]:
    text = calendar(event(*HOUR, "SUMMARY:Caf\u00e9 \U0001f600 \u2028 x", uid="1"), GOOD)
    cafe = calendar(event(*HOUR, "SUMMARY:Caf\u00e9", uid="1"), GOOD)
    for name, raw in [
        ("with a byte order mark", b"\xef\xbb\xbf" + text.encode()),
        ("in UTF-16", text.encode("utf-16")),
        ("in UTF-16 without a mark", text.encode("utf-16-le")),
        ("in UTF-16, the other way round", text.encode("utf-16-be")),
        ("in cp1252", cafe.encode("cp1252")),
        ("with line feeds", text.replace("\r\n", "\n").encode()),
        ("with carriage returns", text.replace("\r\n", "\r").encode()),
        ("with too many carriage returns", text.replace("\r\n", "\r\r\n").encode()),
        ("with NUL bytes", text.replace("VEVENT", "VE\x00VENT").encode()),
        ("in lower case", text.replace("T", "t").lower().encode()),
        ("with blank lines", text.replace("\r\n", "\r\n\r\n").encode()),
        ("with blanks at the ends", text.replace("\r\n", " \t\r\n").encode()),
        ("folded within characters", b"\r\n".join(_folded(line) for line in text.encode().split(b"\r\n"))),
        ("folded with tabs", b"\r\n".join(_folded(line, b"\t") for line in text.encode().split(b"\r\n"))),
        ("with bytes of no encoding", text.encode().replace(b"Caf", b"\xff\xfe\x81\x8d")),
        ("with half a character", text.encode().replace(b"Caf", b"\xed\xa0\x80")),
    ]:
        yield Hostile(name, raw, "read")


def _folded(line: bytes, by: bytes = b" ") -> bytes:
    return (b"\r\n" + by).join(line[place : place + 7] for place in range(0, len(line), 7))


def _others() -> Iterator[Hostile]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("calendar.ics", calendar(GOOD))
    for name, raw in [
        ("nothing", b""),
        ("blanks", b" \r\n\r\n "),
        ("a page", b"<!DOCTYPE html><html><body>Please sign in</body></html>"),
        ("a page about calendars", b"<html><pre>\r\nBEGIN:VEVENT\r\n</pre></html>"),
        ("JSON", b'{"error": "not found"}'),
        ("jCal", b'["vcalendar", [], [["vevent", [], []]]]'),
        ("xCal", b"<?xml version='1.0'?><icalendar xmlns='urn:ietf:params:xml:ns:icalendar-2.0'/>"),
        ("a packed calendar", gzip.compress(calendar(GOOD).encode())),
        ("an archive", packed.getvalue()),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100),
        ("a card", b"BEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\n"),
        ("a table", b"Subject,Start Date\r\nx,2026-03-10\r\n"),
        ("zeros", bytes(1_000_000)),
        ("the end alone", b"END:VCALENDAR\r\n"),
        ("nested brackets", b"[" * 1_000_000),
    ]:
        yield Hostile(name, raw, "refused")
    yield Hostile(
        "only when somebody can be reached",
        calendar("BEGIN:VAVAILABILITY\r\nUID:1\r\nEND:VAVAILABILITY\r\n").encode(),
        "told",
    )
    yield Hostile("a start of BEGIN lines", (HEAD + "BEGIN:VEVENT\r\n" * 25_000 + TAIL).encode(), "told")
