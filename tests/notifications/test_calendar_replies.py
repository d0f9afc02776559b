"""What a calendar app sends back to an invitation is mail like any other: kept, and read without a fault."""

import pytest

from accounts.models import Client, Clinician
from notifications.domain.mail import read_mail
from notifications.models import InboundMessage, RawMail
from notifications.services.mail_intake import read_due_mail, store_mail
from tests.factories import NOW

ICS = (
    "BEGIN:VCALENDAR\r\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\n"
    "BEGIN:VEVENT\r\nDTSTART:20260312T130000Z\r\nDTEND:20260312T135000Z\r\nDTSTAMP:20260310T143000Z\r\n"
    "ORGANIZER:mailto:ada@inbox.example\r\nUID:5@between.example\r\n"
    "ATTENDEE;PARTSTAT=DECLINED:mailto:dan@client.example\r\nSEQUENCE:0\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
HEAD = (
    "From: dan@client.example\r\nTo: ada@inbox.example\r\nSubject: Declined: Appointment\r\n"
    "Message-ID: <reply@client.example>\r\nMIME-Version: 1.0\r\n"
)
BESIDE_WORDS = (
    f"{HEAD}Content-Type: multipart/mixed; boundary=o\r\n\r\n"
    "--o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n"
    "--i\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDan has declined this.\r\n"
    f"--i\r\nContent-Type: text/calendar; charset=utf-8; method=REPLY\r\n\r\n{ICS}--i--\r\n"
    "--o\r\nContent-Type: application/ics; name=invite.ics\r\n"
    f"Content-Disposition: attachment; filename=invite.ics\r\n\r\n{ICS}--o--\r\n"
)
ALONE = f"{HEAD}Content-Type: text/calendar; charset=utf-8; method=REPLY\r\n\r\n{ICS}"


@pytest.mark.parametrize("raw", [BESIDE_WORDS, ALONE])
def test_it_is_kept_as_a_message(ada: Clinician, dan: Client, raw: str) -> None:
    store_mail(
        envelope_from="dan@client.example", envelope_to=["ada@inbox.example"], raw=raw.encode(), now=NOW
    )
    read_due_mail(now=NOW)
    message = InboundMessage.objects.get()
    assert (message.client, message.subject) == (dan, "Declined: Appointment")
    assert RawMail.objects.get().last_error == ""


def test_the_calendar_is_not_taken_for_words() -> None:
    mail = read_mail(BESIDE_WORDS.encode())
    assert mail.text.strip() == "Dan has declined this."
