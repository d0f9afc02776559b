"""A recurrence rule read strictly (RFC 5545 section 3.3.10)."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from scheduler.ical.errors import BadEventError, Found


class Frequency(IntEnum):
    SECONDLY = 1
    MINUTELY = 60
    HOURLY = 3600
    DAILY = 86_400
    WEEKLY = 604_800
    MONTHLY = 2_678_400
    YEARLY = 31_622_400


WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_BLANKS = re.compile(r"[\s\\]")  # some programs escape what needs no escape
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,10}", re.ASCII)
_UNTIL = re.compile(r"(\d{8})(?:T(\d{4}(?:\d\d)?)(Z?))?", re.ASCII)
_BOUNDS = {  # the largest number, whether it may be counted from the end, and the smallest
    "BYSECOND": (60, False, 0),
    "BYMINUTE": (59, False, 0),
    "BYHOUR": (23, False, 0),
    "BYMONTHDAY": (31, True, 1),
    "BYYEARDAY": (366, True, 1),
    "BYWEEKNO": (53, True, 1),
    "BYMONTH": (12, False, 1),
    "BYSETPOS": (366, True, 1),
}
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", *_BOUNDS}
_LONGEST = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30} | dict.fromkeys((1, 3, 5, 7, 8, 10, 12), 31)  # months
_MOST_INTERVAL = 1_000_000


@dataclass(frozen=True, slots=True)
class Until:
    """The last time that may be. A date means all of its day."""

    wall: datetime
    in_utc: bool
    is_date: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: Until | None = None
    months: frozenset[int] = frozenset()
    week_numbers: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()  # every one of them
    nth_weekdays: frozenset[tuple[int, int]] = frozenset()  # which of them in the month or year, and the day
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0
    not_understood: tuple[str, ...] = ()

    @property
    def chooses_days(self) -> bool:
        return bool(
            self.months
            or self.week_numbers
            or self.year_days
            or self.month_days
            or self.weekdays
            or self.nth_weekdays
        )


def read_rule(text: str) -> Rule:
    """Raises BadEventError."""
    parts, strange = _parts(text)
    frequency = Frequency.__members__.get(parts.get("FREQ", ""))
    if frequency is None:
        raise _bad(f"FREQ={parts.get('FREQ', '')[:20]} is no frequency")
    numbers = {name: _numbers(name, parts[name]) for name in _BOUNDS if name in parts}
    weekdays, nth = _days(parts.get("BYDAY", ""), frequency)
    rule = Rule(
        frequency=frequency,
        interval=_counted(parts, "INTERVAL") or 1,
        count=_counted(parts, "COUNT"),
        until=_until(parts["UNTIL"]) if parts.get("UNTIL") else None,
        months=frozenset(numbers.get("BYMONTH", ())),
        week_numbers=frozenset(numbers.get("BYWEEKNO", ())),
        year_days=frozenset(numbers.get("BYYEARDAY", ())),
        month_days=frozenset(numbers.get("BYMONTHDAY", ())),
        weekdays=weekdays,
        nth_weekdays=nth,
        hours=numbers.get("BYHOUR", ()),
        minutes=numbers.get("BYMINUTE", ()),
        seconds=tuple(sorted({min(second, 59) for second in numbers.get("BYSECOND", ())})),
        positions=numbers.get("BYSETPOS", ()),
        week_start=WEEKDAYS.get(parts.get("WKST", "MO"), 0),
        not_understood=strange,
    )
    if rule.months and rule.month_days and not _is_on_a_calendar(rule):
        raise _bad("there is no such day in those months")
    return rule


def _is_on_a_calendar(rule: Rule) -> bool:
    return any(abs(day) <= _LONGEST[month] for month in rule.months for day in rule.month_days)


def with_defaults(rule: Rule, first: datetime) -> Rule:
    """What a rule leaves open is as the first time has it."""
    says_a_day = rule.year_days or rule.month_days or rule.weekdays or rule.nth_weekdays
    if says_a_day or rule.frequency < Frequency.WEEKLY:
        return rule
    if rule.frequency is Frequency.WEEKLY or rule.week_numbers:
        return replace(rule, weekdays=frozenset({first.weekday()}))
    if rule.frequency is Frequency.MONTHLY:
        return replace(rule, month_days=frozenset({first.day}))
    months = rule.months or frozenset({first.month})
    return replace(rule, months=months, month_days=frozenset({first.day}))


def _parts(text: str) -> tuple[dict[str, str], tuple[str, ...]]:
    parts: dict[str, str] = {}
    strange: list[str] = []
    for part in _BLANKS.sub("", text.upper()).split(";"):
        name, equals, value = part.partition("=")
        if not part:
            continue
        if not equals or name not in _KNOWN:
            strange.append(part[:40])
        elif parts.setdefault(name, value) != value:
            raise _bad(f"{name} comes twice")
    return parts, tuple(strange)


def _bad(why: str) -> BadEventError:
    return BadEventError(f"its rule is not understood: {why}", Found.BAD_RULE)


def _counted(parts: dict[str, str], name: str) -> int | None:
    text = parts.get(name)
    if not text:
        return None
    if not _NUMBER.fullmatch(text) or int(text) < 1:
        raise _bad(f"{name} must be 1 or more")
    return int(text) if name == "COUNT" else min(int(text), _MOST_INTERVAL)


def _numbers(name: str, text: str) -> tuple[int, ...]:
    most, from_the_end, least = _BOUNDS[name]
    found: set[int] = set()
    for each in filter(None, text.split(",")):
        number = int(each) if _NUMBER.fullmatch(each) else most + 1
        size = abs(number) if from_the_end else number
        if not least <= size <= most:
            raise _bad(f"{name}={each[:20]} is out of range")
        found.add(number)
    return tuple(sorted(found))


def _days(text: str, frequency: Frequency) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """Which one of a kind means something in months and years alone."""
    plain: set[int] = set()
    nth: set[tuple[int, int]] = set()
    for each in filter(None, text.split(",")):
        found = _DAY.fullmatch(each)
        if found is None:
            raise _bad(f"BYDAY={each[:20]} is no day")
        day, which = WEEKDAYS[found[2]], int(found[1] or 0)
        if which and frequency in {Frequency.MONTHLY, Frequency.YEARLY}:
            nth.add((which, day))
        else:
            plain.add(day)
    return frozenset(plain), frozenset(nth)


def _until(text: str) -> Until:
    found = _UNTIL.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)  # noqa: TRY301  one way out for all that is no date
        clock = (found[2] or "000000").ljust(6, "0")
        wall = datetime.fromisoformat(f"{found[1]}T{clock}")
    except ValueError:
        raise _bad(f"UNTIL={text[:20]} is no date") from None
    return Until(wall, in_utc=bool(found[3]), is_date=found[2] is None)
