"""When messages are not read: weekends and holidays, closed dates, and dates with hours of their own."""

from collections.abc import Iterator

from policies.domain.document import BoundaryPolicy, Closed, Override
from policies.language.channel_words import join_with_or
from policies.language.hours_words import in_parts, say_stretch
from policies.language.times import join, say_date, say_dates
from policies.language.words import translator


def say_closures(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    if policy.closed:
        when = join_with_or([say_closed(closed, language) for closed in policy.closed], language)
        yield _("I do not read messages {when}.").format(when=when)
    yield from _holidays(policy, language)
    for part in in_parts(policy.closed_dates):
        dates = [say_dates(day, day, language) for day in part]
        yield _("I am closed {dates}.").format(dates=join(dates, language))
    yield from (_override(override, language) for override in policy.overrides)


def say_closed(closed: Closed, language: str) -> str:
    _ = translator(language).gettext
    return {
        Closed.WEEKENDS: _("at weekends"),
        Closed.EVENINGS: _("in the evening"),
        Closed.PUBLIC_HOLIDAYS: _("on public holidays"),
        Closed.UNIVERSITY_HOLIDAYS: _("on university holidays"),
    }[closed]


def _holidays(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    if policy.holidays:
        yield _("I observe public holidays.") if policy.holidays.observe else _("I work on public holidays.")
    if policy.worked_holidays:
        yield _("I do work on {holidays}.").format(holidays=join(policy.worked_holidays, language))


def _override(override: Override, language: str) -> str:
    _ = translator(language).gettext
    date = say_date(override.date, language)
    if not override.windows:
        return _("I have no hours on {date}.").format(date=date)
    hours = join([say_stretch(window, language) for window in override.windows], language)
    return _("On {date} my hours are {hours}.").format(date=date, hours=hours)
