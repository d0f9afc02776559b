"""List the helplines of this release, as CSV, and which of them a volunteer should look at again.

    between helplines > helplines.csv
    between helplines --due

`--due` leaves out what an official page has confirmed in the last 180 days. Warnings go to standard error.
Ends with status 1 where a file cannot be used. How to confirm a number: docs/decisions/0019-helplines.md.
"""

import csv
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, date, datetime

from notifications.domain.helpline_files import checked_helplines, every_line, regions, stale_lines
from notifications.domain.resource import Resource

COLUMNS = ("region", "token", "name", "number", "hours", "evidence", "source", "verified_on", "note")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--due", action="store_true", help="only what is to be confirmed, or confirmed again")
    parser.add_argument("--quiet", action="store_true", help="no table, only what is wrong or stale")


def run(arguments: Namespace) -> int:
    today = datetime.now(UTC).date()
    problems = list(checked_helplines(today))
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    for warning in warnings(today):
        print(f"warning: {warning}", file=sys.stderr)
    if not arguments.quiet:
        _write(today, due=arguments.due)
    return int(bool(problems))


def warnings(today: date) -> list[str]:
    """One for each line that nobody has confirmed for 180 days."""
    return [
        f"{region}.toml: {line.token}: confirmed on {line.verified_on}, which is more than 180 days ago"
        for region, line in stale_lines(today)
    ]


def in_short(today: date) -> str:
    lines = [line for _region, line in every_line()]
    confirmed = sum(line.confirmed for line in lines)
    said = (
        f"{len(regions())} regions, {len(lines)} numbers, {confirmed} of them confirmed by an official page"
    )
    stale = len(stale_lines(today))
    return f"{said}; {stale} to be confirmed again: run between helplines --due" if stale else said


def _write(today: date, *, due: bool) -> None:
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(COLUMNS)
    for region, line in every_line():
        if not due or not line.confirmed or line.stale(today):
            table.writerow((region, *_row(line)))


def _row(line: Resource) -> tuple[str, ...]:
    day = line.verified_on.isoformat() if line.verified_on else ""
    return (
        line.token, line.name, line.number, line.hours, line.evidence.value, line.source, day, line.note
    )  # fmt: skip
