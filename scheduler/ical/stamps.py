"""When each event of a calendar was last told otherwise, found by what the calendar said before.

What an event is made of changes in many tables, some of which keep no time. Apps take a change only where
LAST-MODIFIED and SEQUENCE move, and must not be told of one where there is none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from scheduler.ical.entries import Entry, Told
from scheduler.ical.event_lines import UsedZones, event_lines
from scheduler.ical.writing import folded

MOST_GONE = 500
A_SECOND = timedelta(seconds=1)  # so exactly calendars and HTTP tell when something changed
_STAMPS = ("DTSTAMP:", "LAST-MODIFIED:", "SEQUENCE:")
_WHEN = ("RECURRENCE-ID", "DTSTART", "DTEND", "RRULE", "EXDATE", "STATUS")
_IN_OUR_FORM = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Before:
    """An event as it was told last."""

    lines: tuple[str, ...]  # without stamps, folded as they were
    revised_at: datetime
    sequence: int


def restamped(told: Told, before: bytes, *, now: datetime) -> Told:
    """The same events; those that say something else than `before`, which we wrote, were revised by `now`.

    A SEQUENCE never goes down, and goes up where a time or a state is another.
    """
    earlier = {_which(each.lines): each for each in _events(before)}
    return replace(told, entries=tuple(_restamped(each, earlier, now) for each in told.entries))


def stamps_alone(before: bytes) -> bytes:
    """Of a calendar that may say nothing any more: enough of it that its next stamps go on from these."""
    return _stamps(_events(before))


def stamps_of_gone(before: bytes, body: bytes) -> bytes:
    """Of what `before` told and `body` tells no more: an app that missed that it went may still hold it.

    The latest are kept; what is told again goes on from them.
    """
    told = {_which(each.lines) for each in _events(body)}
    gone = [each for each in _events(before) if _which(each.lines) not in told]
    return _stamps(sorted(gone, key=lambda each: each.revised_at, reverse=True)[:MOST_GONE])


def _stamps(of: Iterable[Before]) -> bytes:
    lines = ["BEGIN:VCALENDAR"]
    for each in of:
        stamp = f"{each.revised_at:{_IN_OUR_FORM}}"
        lines += [
            "BEGIN:VEVENT",
            *_which(each.lines),
            f"DTSTAMP:{stamp}",
            f"SEQUENCE:{each.sequence}",
            "END:VEVENT",
        ]
    return "".join(f"{line}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _restamped(entry: Entry, earlier: dict[tuple[str, ...], Before], now: datetime) -> Entry:
    lines = _without_stamps([folded(line) for line in event_lines(entry, UsedZones())])
    was = earlier.get(_which(lines))
    if was is None:
        return entry
    if was.lines == lines:
        return replace(entry, revised_at=was.revised_at, sequence=max(entry.sequence, was.sequence))
    later = max(now, was.revised_at + A_SECOND)  # whatever clocks do
    revised = entry.revised_at if entry.revised_at > was.revised_at else later
    moved = _when(was.lines) != _when(lines)
    return replace(entry, revised_at=revised, sequence=max(entry.sequence, was.sequence + moved))


def _events(raw: bytes) -> Iterator[Before]:
    """Parted by whole lines: what somebody is called may end with the same words."""
    for part in raw.decode().split("\r\nBEGIN:VEVENT\r\n")[1:]:
        lines: list[str] = []
        for line in part.partition("\r\nEND:VEVENT")[0].split("\r\n"):
            if line.startswith(" "):
                lines[-1] += f"\r\n{line}"
            else:
                lines.append(line)
        said = {line.partition(":")[0]: line.partition(":")[2] for line in lines}
        stamp = datetime.strptime(said["DTSTAMP"], _IN_OUR_FORM).replace(tzinfo=UTC)
        whole = ("BEGIN:VEVENT", *_without_stamps(lines), "END:VEVENT")
        yield Before(whole, stamp, int(said["SEQUENCE"]))


def _without_stamps(lines: list[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if not line.startswith(_STAMPS))


def _which(lines: tuple[str, ...]) -> tuple[str, ...]:
    """By its UID and, for one of a series, by which of them it is."""
    return tuple(line for line in lines if line.startswith(("UID:", "RECURRENCE-ID")))


def _when(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in lines if line.startswith(_WHEN))
