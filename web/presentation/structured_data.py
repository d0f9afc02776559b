"""The page's facts for search engines: a schema.org document that agrees with the promise to the minute."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from accounts.models import Clinician
from policies.domain.document import BoundaryPolicy
from policies.domain.rules import accepted_channels, availability, hours_for
from scheduler.domain.availability import Availability
from scheduler.domain.interval import normalise
from scheduler.domain.wall_clock import MINUTES_A_DAY, local_date
from scheduler.domain.weekly import DAYS_A_WEEK, Hours

DAYS_AHEAD = 90
SPECIFICATION = "OpeningHoursSpecification"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# What would end the script element, or start another, is written in JSON's own escapes.
_ESCAPES = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}


def structured_data(clinician: Clinician, policy: BoundaryPolicy, url: str, now: datetime) -> SafeString:
    described = {
        "@context": "https://schema.org",
        "@type": "MedicalBusiness",
        "name": clinician.name,
        "parentOrganization": {"@type": "Organization", "name": clinician.practice.name},
        "url": url,
        "availableLanguage": clinician.languages,
        **_hours(policy, now),
    }
    return mark_safe(json.dumps(described, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308  escaped above


def _hours(policy: BoundaryPolicy, now: datetime) -> dict[str, Any]:
    """The usual week, and each date ahead on which the hours are others."""
    windows = next((each for name in accepted_channels(policy) if (each := hours_for(policy, name))), ())
    if not windows:
        return {}
    rules = availability(policy, windows)
    first = local_date(now, rules.zone)
    days = [first + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    return {
        "openingHoursSpecification": [
            spec for weekday in range(DAYS_A_WEEK) for spec in _usual(rules, weekday)
        ],
        "specialOpeningHoursSpecification": [spec for day in days for spec in _special(rules, day)],
    }


def _usual(rules: Availability, weekday: int) -> Iterator[dict[str, str]]:
    for hours in _usual_hours(rules, weekday):
        end = hours.end or 0
        yield _open(
            _face(hours.start), _face(end % MINUTES_A_DAY), dayOfWeek=f"https://schema.org/{DAYS[weekday]}"
        )


def _usual_hours(rules: Availability, weekday: int) -> list[Hours]:
    """What holds every week, without limit; what does not is told date by date."""
    endless = (window for window in rules.weekly if not (window.first or window.last) and window.every == 1)
    return [window.hours for window in endless if weekday in window.days and window.hours.end is not None]


def _special(rules: Availability, day: date) -> Iterator[dict[str, str]]:
    usual = normalise(
        span for hours in _usual_hours(rules, day.weekday()) if (span := hours.on(day, rules.zone))
    )
    actual = rules.open_on(day)
    if actual == usual:
        return
    only = {"validFrom": day.isoformat(), "validThrough": day.isoformat()}
    if not actual:
        yield {"@type": SPECIFICATION, **only}  # no `opens`: closed
    for span in actual:
        start, end = (f"{moment.astimezone(rules.zone):%H:%M}" for moment in (span.start, span.end))
        yield _open(start, end, **only)


def _open(opens: str, closes: str, **on: str) -> dict[str, str]:
    """A close at or before the opening is on the next day; open around the clock has a form of its own."""
    all_day = opens == closes == "00:00"
    return {"@type": SPECIFICATION, **on, "opens": opens, "closes": "23:59" if all_day else closes}


def _face(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
