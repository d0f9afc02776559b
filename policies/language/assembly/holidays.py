"""Public holidays: whether they are kept, and which of them are worked."""

from collections.abc import Sequence

from policies.domain.holidays import name_problem, region_problem
from policies.language.assembly.record import Record
from policies.language.assembly.weekly import WEEKEND, Hours
from policies.language.grammar.findings import ClosedFound, DaysOffFound, Finding, HolidaysFound, Json
from policies.language.grammar.places import Span

PUBLIC = "public_holidays"
_WHERE = (
    "Holidays depend on the place, and none is set for this policy; please say of which country or state."
)
_BOTH = "Public holidays were said to be free, and to be worked; please say which you mean."


def holidays(found: Sequence[Finding], region: str | None, language: str, record: Record) -> Json | None:
    said = [each for each in found if isinstance(each, HolidaysFound)]
    free = [each.span for each in found if isinstance(each, ClosedFound) and each.closed == PUBLIC]
    free += [each.span for each in said if each.observe]
    if not said or _unplaced(region, said[0].span, record):
        return None
    if free and any(each.observe is False for each in said):
        record.problem(free[0], _BOTH)
    worked = [name for each in said for name in _worked(each, region or "", language, record)]
    kept = any(each.observe for each in said)
    if not kept and not worked and all(each.observe is not False for each in said):
        return None
    return {"observe": kept, "open_on": worked}


def closed_as_said(
    found: Sequence[Finding], region: str | None, hours: dict[str, list[Hours]], record: Record
) -> list[str]:
    """Weekends that only do not count for a reply, and have hours, are not closed."""
    closed: dict[str, None] = {}
    open_days = {day for windows in hours.values() for each in windows for day in each.days}
    for each in found:
        if isinstance(each, DaysOffFound) and set(each.days) == WEEKEND and not open_days & WEEKEND:
            closed["weekends"] = None
        if isinstance(each, ClosedFound):
            if each.counting and each.closed == "weekends" and open_days & WEEKEND:
                continue
            if each.closed == PUBLIC and region and _unplaced(region, each.span, record):
                continue
            record.note(each.span, "closed")
            closed[each.closed] = None
    return list(closed)


def _unplaced(region: str | None, span: Span, record: Record) -> bool:
    wrong = region_problem(region) if region else _WHERE
    if wrong:
        record.problem(span, wrong)
    return bool(wrong)


def _worked(each: HolidaysFound, region: str, language: str, record: Record) -> list[str]:
    names = []
    for name in each.open_on:
        wrong = name_problem(name, region, language)
        if wrong:
            record.problem(each.span, wrong)
        else:
            names.append(name)
    record.note(each.span, "holidays")
    return names
