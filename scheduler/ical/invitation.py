"""One appointment as an invitation, or its end, for a calendar app to take from mail (RFC 5546, RFC 6047)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scheduler.ical.entries import Entry
from scheduler.ical.event_lines import UsedZones, event_lines
from scheduler.ical.writing import PRODUCT, mail_uri, parameter, written

Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    address: str  # of mail


def invitation(entry: Entry, *, method: Method, organiser: Party, attendee: Party) -> bytes:
    """A mail carries it as `content_type(method)` says.

    The time was agreed before it is sent, so the attendee counts as coming and no answer is asked for: what
    an app would send back is mail to the clinician that nobody reads as an answer.
    """
    used = UsedZones()
    first, *rest = event_lines(entry, used)
    parties = _parties(organiser, attendee)
    return written(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            f"PRODID:{PRODUCT}",
            "CALSCALE:GREGORIAN",
            f"METHOD:{method}",
            *used.lines(),
            first,
            *parties,
            *(rest if method == "REQUEST" else _cancelled(rest)),
            "END:VCALENDAR",
        ]
    )


def content_type(method: Method) -> str:
    """Of the part, which stands beside the words in `multipart/alternative`: there Gmail and Outlook look."""
    return f"text/calendar; method={method}; charset=utf-8"


def _parties(organiser: Party, attendee: Party) -> Iterator[str]:
    yield f"ORGANIZER;CN={parameter(organiser.name)}:{mail_uri(organiser.address)}"
    how = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
    yield f"ATTENDEE;{how};CN={parameter(attendee.name)}:{mail_uri(attendee.address)}"


def _cancelled(lines: list[str]) -> Iterator[str]:
    """Whatever the entry says of itself: a CANCEL whose event goes on would be believed by nobody."""
    replaced = {"STATUS": "CANCELLED", "TRANSP": "TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS": "FREE"}
    for line in lines:
        name = line.partition(":")[0]
        yield f"{name}:{replaced[name]}" if name in replaced else line
