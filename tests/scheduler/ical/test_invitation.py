from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

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
