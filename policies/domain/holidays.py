"""The public holidays of a region, by the `holidays` library, which is imported when first needed."""

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Any

_NAMED_YEARS = range(2020, 2031)  # long enough for every name that is in use to come up
_OBSERVED = " (observed)"
_SHOWN = 60  # characters of a name


def region_problem(region: str) -> str | None:
    """What is wrong with `region` as a place to take holidays from, in words that name the mend."""
    country, _, part = region.partition("-")
    parts = _supported_parts().get(country)
    if parts is None:
        return f"no holiday calendar is known for '{country}'; check the code, or list closed dates instead"
    if part and part not in parts:
        return f"no holiday calendar is known for '{region}'; write '{country}', or check the part's code"
    return None


def name_problem(name: str, region: str, language: str) -> str | None:
    """What is wrong with `name` as a holiday of `region`; it must be one that the calendar knows."""
    known = {
        each
        for year in _NAMED_YEARS
        for names in _calendar(region, language, year).values()
        for each in names
    }
    if _plain(name) in map(_plain, known):
        return None
    near = get_close_matches(name[:_SHOWN], sorted(known), n=1)
    mend = f"did you mean '{near[0]}'?" if near else "check its name, or use an override for the date"
    return f"'{name[:_SHOWN]}' is no holiday of {region}; {mend}"


@cache
def observed_holidays(region: str, language: str, open_on: frozenset[str], year: int) -> Mapping[date, str]:
    """The holidays of `year` and their names, without those that are worked (`open_on`)."""
    worked = {_plain(name) for name in open_on}
    kept = {
        day: [name for name in names if _plain(name) not in worked]
        for day, names in _calendar(region, language, year).items()
    }
    return MappingProxyType({day: "; ".join(names) for day, names in kept.items() if names})


@cache
def _calendar(region: str, language: str, year: int) -> Mapping[date, tuple[str, ...]]:
    from holidays import country_holidays  # noqa: PLC0415 -- costs 0.1 s, and many policies observe none

    country, _, part = region.partition("-")
    found = country_holidays(country, subdiv=part or None, years=year, language=_spoken(country, language))
    return {day: tuple(found.get_list(day)) for day in sorted(found) if day.year == year}


def _spoken(country: str, language: str) -> str | None:
    from holidays import list_localized_countries  # noqa: PLC0415 -- as above

    languages = list_localized_countries().get(country, [])
    wanted = (language.replace("-", "_"), language.partition("-")[0])
    return next(
        (each for want in wanted for each in languages if each == want or each.startswith(f"{want}_")), None
    )


@cache
def _supported_parts() -> Mapping[str, list[str]]:
    from holidays import list_supported_countries  # noqa: PLC0415 -- as above

    supported: Any = list_supported_countries()
    return dict(supported)


def _plain(name: str) -> str:
    return name.casefold().removesuffix(_OBSERVED).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip()
