"""What a client's calendar holds after the mails that it took (RFC 5546), and what programs show of it.

It is the strictest of apps: what comes with a lower SEQUENCE than what it holds is stale, and a new series
does away with all exceptions of the one before that it does not bring along.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from typing import Any

import recurring_ical_events
from icalendar import Calendar

from scheduler.domain.interval import Interval
from tests.scheduler.ical.calendars import read_by_ical_js, read_by_icalendar, seconds

Spans = list[tuple[datetime, datetime]]


class ClientCalendar:
    def __init__(self) -> None:
        self.zones: dict[str, Any] = {}
        self.series: dict[str, Any] = {}  # what repeats, or takes place once, by its UID
        self.instead: dict[tuple[str, datetime], Any] = {}  # exceptions, by which of a series they are
        self.seen: dict[str, int] = {}  # the highest SEQUENCE, by UID

    def take(self, mail: Message) -> None:
        """Whatever calendars are in it."""
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                raw: Any = part.get_payload(decode=True)
                calendar = read_by_icalendar(raw)
                assert part.get_param("method") == calendar["METHOD"]
                self.obey(calendar)

    def obey(self, calendar: Any) -> None:
        events = calendar.walk("VEVENT")
        assert len({event["UID"] for event in events}) == 1
        assert all({"ORGANIZER", "ATTENDEE", "DTSTAMP", "SEQUENCE"} <= event.keys() for event in events)
        uid, sequence = str(events[0]["UID"]), min(event["SEQUENCE"] for event in events)
        if sequence < self.seen.get(uid, 0):
            return
        self.seen[uid] = sequence
        self.zones |= {str(each["TZID"]): each for each in calendar.walk("VTIMEZONE")}
        for event in sorted(events, key=lambda each: "RECURRENCE-ID" in each):
            if calendar["METHOD"] == "REQUEST":
                self._put(uid, event)
            else:
                assert event["STATUS"] == "CANCELLED"
                self._take_out(uid, event)

    def _put(self, uid: str, event: Any) -> None:
        if "RECURRENCE-ID" in event:
            self.instead[uid, _which(event)] = event
            return
        self._take_out(uid, event)
        self.series[uid] = event

    def _take_out(self, uid: str, event: Any) -> None:
        if "RECURRENCE-ID" not in event:
            self.series.pop(uid, None)
            for key in [key for key in self.instead if key[0] == uid]:
                del self.instead[key]
            return
        self.instead.pop((uid, _which(event)), None)
        if uid in self.series:
            which = event["RECURRENCE-ID"]
            named = {"TZID": which.params["TZID"]} if "TZID" in which.params else {}
            self.series[uid].add("EXDATE", which.dt.replace(tzinfo=None), named)

    @property
    def as_file(self) -> bytes:
        made = Calendar()
        made.add("VERSION", "2.0")
        made.add("PRODID", "-//a client's app//EN")
        for each in (*self.zones.values(), *self.series.values(), *self.instead.values()):
            made.add_component(each)
        return bytes(made.to_ical(sorted=False))

    def shown(self, span: Interval) -> Spans:
        """By recurring-ical-events."""
        found = recurring_ical_events.of(Calendar.from_ical(self.as_file)).between(span.start, span.end)
        return sorted(_ends(each) for each in found)

    def shown_by_ical_js(self, span: Interval) -> list[tuple[int, int]]:
        """In seconds since 1970."""
        (found,) = read_by_ical_js([self.as_file], span)
        return sorted((start, end) for _uid, start, end, _title in found)


def in_seconds(spans: Spans) -> list[tuple[int, int]]:
    return [(seconds(start), seconds(end)) for start, end in spans]


def _which(event: Any) -> datetime:
    at: datetime = event["RECURRENCE-ID"].dt
    return at.astimezone(UTC)


def _ends(event: Any) -> tuple[datetime, datetime]:
    return event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC)


def calendars_in(mail: Message) -> Iterator[Any]:
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            raw: Any = part.get_payload(decode=True)
            yield read_by_icalendar(raw)
