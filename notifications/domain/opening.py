"""The hours of a helpline as its file writes them: `24/7`, or `Mo-Fr 08:00-20:00; Sa 10:00-14:00`."""

import re
from collections.abc import Iterator
from functools import cache

from policies.domain.document import Window
from policies.domain.fields import WEEKDAYS

ALWAYS = "24/7"
_RULE = re.compile(
    r"(?:(?P<days>[A-Z][a-z](?:[-,][A-Z][a-z])*) )?(?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)", re.ASCII
)


@cache
def opening(hours: str) -> tuple[Window, ...]:
    """Rules without days hold every day. Blank: not known. Raises ValueError, naming the rule."""
    if hours == ALWAYS:
        return (_window(WEEKDAYS, "00:00", "24:00"),)
    return tuple(_opening(rule) for rule in hours.split("; ")) if hours else ()


def _opening(rule: str) -> Window:
    found = _RULE.fullmatch(rule)
    if not found:
        raise ValueError(f"hours: {rule!r} is not like 'Mo-Fr 08:00-20:00'")
    days = tuple(_days(found["days"])) if found["days"] else WEEKDAYS
    return _window(days, found["start"], found["end"])


def _days(said: str) -> Iterator[str]:
    for part in said.upper().split(","):
        first, _, last = part.partition("-")
        if not {first, last or first} <= set(WEEKDAYS):
            raise ValueError(f"hours: {said!r} names a day that there is not")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        yield from WEEKDAYS[start : end + 1] if start <= end else (*WEEKDAYS[start:], *WEEKDAYS[: end + 1])


def _window(days: tuple[str, ...], start: str, end: str) -> Window:
    return Window.model_validate({"days": days, "start": start, "end": end})
