"""The promise by brute force: every minute of some weeks is marked, then counted one by one.

Written from the rules alone (docs/promise.md); it shares no code with the engine and reads the raw document.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EVERY_WORKING_DAY = [{"days": CODES[:5], "start": "00:00", "end": "24:00"}]

Span = tuple[datetime, datetime]


def resolve(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first UTC instant at which clocks show `wall`; where none do, by the offset before the gap."""
    as_if_utc = wall.replace(tzinfo=UTC)
    around = [as_if_utc + hours * timedelta(hours=1) for hours in range(-30, 31)]
    offsets = [each.astimezone(zone).utcoffset() or timedelta() for each in around]
    instants = {as_if_utc - offset for offset in offsets}
    exact = [each for each in instants if each.astimezone(zone).replace(tzinfo=None, fold=0) == wall]
    return min(exact) if exact else as_if_utc - offsets[0]


def day_of(text: str) -> date:
    return date.fromisoformat(text)


class BruteForce:
    """One policy over the weeks that follow `received`."""

    def __init__(self, policy: dict[str, Any], received: datetime, weeks: int = 9) -> None:
        self.policy, self.received = policy, received
        self.zone = ZoneInfo(policy["timezone"])
        self.today = received.astimezone(self.zone).date()
        self.dates = [self.today + DAY * n for n in range(-3, weeks * 7)]
        self.begin = received.replace(second=0, microsecond=0)
        self.minutes = (weeks * 7 - 3) * 24 * 60
        self.away = [self.away_span(each) for each in policy.get("time_away", [])]
        self.busy = [self.away_span(each) for each in policy.get("busy", [])]
        self.spans = {day: [self.span(day, each) for each in self.windows_on(day)] for day in self.dates}

    def away_span(self, away: dict[str, str]) -> Span:
        if "start" in away:
            return datetime.fromisoformat(away["start"]), datetime.fromisoformat(away["end"])
        return self.midnight(day_of(away["first_day"])), self.midnight(day_of(away["last_day"]) + DAY)

    def midnight(self, day: date) -> datetime:
        return resolve(datetime(day.year, day.month, day.day), self.zone)  # noqa: DTZ001 -- a wall time

    def contact_hours(self) -> list[dict[str, Any]]:
        return list(self.policy.get("hours", {}).get("contact", []))

    def windows_on(self, day: date) -> list[dict[str, Any]]:
        for override in self.policy.get("overrides", []):
            if day_of(override["date"]) == day:
                return list(override["windows"])
        if day.isoformat() in self.policy.get("closed_dates", []):
            return []
        if "weekends" in self.policy.get("closed", []) and day.weekday() >= 5:
            return []
        hours = self.contact_hours() or EVERY_WORKING_DAY
        return [each for each in hours if self.happens(each, day)]

    def happens(self, window: dict[str, Any], day: date) -> bool:
        if CODES[day.weekday()] not in window["days"]:
            return False
        if "from" in window and day < day_of(window["from"]):
            return False
        if "until" in window and day > day_of(window["until"]):
            return False
        if window.get("every", 1) == 1:
            return True
        anchor = day_of(window["anchor"])
        weeks = ((day - DAY * day.weekday()) - (anchor - DAY * anchor.weekday())).days // 7
        return weeks % int(window["every"]) == 0

    def span(self, day: date, window: dict[str, Any]) -> Span:
        start, end = (
            datetime(day.year, day.month, day.day) + timedelta(hours=int(text[:2]), minutes=int(text[3:]))  # noqa: DTZ001
            for text in (window["start"], window["end"])
        )
        if end <= start:
            end += DAY
        return resolve(start, self.zone), resolve(end, self.zone)

    def is_away(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self.away)

    def is_open(self, at: datetime) -> bool:
        inside = any(start <= at < end for spans in self.spans.values() for start, end in spans)
        return inside and not self.is_away(at) and not self.is_busy(at)

    def is_busy(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self.busy)

    def minutes_of(self, span: Span) -> Iterator[datetime]:
        at, end = span
        while at < end:
            yield at
            at += MINUTE

    def last_close(self, day: date) -> datetime | None:
        """The end of the last minute that is open and belongs to `day`; none unless it is a working day."""
        minutes = [
            each
            for span in self.spans[day]
            for each in self.minutes_of(span)
            if not self.is_away(each) and not self.is_busy(each)
        ]
        return max(minutes) + MINUTE if minutes else None

    def count(
        self, counts: Callable[[datetime], bool], since: datetime, amount: timedelta
    ) -> datetime | None:
        at = since
        for _ in range(self.minutes):
            following = at.replace(second=0, microsecond=0) + MINUTE
            if counts(at):
                if following - at >= amount:
                    return at + amount
                amount -= following - at
            at = following
        return None

    def marked(self, spans: list[Span], but: tuple[Span, ...] = ()) -> Callable[[datetime], bool]:
        marks = bytearray(self.minutes + 24 * 60)
        for start, end in spans:
            first, last = ((each - self.begin) // MINUTE for each in (start, end))
            for minute in range(max(first, 0), min(last, len(marks))):
                marks[minute] = 1
        for start, end in (*self.away, *but):
            first, last = ((each - self.begin) // MINUTE for each in (start, end))
            for minute in range(max(first, 0), min(last, len(marks))):
                marks[minute] = 0
        return lambda at: bool(marks[(at - self.begin) // MINUTE])

    def clock(self, name: str) -> Callable[[datetime], bool]:
        if name == "calendar":
            return self.marked([(self.begin, self.begin + MINUTE * (self.minutes + 24 * 60))])
        if name == "contact_hours":
            return self.marked([span for spans in self.spans.values() for span in spans], (*self.busy,))
        days = [day for day in self.dates if self.last_close(day)]
        return self.marked([(self.midnight(day), self.midnight(day + DAY)) for day in days])

    def reply_by(self) -> datetime | None:
        """The promise; none where it does not fall into these weeks."""
        reply = self.policy["reply"]
        within, clock = reply["within"], reply["clock"]
        if clock == "contact_hours" and not self.contact_hours():
            return None
        if within.startswith("PT"):
            unit = timedelta(hours=1) if within.endswith("H") else MINUTE
            return self.count(self.clock(clock), self.received, int(within[2:-1]) * unit)
        days = int(within[1:-1])
        return self.calendar_days(days) if clock == "calendar" else self.working_days(days)

    def calendar_days(self, days: int) -> datetime | None:
        start = self.received
        while ends := [end for begin, end in self.away if begin <= start < end]:
            start = max(ends)
        local = start.astimezone(self.zone).replace(tzinfo=None, fold=0)
        wall = local + DAY * days if days else datetime(local.year, local.month, local.day) + DAY  # noqa: DTZ001
        return self.count(self.clock("calendar"), start, resolve(wall, self.zone) - start)

    def working_days(self, days: int) -> datetime | None:
        closes = [close for day in self.dates if day > self.today and (close := self.last_close(day))]
        today = self.last_close(self.today)
        if days == 0 and today and today > self.received:
            return today
        return closes[max(days, 1) - 1] if len(closes) >= max(days, 1) else None
