"""Time away, in order; whoever is named covers the absence said with or before the name."""

from collections.abc import Iterable, Sequence
from datetime import date

from policies.domain.fields import WEEKDAYS
from policies.language.assembly.record import Record
from policies.language.assembly.weekly import NO_START, Hours
from policies.language.grammar.findings import (
    UNSAID,
    AwayFound,
    ClosedDateFound,
    CoverageFound,
    Finding,
    Json,
    OverrideFound,
)

MOST_ABSENCES, MOST_DATES = 1_000, 2_000  # a document holds no more
_SECOND = "Someone else was named for this absence, too; the first one was kept."
_CLOSED_TOO = "This date was also said to be closed; its hours were kept. Please say which you mean."


def time_away(found: Iterable[Finding], record: Record) -> list[Json]:
    absences: list[Json] = []
    for each in found:
        if isinstance(each, AwayFound) and len(absences) < MOST_ABSENCES:
            if each.goes_on and absences and absences[-1].get("first_day") == each.absence.get("first_day"):
                absences.pop()
            record.note(each.span, f"time_away[{len(absences)}]")
            absences.append({**each.absence, "coverage": None})
        elif isinstance(each, CoverageFound) and (each.name or each.contact) and absences:
            _cover(absences, each, record)
    return absences


def _cover(absences: list[Json], each: CoverageFound, record: Record) -> None:
    said = {"name": each.name, "contact": each.contact, "for": each.matter}
    if absences[-1]["coverage"] not in (None, said):
        record.problem(each.span, _SECOND)
        return
    absences[-1]["coverage"] = said
    record.note(each.span, f"time_away[{len(absences) - 1}].coverage")


def standing_coverage(found: Sequence[Finding], record: Record) -> list[str]:
    """A rota, a service, a colleague named for no absence in particular: in the words that said so."""
    away = any(isinstance(each, AwayFound) for each in found)
    said = [
        each
        for each in found
        if isinstance(each, CoverageFound)
        and not (away and (each.name or each.contact))
        and not each.of_absence
    ]
    for each in said:
        record.note(each.span, "coverage")
    return list(dict.fromkeys(each.words for each in said))


def closed_dates(found: Iterable[Finding], record: Record) -> list[str]:
    dates: dict[str, None] = {}
    for each in found:
        if isinstance(each, ClosedDateFound):
            record.note(each.span, "closed_dates")
            dates[each.date] = None
    return list(dates)[:MOST_DATES]


def overrides(
    found: Iterable[Finding], hours: dict[str, list[Hours]], closed: list[str], record: Record
) -> list[Json]:
    """One entry for each date. An end without a start starts as that day of the week does."""
    dates: dict[str, list[Json]] = {}
    for each in found:
        if not isinstance(each, OverrideFound):
            continue
        windows = [_window(each, start, end, hours, record) for start, end in each.windows]
        if None in windows:
            continue
        if each.date in closed and windows:
            record.problem(each.span, _CLOSED_TOO)
        dates.setdefault(each.date, []).extend(window for window in windows if window)
        record.note(each.span, "overrides")
    said: list[Json] = [{"date": day, "windows": windows} for day, windows in dates.items()]
    return said[:MOST_DATES]


def _window(
    each: OverrideFound, start: str | None, end: str | None, hours: dict[str, list[Hours]], record: Record
) -> Json | None:
    weekday = WEEKDAYS[date.fromisoformat(each.date).weekday()]
    usual = [window for windows in hours.values() for window in windows if weekday in window.days]
    start = start or min((window.start for window in usual), default=None)
    if start is None:
        record.problem(each.span, NO_START)
        return None
    ends = [window.end for window in usual if window.end and window.end > start]
    return {"start": start, "end": max(ends, default=None) if end == UNSAID else end}
