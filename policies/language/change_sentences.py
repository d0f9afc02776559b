"""What changed, in plain sentences: "Answers: now within 2 days; until now within 24 hours."."""

from collections.abc import Callable, Iterable

from policies.domain.changes import Change, Kind
from policies.domain.document import Channel, Use
from policies.language.change_words import (
    say_answer,
    say_closed_times,
    say_each_date,
    say_each_quoted,
    say_hours_of_date,
    say_language,
    say_period_away,
    say_quoted,
    what,
)
from policies.language.channel_words import say_channel
from policies.language.coverage_words import say_meanwhile
from policies.language.hours_words import say_windows
from policies.language.resource_words import say_resources
from policies.language.times import city, join, say_date
from policies.language.words import translator

Wording = Callable[..., str]  # of a value, in a language
Saying = Callable[[Change, str], str]


def say_changes(changes: Iterable[Change], language: str = "en") -> tuple[str, ...]:
    """A sentence for each; a clinician's own words are quoted in them as they are."""
    return tuple(_say(change, language) for change in changes)


def _say(change: Change, language: str) -> str:
    _ = translator(language).gettext
    if change.kind is Kind.FIRST:
        return _("This is the first version.")
    if change.kind is Kind.REWORDED:
        said = _("{what}: said in another way; nothing else changes.")
        return said.format(what=what(change.path, language))
    return _SAYINGS[_rule(change.path)](change, language)


def _rule(path: str) -> str:
    """The path without what it is about: channels.sms.use is a channel's use."""
    names = path.partition("[")[0].split(".")
    match names:
        case ["channels", _channel, *rest]:
            return ".".join(["channels", *rest])
        case ["hours" | "matters" as kind, _]:
            return kind
    return ".".join(names)


def _whole(wording: Wording) -> Saying:
    """All that is said now, and all that was."""

    def say(change: Change, language: str) -> str:
        _ = translator(language).gettext
        before, after = (each and wording(each, language) for each in (change.before, change.after))
        if not before:
            said = _("{what}, newly said: {after}.")
        elif not after:
            said = _("{what}: no longer said; until now {before}.")
        else:
            said = _("{what}: now {after}; until now {before}.")
        return said.format(what=what(change.path, language), before=before, after=after)

    return say


def _entries(wording: Wording) -> Saying:
    """What came to a list, and what went from it."""

    def say(change: Change, language: str) -> str:
        _ = translator(language).gettext
        before, after = change.before or (), change.after or ()
        gone = [each for each in before if each not in after]
        come = [each for each in after if each not in before]
        if not gone:
            said = _("{what}: now also {after}.")
        elif not come:
            said = _("{what}: no longer {before}.")
        else:
            said = _("{what}: now {after} instead of {before}.")
        told = {"before": gone and wording(gone, language), "after": come and wording(come, language)}
        return said.format(what=what(change.path, language), **told)

    return say


def _channel(change: Change, language: str) -> str:
    _ = translator(language).gettext
    before, after = change.before, change.after
    if after is None:
        said = _("Nothing is said of getting in touch by {channel} any more.")
    elif not after.accepted:
        welcome = before and before.accepted
        said = (
            _("You can no longer get in touch by {channel}.")
            if welcome
            else _("Messages by {channel} are not read.")
        )
    elif after.use is Use.SCHEDULING_ONLY:
        said = _("You can now get in touch by {channel} for scheduling only.")
    elif after.use is Use.URGENT_ONLY:
        said = _("You can now get in touch by {channel} for urgent matters only.")
    else:
        said = _("You can now get in touch by {channel}.")
    return said.format(channel=say_channel(Channel(change.path.removeprefix("channels.")), language))


def _time_away(change: Change, language: str) -> str:
    _ = translator(language).gettext
    periods = (change.before, change.after)
    before, after = (each and say_period_away(each, change.zone, language) for each in periods)
    if change.after is None:
        return _("No longer away {dates}.").format(dates=before)
    who = say_meanwhile(change.after, change.zone, language)
    if change.before is None:
        said = _("Away {dates}")
    elif before != after:
        said = _("Away {dates} instead of {before}")
    else:
        said, who = _("Away {dates}, as before"), who or _("nobody is named any more who answers meanwhile")
    said = said.format(dates=after, before=before)
    return f"{said}; {who}." if who else f"{said}."


def _busy(change: Change, language: str) -> str:
    _ = translator(language).gettext
    return _("Other times than before are taken out of the hours.")


def _time_zone(change: Change, language: str) -> str:
    _ = translator(language).gettext
    places = {"after": city(change.after, language), "before": city(change.before, language)}
    return _("All times are now {after} time; until now they were {before} time.").format(**places)


def _holidays_observed(change: Change, language: str) -> str:
    _ = translator(language).gettext
    return (
        _("Public holidays are now days off.")
        if change.after
        else _("Public holidays are no longer days off.")
    )


_SAYINGS: dict[str, Saying] = {
    "hours": _whole(say_windows),
    "timezone": _time_zone,
    "reply": _whole(say_answer),
    "matters": _whole(say_answer),
    "channels": _channel,
    "channels.hours": _whole(say_windows),
    "channels.reply": _whole(say_answer),
    "channels.note": _whole(say_quoted),
    "closed": _entries(say_closed_times),
    "holidays.observe": _holidays_observed,
    "holidays.open_on": _entries(join),
    "region": _whole(lambda region, _language: region),
    "closed_dates": _entries(say_each_date),
    "overrides": _whole(say_hours_of_date),
    "time_away": _time_away,
    "busy": _busy,
    "coverage": _whole(say_quoted),
    "emergency.resources": _whole(say_resources),
    "emergency.text": _whole(say_quoted),
    "ending_care": _whole(say_quoted),
    "while_you_wait": _entries(say_each_quoted),
    "notes": _entries(say_each_quoted),
    "review_on": _whole(say_date),
    "language": _whole(say_language),
}
