"""An appointment or a series as an invitation, or its end, for a calendar app to take from mail.

RFC 5546, RFC 6047.
"""

from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import Literal

from icalendar import Event
from icalendar.prop import vCalAddress

from scheduler.ical.components import add_text, add_times, add_zones, bytes_of, calendar
from scheduler.ical.entries import Entry
from scheduler.ical.event_lines import BUSY_STATUS, UsedZones, how_it_shows
from scheduler.ical.writing import mail_uri, seen

Method = Literal["REQUEST", "CANCEL"]

_AGREED = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    address: str  # of mail


def invitation(*entries: Entry, method: Method, organiser: Party, attendee: Party) -> bytes:
    """`add_to` puts it into a mail. Of one UID: once, or a series and those of it that are otherwise.

    The time was agreed before it is sent, so the attendee counts as coming and no answer is asked for: what
    an app would send back is mail to the clinician that nobody reads as an answer. A CANCEL says that the
    event is cancelled whatever the entry says: one whose event goes on would be believed by nobody.
    """
    used, made = UsedZones(), calendar(method)
    events = [
        _event(each if method == "REQUEST" else replace(each, is_cancelled=True), used) for each in entries
    ]
    for event in events:
        event.add("ORGANIZER", vCalAddress(mail_uri(organiser.address)), {"CN": _name(organiser)})
        event.add("ATTENDEE", vCalAddress(mail_uri(attendee.address)), {**_AGREED, "CN": _name(attendee)})
    add_zones(made, used)
    for event in events:
        made.add_component(event)
    return bytes_of(made)


def add_to(mail: EmailMessage, written: bytes, *, method: Method) -> None:
    """Beside the words, in `multipart/alternative`: there Gmail and Outlook look.

    As bytes, since the library would take the CR out of what it holds for text (RFC 6047 section 2.4).
    """
    params = {"method": method, "charset": "utf-8"}
    mail.add_alternative(written, "text", "calendar", params=params, cte="base64")


def _event(entry: Entry, used: UsedZones) -> Event:
    event = Event()
    add_text(event, "UID", entry.uid)
    event.add("DTSTAMP", entry.revised_at)
    event.add("LAST-MODIFIED", entry.revised_at)
    event.add("SEQUENCE", entry.sequence)
    add_times(event, entry, used)
    add_text(event, "SUMMARY", entry.title)
    if entry.description:
        add_text(event, "DESCRIPTION", entry.description)
    if entry.location:
        add_text(event, "LOCATION", entry.location)
    for called, how in zip(("STATUS", "TRANSP", BUSY_STATUS), how_it_shows(entry), strict=True):
        add_text(event, called, how)
    return event


def _name(party: Party) -> str:
    """On one line, and without what the library would write as `^'`, which few apps read (RFC 6868)."""
    return seen(party.name).replace("\n", " ").replace('"', "'").replace("^", "")
