"""Who answers while the clinician is away."""

from collections.abc import Iterator, Sequence
from datetime import time

from policies.domain.document import Coverage, TimeAway
from policies.domain.meanwhile import Covered, TimeAwayAsTold
from policies.language.times import join, say_dates, say_moment
from policies.language.words import translator
from scheduler.domain.covering import Reach
from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import ONE_DAY, zone


def say_who_answers(name: str | None, contact: str | None, matter: str | None, language: str) -> str:
    """Such as: Dr. Cole answers urgent messages meanwhile (212-555-0148). Empty where nobody is named."""
    _ = translator(language).gettext
    if not (name or contact):
        return ""
    if matter == "urgent":
        said = _("{name} answers urgent messages meanwhile")
    elif matter:
        said = _("{name} answers meanwhile: {matter}")
    else:
        said = _("{name} answers meanwhile")
    who = said.format(name=name or contact, matter=matter)
    return _("{who} ({contact})").format(who=who, contact=contact) if name and contact else who


def say_meanwhile(away: TimeAway, place: str, language: str) -> str:
    """Who answers in an absence, for which part of it where that is not all, and what is being arranged."""
    covering = away.coverage or Coverage()
    parts = [say_who_answers(covering.name, covering.contact, covering.purpose, language)]
    if isinstance(away, TimeAwayAsTold):
        parts.append(say_covered(away.covered, place, language))
        parts.append(say_arranging(language, is_partly=bool(away.covered)) if away.arranging else "")
    return "; ".join(filter(None, parts))


def say_covered(covered: Sequence[Covered], place: str, language: str) -> str:
    """Such as: Ana Ruiz answers urgent messages from 21 December to 23 December; Ben Ito on 24 December."""
    return "; ".join(_say_covered(covered, place, language))


def _say_covered(covered: Sequence[Covered], place: str, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    for name, reach in dict.fromkeys((each.name, each.reach) for each in covered):
        spans = [each.span for each in covered if (each.name, each.reach) == (name, reach)]
        when = join([say_stretch_of_days(span, place, language) for span in spans], language)
        urgent = reach is Reach.URGENT
        said = _("{name} answers urgent messages {dates}") if urgent else _("{name} answers {dates}")
        yield said.format(name=name, dates=when)


def say_arranging(language: str, *, is_partly: bool) -> str:
    """Before somebody has said yes, what is so, and no name."""
    _ = translator(language).gettext
    if is_partly:
        return _("cover for the other days is still being arranged")
    return _("cover for these days is still being arranged")


def say_stretch_of_days(span: Interval, place: str, language: str) -> str:
    """In dates where it begins and ends at midnight."""
    start, end = (each.astimezone(zone(place)) for each in (span.start, span.end))
    if start.time() == end.time() == time.min:
        return say_dates(start.date(), end.date() - ONE_DAY, language)
    first, last = (say_moment(each, place, language) for each in (span.start, span.end))
    return translator(language).gettext("from {first} to {last}").format(first=first, last=last)
