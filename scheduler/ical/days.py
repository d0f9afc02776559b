"""Which days of a year, a month or a week a rule means (the table in RFC 5545 section 3.3.10)."""

from calendar import isleap, monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from scheduler.ical.rule import Frequency, Rule

_ONE_DAY = timedelta(days=1)
_A_WEEK = 7
_MOST_OF_FIRST_WEEK = 4  # days of a year that make a week its first


def of_year(rule: Rule, year: int) -> Iterator[date]:
    fits = _test(rule)
    if rule.month_days or rule.months:
        for month in sorted(rule.months) or range(1, 13):
            yield from _of_month(rule, year, month, fits)
    else:
        yield from filter(fits, _run(date(year, 1, 1), 366 if isleap(year) else 365))


def of_month(rule: Rule, year: int, month: int) -> Iterable[date]:
    return _of_month(rule, year, month, _test(rule))


def of_week(rule: Rule, first_day: date) -> Iterable[date]:
    return filter(_test(rule), _run(first_day, _A_WEEK))


def fits(rule: Rule) -> Callable[[date], bool]:
    return _test(rule)


def _run(first: date, days: int) -> Iterator[date]:
    return (first + number * _ONE_DAY for number in range(days))


def _of_month(rule: Rule, year: int, month: int, fits: Callable[[date], bool]) -> Iterator[date]:
    length = monthrange(year, month)[1]
    if rule.month_days:
        numbers = {day if day > 0 else length + 1 + day for day in rule.month_days}
        days = iter([date(year, month, number) for number in sorted(numbers) if 1 <= number <= length])
    elif rule.weekdays or rule.nth_weekdays:
        days = iter([date(year, month, number) for number in _weekdays(rule, date(year, month, 1), length)])
    else:
        days = _run(date(year, month, 1), length)
    return filter(fits, days)


def _weekdays(rule: Rule, first: date, length: int) -> list[int]:
    """The days of a month that BYDAY means, worked out rather than tried."""
    begins = first.weekday()
    found = {
        day
        for weekday in rule.weekdays
        for day in range((weekday - begins) % _A_WEEK + 1, length + 1, _A_WEEK)
    }
    for nth, weekday in rule.nth_weekdays:
        days = range((weekday - begins) % _A_WEEK + 1, length + 1, _A_WEEK)
        place = nth - 1 if nth > 0 else len(days) + nth
        if 0 <= place < len(days):
            found.add(days[place])
    return sorted(found)


def _test(rule: Rule) -> Callable[[date], bool]:
    """Whether a day passes every part of the rule that speaks of days."""
    tests = [
        test(rule)
        for wanted, test in (
            (rule.months, _in_months),
            (rule.weekdays or rule.nth_weekdays, _on_weekdays),
            (rule.month_days, _on_month_days),
            (rule.year_days, _on_year_days),
            (rule.week_numbers, _in_weeks),
        )
        if wanted
    ]
    if len(tests) == 1:
        return tests[0]
    return lambda day: all(test(day) for test in tests)


def _in_months(rule: Rule) -> Callable[[date], bool]:
    return lambda day: day.month in rule.months


def _on_month_days(rule: Rule) -> Callable[[date], bool]:
    def fits(day: date) -> bool:
        from_the_end = day.day - monthrange(day.year, day.month)[1] - 1
        return day.day in rule.month_days or from_the_end in rule.month_days

    return fits


def _on_year_days(rule: Rule) -> Callable[[date], bool]:
    def fits(day: date) -> bool:
        number, length = _place_in_year(day)
        return number in rule.year_days or number - length - 1 in rule.year_days

    return fits


def _on_weekdays(rule: Rule) -> Callable[[date], bool]:
    if not rule.nth_weekdays:
        return lambda day: day.weekday() in rule.weekdays
    in_year = rule.frequency is Frequency.YEARLY and not rule.months
    place = _place_in_year if in_year else _place_in_month

    def fits(day: date) -> bool:
        weekday = day.weekday()
        number, length = place(day)
        nth, last = (number - 1) // _A_WEEK + 1, -((length - number) // _A_WEEK) - 1
        wanted = rule.nth_weekdays
        return weekday in rule.weekdays or (nth, weekday) in wanted or (last, weekday) in wanted

    return fits


def _in_weeks(rule: Rule) -> Callable[[date], bool]:
    def fits(day: date) -> bool:
        into_week = (day.weekday() - rule.week_start) % _A_WEEK
        middle = day + (_MOST_OF_FIRST_WEEK - 1 - into_week) * _ONE_DAY  # is in the week's year
        number, length = _place_in_year(middle)
        week, weeks = (number - 1) // _A_WEEK + 1, (length - number) // _A_WEEK
        return week in rule.week_numbers or -weeks - 1 in rule.week_numbers

    return fits


def _place_in_year(day: date) -> tuple[int, int]:
    return day.timetuple().tm_yday, 366 if isleap(day.year) else 365


def _place_in_month(day: date) -> tuple[int, int]:
    return day.day, monthrange(day.year, day.month)[1]
