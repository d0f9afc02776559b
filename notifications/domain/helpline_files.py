"""The helplines of the release: one file for each country, and one where a part of it differs.

They are read without a database, a cache or the network. docs/decisions/0019-helplines.md says how a number
gets in.
"""

import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from notifications.domain.errors import ResourcesError
from notifications.domain.resource import Resource, ResourceKind

HELPLINES = Path(__file__).parent / "helplines"
_SEE = "See docs/decisions/0019-helplines.md."
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)


class RegionFile(BaseModel):
    """`without`: tokens of the country's lines that are not there in this part of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    without: tuple[str, ...] = ()
    lines: tuple[Resource, ...] = Field(alias="line", min_length=1)


def regions() -> tuple[str, ...]:
    """Every code that has a file."""
    return tuple(sorted(path.stem for path in HELPLINES.glob("*.toml")))


@cache
def helplines(region: str) -> tuple[Resource, ...]:
    """What helps in a country or a part of it, its own lines first; none where we know of nothing.

    Raises:
        ResourcesError: A file cannot be used; it names the file and the place.
    """
    if not _REGION.fullmatch(region):
        return ()
    country = _lines(region[:2])
    part = _read(region) if "-" in region else None
    if part is None:
        return () if "-" in region else country
    own = {line.token for line in part.lines} | set(part.without)
    return (*part.lines, *(line for line in country if line.token not in own))


def checked_helplines(today: date) -> Iterator[str]:
    """What is wrong with the shipped files, one sentence each; nothing where all can be used."""
    for region in regions():
        try:
            lines = _lines(region)
        except ResourcesError as error:
            yield str(error)
        else:
            yield from (f"{region}.toml: {fault}" for fault in _faults(region, lines, today))


def every_line() -> Iterator[tuple[str, Resource]]:
    """Each line of each file that can be read, with its region."""
    for region in regions():
        with suppress(ResourcesError):
            yield from ((region, line) for line in _lines(region))


def stale_lines(on: date) -> tuple[tuple[str, Resource], ...]:
    """What was confirmed once, and not in the 180 days before `on`."""
    return tuple((region, line) for region, line in every_line() if line.stale(on))


def _faults(region: str, lines: tuple[Resource, ...], today: date) -> Iterator[str]:
    for what, values in (
        ("token", [token for line in lines for token in (line.token, *line.also)]),
        ("way", [f"{line.kind} {line.dial} {line.option} {line.keyword}".strip() for line in lines]),
    ):
        for value in sorted({each for each in values if values.count(each) > 1}):
            yield f"the {what} {value} is there twice"
    for line in lines:
        if line.verified_on and line.verified_on > today:
            yield f"{line.token}: verified_on lies in the future"
    if "-" not in region and not any(line.kind is ResourceKind.EMERGENCY for line in lines):
        yield "there is no emergency number"


def _lines(region: str) -> tuple[Resource, ...]:
    found = _read(region)
    return found.lines if found else ()


@cache
def _read(region: str) -> RegionFile | None:
    path = HELPLINES / f"{region}.toml"
    if not path.is_file():
        return None
    try:
        return RegionFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ResourcesError(f"{path.name}: {place}: {first['msg']}. {_SEE}") from error
    except (OSError, ValueError) as error:
        raise ResourcesError(f"{path.name}: {error}. {_SEE}") from error
