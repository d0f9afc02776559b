"""Holidays by the names people say, where they are used as dates: "from Christmas Eve to New Year's Day"."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter  # type: ignore[import-untyped]  # its stubs are not among our tools

OfYear = Callable[[int, str | None], date]
MONDAY, THURSDAY = 0, 3
_VAGUE = r"(?!(?: and (?:the )?new year'?s?)?[- ](?:break|holiday|period|week|season|closure|time|vacation))"

# "at Christmas" is a season, "on Christmas" a day, and so is the end of "Christmas to New Year"
_ON = "(?:{})".format(
    "|".join(
        rf"(?<={word} )"
        for word in ("on", ",", "and", "&", "between", "from", "to", "until", "till", "through", "-")
    )
)

# "over Christmas and New Year" is one season
_NO_SEASON = "".join(
    rf"(?<!\b{word} christmas {joined} )"
    for word in ("over", "at", "for", "during")
    for joined in ("and", "&")
)


@dataclass(frozen=True, slots=True)
class Feast:
    """`on` gives its date in a year, by country where countries differ."""

    pattern: str
    on: OfYear


def _fixed(month: int, day: int) -> OfYear:
    def on(year: int, country: str | None) -> date:
        return date(year, month, day)

    return on


def _nth(number: int, weekday: int, month: int) -> OfYear:
    def on(year: int, country: str | None) -> date:
        return _weekday(year, month, weekday, number)

    return on


def _from_easter(days: int) -> OfYear:
    def on(year: int, country: str | None) -> date:
        sunday: date = easter(year)
        return sunday + timedelta(days=days)

    return on


def _weekday(year: int, month: int, weekday: int, number: int) -> date:
    """The number-th such weekday of a month; the last for -1."""
    if number < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _thanksgiving(year: int, country: str | None) -> date:
    return _weekday(year, 10, MONDAY, 2) if country == "CA" else _weekday(year, 11, THURSDAY, 4)


def _day_after_thanksgiving(year: int, country: str | None) -> date:
    return _thanksgiving(year, country) + timedelta(days=1)


FEASTS = {
    "day after thanksgiving": Feast(
        r"(?:the )?day after thanksgiving(?: day)?|black friday"
        r"|(?<=thanksgiving )(?:and )?(?:the )?(?:day|friday) after",
        _day_after_thanksgiving,
    ),
    "thanksgiving": Feast(rf"thanksgiving day|{_ON}thanksgiving{_VAGUE}", _thanksgiving),
    "christmas eve": Feast(r"christmas eve", _fixed(12, 24)),
    "christmas": Feast(rf"christmas day|{_ON}christmas{_VAGUE}", _fixed(12, 25)),
    "boxing day": Feast(r"boxing day", _fixed(12, 26)),
    "new year's eve": Feast(r"new year'?s'? eve", _fixed(12, 31)),
    "new year": Feast(
        rf"new year'?s?'? day|{_NO_SEASON}{_ON}(?:the )?new year(?:'?s'?)?{_VAGUE}", _fixed(1, 1)
    ),
    "good friday": Feast(r"good friday", _from_easter(-2)),
    "easter monday": Feast(r"easter monday", _from_easter(1)),
    "easter": Feast(rf"easter sunday|{_ON}easter{_VAGUE}", _from_easter(0)),
    "independence day": Feast(r"independence day|fourth of july", _fixed(7, 4)),
    "martin luther king day": Feast(
        r"(?:martin luther king(?:,? jr\.?)?|mlk)(?: jr\.?)? day", _nth(3, MONDAY, 1)
    ),
    "presidents' day": Feast(r"presidents?'?s? day", _nth(3, MONDAY, 2)),
    "memorial day": Feast(r"memorial day", _nth(-1, MONDAY, 5)),
    "juneteenth": Feast(r"juneteenth", _fixed(6, 19)),
    "labor day": Feast(r"labou?r day", _nth(1, MONDAY, 9)),
    "columbus day": Feast(r"columbus day|indigenous peoples'? day", _nth(2, MONDAY, 10)),
    "veterans day": Feast(r"veterans?'? day", _fixed(11, 11)),
    "canada day": Feast(r"canada day", _fixed(7, 1)),
    "australia day": Feast(r"australia day", _fixed(1, 26)),
    "anzac day": Feast(r"anzac day", _fixed(4, 25)),
}
