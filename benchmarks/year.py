"""The year picture: every hour of a year asked about, and drawn.

    .venv/bin/python -m benchmarks.year

Medians of interleaved repetitions, in milliseconds of processor time, since others may be busy beside it.
Nothing is kept between repetitions but what a running service keeps: holidays of a region, and templates.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.template.loader import render_to_string  # noqa: E402 -- after setting up

from policies.domain.document import BoundaryPolicy, parse_document  # noqa: E402
from policies.domain.promise import compile_policy  # noqa: E402
from policies.domain.year import year  # noqa: E402
from policies.domain.year_change import compare  # noqa: E402
from tests.web_policies import FULL_POLICY  # noqa: E402
from web.presentation.year_picture import year_picture  # noqa: E402

START = date(2026, 3, 10)
REPETITIONS = 15
TARGET = 100  # milliseconds for one year, worked out and drawn
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR"]
POLICIES = {
    "24 hours, working days": FULL_POLICY,
    "24 hours, calendar": FULL_POLICY | {"reply": {"within": "PT24H"}},
    "1 working day": FULL_POLICY | {"reply": {"within": "P1D", "clock": "working_days"}},
    "1 calendar day": FULL_POLICY | {"reply": {"within": "P1D"}},
    "4 contact hours, odd minutes": FULL_POLICY
    | {
        "hours": {
            "contact": [
                {"days": WEEKDAYS, "start": "09:05", "end": "12:20"},
                {"days": WEEKDAYS, "start": "13:25", "end": "17:50"},
            ]
        },
        "reply": {"within": "PT4H", "clock": "contact_hours"},
    },
    "hours that have ended": {
        "timezone": "America/New_York",
        "hours": {"contact": [{"days": WEEKDAYS, "start": "09:00", "end": "17:00", "until": "2026-01-01"}]},
        "reply": {"within": "P2D", "clock": "working_days"},
    },
}


def worked_out(policy: BoundaryPolicy) -> float:
    return milliseconds(lambda: year(compile_policy(policy), "email", START))


def drawn_as_well(policy: BoundaryPolicy) -> float:
    def draw() -> None:
        found = year(compile_policy(policy), "email", START)
        picture = year_picture([("Your draft", found)], "en")
        render_to_string("components/year_picture.html", {"picture": picture})

    return milliseconds(draw)


def compared(policy: BoundaryPolicy) -> float:
    """What follows one keystroke: the draft anew, against a year in force that is kept."""
    before = year(compile_policy(parse_document(FULL_POLICY)), "email", START)

    def follow() -> None:
        after = year(compile_policy(policy), "email", START)
        compare(before, after)
        picture = year_picture([("In force", before), ("Your draft", after)], "en")
        render_to_string("components/year_picture.html", {"picture": picture})

    return milliseconds(follow)


def plain_promises(policy: BoundaryPolicy) -> float:
    """A thousand promises with their reasons."""
    compiled = compile_policy(policy)
    first = datetime(2026, 3, 10, tzinfo=UTC)
    moments = [first + timedelta(minutes=500) * number for number in range(1000)]
    return milliseconds(lambda: [compiled.promise("email", moment) for moment in moments])


def milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1e3


MEASURES = {
    "worked out": worked_out,
    "and drawn": drawn_as_well,
    "compared and drawn": compared,
    "1000 promises": plain_promises,
}


def main() -> None:
    policies = {name: parse_document(document) for name, document in POLICIES.items()}
    for policy in policies.values():
        drawn_as_well(policy)
    runs = [
        {
            (name, measure): take(policy)
            for name, policy in policies.items()
            for measure, take in MEASURES.items()
        }
        for _ in range(REPETITIONS)
    ]
    print(f"{'Milliseconds, one processor':32}" + "".join(f"{measure:>20}" for measure in MEASURES))
    for name in policies:
        cells = (median(run[name, measure] for run in runs) for measure in MEASURES)
        print(f"{name:32}" + "".join(f"{cell:>20.1f}" for cell in cells))
    usual = median(run["24 hours, working days", "and drawn"] for run in runs)
    print(f"A year worked out and drawn: {usual:.0f} ms, the target is {TARGET} ms.")


if __name__ == "__main__":
    main()
