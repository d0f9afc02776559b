"""The figures of a year, as JSON: lengths in hours, shares from 0 to 1."""

from datetime import timedelta
from typing import Any

from policies.domain.fields import stamp
from policies.domain.year import HOUR, Year


def summary(found: Year) -> dict[str, Any]:
    longest, silence = found.longest, found.silence
    return {
        "channel": found.channel.value,
        "matter": found.matter,
        "timezone": found.place.key,
        "first_day": found.days[0].date.isoformat(),
        "last_day": found.days[-1].date.isoformat(),
        "longest_wait": longest
        and {
            "received": stamp(longest.received),
            "reply_by": stamp(longest.reply_by),
            "hours": hours(longest.length),
        },
        "longest_silence": silence
        and {
            "start": stamp(silence.start),
            "end": silence.end and stamp(silence.end),
            "hours": None if silence.end is None else hours(silence.length),
        },
        "median_hours": hours(found.median),
        "within_a_day": round(found.within_a_day, 4),
        "promised": round(found.promised, 4),
        "open": round(found.open, 4),
        "months": [
            {
                "first_day": month.first.isoformat(),
                "longest_hours": hours(month.longest),
                "median_hours": hours(month.median),
            }
            for month in found.months
        ],
    }


def hours(length: timedelta | None) -> float | None:
    return None if length is None else round(length / HOUR, 2)
