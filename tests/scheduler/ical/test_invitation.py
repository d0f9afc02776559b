import warnings
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest

from scheduler.ical.entries import ShowsAs
from scheduler.ical.invitation import Method, Party, add_to, invitation
from tests.calendar_apps import ICAL_JS, need
from tests.scheduler.ical.calendars import entry, read_by_ical_js, read_by_icalendar, seconds

ADA, DAN = Party("Ada Quist; therapist", "ada@inbox.example"), Party("Dan", "dan@client.example")


def sent(method: Method, **more: Any) -> Any:
    return read_by_icalendar(
        invitation(
            entry(zone="Europe/Berlin", sequence=2, **more), method=method, organiser=ADA, attendee=DAN
        )
    )


def test_an_invitation_has_one_event_with_who_asks_and_who_comes() -> None:
    calendar = sent("REQUEST")
    assert str(calendar["METHOD"]) == "REQUEST"
    (event,) = calendar.walk("VEVENT")
    assert (str(event["ORGANIZER"]), str(event["ATTENDEE"])) == (
        "mailto:ada@inbox.example",
        "mailto:dan@client.example",
    )
    assert event["ORGANIZER"].params["CN"] == "Ada Quist; therapist"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert (str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])) == ("1", 2, "CONFIRMED")
    assert calendar.walk("VTIMEZONE")


def test_what_is_only_asked_for_is_tentative() -> None:
    (event,) = sent("REQUEST", shows_as=ShowsAs.TENTATIVE).walk("VEVENT")
    assert str(event["STATUS"]) == "TENTATIVE"


def test_a_cancellation_says_so_whatever_the_entry_says() -> None:
    calendar = sent("CANCEL")
    (event,) = calendar.walk("VEVENT")
    assert str(calendar["METHOD"]) == "CANCEL"
    assert (str(event["STATUS"]), str(event["TRANSP"])) == ("CANCELLED", "TRANSPARENT")
    assert int(event["SEQUENCE"]) == 2


def test_it_is_told_line_by_line() -> None:
    """As Gmail, Outlook and Apple's apps want it: the zone before the event, no answer asked for."""
    raw = invitation(
        entry(zone="America/New_York", location="Online"), method="REQUEST", organiser=ADA, attendee=DAN
    )
    assert raw.replace(b"\r\n ", b"").decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Between Sessions//between-sessions//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "BEGIN:VTIMEZONE",
        "TZID:America/New_York",
        "BEGIN:STANDARD",
        "DTSTART:19701101T020000",
        "TZOFFSETFROM:-0400",
        "TZOFFSETTO:-0500",
        "TZNAME:EST",
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700308T020000",
        "TZOFFSETFROM:-0500",
        "TZOFFSETTO:-0400",
        "TZNAME:EDT",
        "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:1",
        "DTSTAMP:20260201T080000Z",
        "LAST-MODIFIED:20260201T080000Z",
        "SEQUENCE:0",
        "DTSTART;TZID=America/New_York:20260310T100000",
        "DTEND;TZID=America/New_York:20260310T110000",
        "SUMMARY:Busy",
        "LOCATION:Online",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        'ORGANIZER;CN="Ada Quist; therapist":mailto:ada@inbox.example',
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;CN=Dan:mailto:dan@client.example",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_one_of_a_series_can_be_cancelled() -> None:
    """RFC 5546 section 3.2.5: by the UID of all, and the start that it had among them."""
    once = datetime(2026, 4, 6, 12, tzinfo=UTC)
    calendar = sent("CANCEL", instead_of=once)
    (event,) = calendar.walk("VEVENT")
    assert event["RECURRENCE-ID"].params["TZID"] == "Europe/Berlin"
    assert event["RECURRENCE-ID"].dt == once
    assert "RRULE" not in event


@pytest.mark.parametrize("place", ["UTC", "Etc/UTC", "Africa/Abidjan", None])
def test_where_clocks_never_change_the_moment_is_the_same(place: str | None) -> None:
    """The library leaves a TZID out that is called UTC, and tells times of 32 zones in UTC."""
    calendar = read_by_icalendar(invitation(entry(zone=place), method="REQUEST", organiser=ADA, attendee=DAN))
    (event,) = calendar.walk("VEVENT")
    assert event["DTSTART"].dt == entry().start
    told = [str(each["TZID"]) for each in calendar.walk("VTIMEZONE")]
    assert told == ([place] if place not in {None, "UTC"} else [])


def test_it_goes_by_mail_unharmed() -> None:
    raw = invitation(
        entry(title="Sitzung für Ülkü", zone="Europe/Berlin"), method="REQUEST", organiser=ADA, attendee=DAN
    )
    mail = EmailMessage()
    mail.set_content("Words.")
    add_to(mail, raw, method="REQUEST")
    words, part = mail.iter_parts()
    assert mail.get_content_type() == "multipart/alternative"
    assert words.get_content_type() == "text/plain"
    assert part["Content-Type"] == 'text/calendar; method="REQUEST"; charset="utf-8"'
    assert part.get_payload(decode=True) == raw
    assert max(map(len, mail.as_bytes(policy=SMTP).split(b"\r\n"))) < 100


def test_ical_js_reads_it() -> None:
    need(ICAL_JS, "node")
    raw = invitation(entry(zone="Europe/Dublin"), method="REQUEST", organiser=ADA, attendee=DAN)
    start = seconds(entry().start)  # type: ignore[arg-type]
    assert read_by_ical_js([raw]) == [[["1", start, start + 3600, "Busy"]]]


def test_vobject_reads_it() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import vobject

        raw = invitation(entry(zone="Europe/Dublin"), method="REQUEST", organiser=ADA, attendee=DAN)
        event = vobject.readOne(raw.decode()).vevent
        assert event.dtstart.value.astimezone(UTC) == entry().start
        assert event.organizer.params["CN"] == ["Ada Quist; therapist"]
