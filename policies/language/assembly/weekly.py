"""Weekly hours out of what was said of them: an exception narrows what it excepts."""

from collections.abc import Sequence
from dataclasses import dataclass

from policies.domain.fields import WEEKDAYS
from policies.language.assembly.record import Record
from policies.language.grammar.findings import UNSAID, DaysOffFound, Finding, HoursFound, Json, PauseFound
from policies.language.hours_words import say_days

MOST = 200  # windows of one kind: a document holds no more
WEEKEND = {"SA", "SU"}
_DAY = 24 * 60
_TWO_HOURS = (
    "These hours differ from those said before for the same days; the first ones were kept. "
    "Please say which you mean."
)
_CLOSED_DAYS = "These days were said to have hours, too; the hours were kept. Please say which you mean."
NO_START = "It is said when these hours end, but not when they start."
_TOO_MANY = "There are more hours here than a policy can hold; the first {most} were kept."


@dataclass
class Hours:
    """One window while the statement is read."""

    found: HoursFound
    days: set[str]
    start: str
    end: str | None

    @property
    def window(self) -> Json:
        said: Json = {
            "days": [day for day in WEEKDAYS if day in self.days],
            "start": self.start,
            "end": self.end,
            "every": self.found.every if self.found.every > 1 else None,
            "anchor": self.found.anchor,
            "from": self.found.first,
            "until": self.found.last,
        }
        return {key: value for key, value in said.items() if key == "end" or value is not None}

    def overlaps(self, other: "Hours") -> bool:
        (start, end), (begin, finish) = self.stretch, other.stretch
        return start < finish and begin < end

    def holds(self, start: str, end: str) -> bool:
        first, last = self.stretch
        return first < minutes(start) < minutes(end) < last

    @property
    def stretch(self) -> tuple[int, int]:
        """Minutes after the midnight before."""
        start = minutes(self.start)
        end = minutes(self.end) if self.end else max(start + 1, _DAY)
        return start, end if end > start else end + _DAY


def minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def weekly_hours(found: Sequence[Finding], record: Record) -> dict[str, list[Hours]]:
    """By the part of the policy, such as hours.contact or channels.email.hours."""
    parts: dict[str, list[Hours]] = {}
    for each in found:
        if isinstance(each, HoursFound):
            _add(each, parts.setdefault(each.part, []), record)
        elif isinstance(each, PauseFound):
            _take_out(each, _meant(each.part, parts), record)
    for each in found:
        if isinstance(each, DaysOffFound):
            _take_days_off(each, _meant(each.part, parts), record)
    return {
        part: kept for part, windows in parts.items() if (kept := [each for each in windows if each.days])
    }


def _meant(part: str, parts: dict[str, list[Hours]]) -> list[list[Hours]]:
    """The hours of this part, or, where it has none, all hours."""
    return [parts[part]] if parts.get(part) else list(parts.values())


def _add(found: HoursFound, windows: list[Hours], record: Record) -> None:
    start = found.start or _start_of(found, windows)
    if start is None:
        record.problem(found.span, NO_START, f"{say_days(found.days, 'en')} from … to {found.end}")
        return
    if len(windows) >= MOST:
        record.problem(found.span, _TOO_MANY.format(most=MOST))
        return
    new = Hours(found, set(found.days), start, _end_of(found, windows))
    if found.every_week:
        _fit(new, [each for each in windows if each.found.every_week], record)
    if new.days or not any(each.window == new.window for each in windows):
        windows.append(new)
    record.note(found.span, found.part)


def _start_of(found: HoursFound, windows: Sequence[Hours]) -> str | None:
    """Of "Fridays until noon": as these days do, else as the days said just before."""
    of_these = [each for each in windows if each.days >= set(found.days)]
    before = of_these or [each for each in windows if each.days == windows[-1].days]
    return min((each.start for each in before), default=None)


def _end_of(found: HoursFound, windows: Sequence[Hours]) -> str | None:
    """Of "Monday to Friday 9 to 5, Thursdays from noon": as the days do that they are part of."""
    if found.end != UNSAID or not found.every_week:
        return found.end or None
    around = (
        each.end
        for each in windows
        if each.days > set(found.days) and each.end and each.start < (found.start or "") < each.end
    )
    return next(around, None)


def _fit(new: Hours, windows: Sequence[Hours], record: Record) -> None:
    """Of two that overlap, the one for fewer days is the exception."""
    said = frozenset(new.days)
    for each in windows:
        shared = each.days & new.days
        if new.found.exception:
            each.days -= shared
        elif not shared or not each.overlaps(new):
            continue
        elif (each.start, each.end) == (new.start, new.end):
            new.days -= shared
        elif said < each.days:
            each.days -= shared
        else:
            if not each.days < said:
                record.problem(new.found.span, _TWO_HOURS)
            new.days -= shared


def _take_days_off(off: DaysOffFound, parts: Sequence[list[Hours]], record: Record) -> None:
    for each in (hours for windows in parts for hours in windows):
        if each.days and each.days <= set(off.days):
            record.problem(off.span, _CLOSED_DAYS)
        else:
            each.days -= set(off.days)
    if not parts and set(off.days) != WEEKEND:
        record.remarks.append(off.words)
    record.note(off.span, "hours")


def _take_out(pause: PauseFound, parts: Sequence[list[Hours]], record: Record) -> None:
    for windows in parts:
        for each in list(windows):
            shared = each.days & set(pause.days) if pause.days else set(each.days)
            if shared and each.end and each.holds(pause.start, pause.end):
                each.days -= shared
                at = windows.index(each) + 1
                ends = ((each.start, pause.start), (pause.end, each.end))
                windows[at:at] = [Hours(each.found, set(shared), *half) for half in ends]
    record.note(pause.span, "hours")
