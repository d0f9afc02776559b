r"""List the busy times of a calendar, merged, in UTC and cut to a span.

    echo '{"id": 1, "from": "2026-03-01T00:00:00Z", "to": "2026-04-01T00:00:00Z", "timezone": "Europe/Paris",
      "ics":"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260310T090000\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR"
      }' | between busy

`ics_base64` is the same for any bytes. `timezone` is where times without a zone, and whole days, are meant.
`"mode": "holidays"` lists whole days instead, also those that the calendar marks as free.
"""

from argparse import Namespace
from functools import partial
from typing import Any

from config.between import lines
from policies.domain.fields import stamp
from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import parse_instant, zone
from scheduler.ical.answer import Mode
from scheduler.reading.process import Reader

add_arguments = lines.add_arguments

_MODES = {each.value: each for each in (Mode.BUSY, Mode.HOLIDAYS)}  # away times would stand in no answer
SECONDS = 1.7  # for one file, so that an answer is there within two


def run(arguments: Namespace) -> int:
    """One process reads all the files, until one of them takes too long: then the next has a new one."""
    with Reader(SECONDS) as reader:
        return lines.run(partial(answer, reader), arguments)


def answer(reader: Reader, request: dict[str, Any]) -> dict[str, Any]:
    mode = _MODES.get(lines.text_or(request, "mode", Mode.BUSY))
    if mode is None:
        raise lines.BadLine(f"mode: write {' or '.join(_MODES)}")
    span = Interval(
        parse_instant(lines.wanted_text(request, "from")), parse_instant(lines.wanted_text(request, "to"))
    )
    named = lines.text_or(request, "timezone", "")
    busy = reader.read(_raw(request), span, default_zone=zone(named).key if named else None, mode=mode)
    return {
        "busy": [[stamp(interval.start), stamp(interval.end)] for interval in busy.intervals],
        "problems": [
            {"code": problem.found, "why": problem.why, "uid_hash": problem.uid_hash, "event": problem.event}
            for problem in busy.problems
        ],
    }


def _raw(request: dict[str, Any]) -> bytes:
    if request.get("ics") is not None:
        return lines.wanted_text(request, "ics").encode("utf-8", "replace")
    return lines.wanted_base64(request, "ics_base64", "the calendar's bytes")
