"""A policy as the clinician would say it: plain, warm sentences in the first person."""

from collections.abc import Iterator

from policies.domain.document import BoundaryPolicy, Commitment, Coverage, Firmness, TimeAway
from policies.domain.meanwhile import PolicyAsTold, TimeAwayAsTold
from policies.language.channel_sentences import say_channels
from policies.language.channel_words import say_matter
from policies.language.closure_sentences import say_closures
from policies.language.coverage_words import say_covered, say_meanwhile
from policies.language.durations import say_how_soon
from policies.language.hours_words import in_parts, say_windows
from policies.language.own_words import (
    ended_once,
    say_channel_notes,
    say_coverage,
    say_emergency_words,
    say_ending,
    say_notes,
    say_while_you_wait,
)
from policies.language.resource_words import say_resources
from policies.language.times import city, say_date, say_dates, say_moment
from policies.language.words import translator


def describe(policy: BoundaryPolicy, language: str = "en") -> str:
    """The statement: one subject to a paragraph, and one for each of the clinician's own words."""
    paragraphs = (paragraph for part in _PARTS for paragraph in part(policy, language))
    return "\n\n".join(filter(None, paragraphs))


def _hours(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    kinds = (
        (policy.hours.contact, _("You can reach me {hours}.")),
        (policy.hours.office, _("My office is open {hours}.")),
        (policy.hours.sessions, _("I hold sessions {hours}.")),
        (policy.hours.phone, _("I answer the phone {hours}.")),
    )
    said = [
        sentence.format(hours=say_windows(part, language))
        for windows, sentence in kinds
        for part in in_parts(windows)
    ]
    if said:
        said.append(_("All times are {city} time.").format(city=city(policy.timezone, language)))
    yield " ".join(said)


def _replies(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    said: list[str] = []
    if policy.reply:
        usual = policy.reply.firmness is Firmness.USUAL
        sentence = _("I usually reply to messages {soon}.") if usual else _("I reply to messages {soon}.")
        said += _soon(policy.reply, sentence, language)
    for matter, commitment in policy.matters.items():
        usual = commitment.firmness is Firmness.USUAL
        sentence = _("I usually answer {matter} {soon}.") if usual else _("I answer {matter} {soon}.")
        said += _soon(commitment, sentence, language, matter=say_matter(matter, language))
    yield " ".join(said)


def _soon(commitment: Commitment, sentence: str, language: str, matter: str = "") -> Iterator[str]:
    soon = say_how_soon(commitment, language)
    if soon:
        yield sentence.format(soon=soon, matter=matter)


def _channels(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    yield " ".join(say_channels(policy, language))
    yield from say_channel_notes(policy, language)


def _closures(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    yield " ".join(say_closures(policy, language))


def _time_away(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    yield " ".join(_absence(away, policy.timezone, language) for away in policy.time_away)
    if isinstance(policy, PolicyAsTold) and policy.beside:
        said = say_covered(policy.beside, policy.timezone, language)
        yield f"{said[:1].upper()}{said[1:]}."
    yield from say_coverage(policy, language)


def _absence(away: TimeAway, place: str, language: str) -> str:
    said = translator(language).gettext("I am away {dates}").format(dates=_dates(away, place, language))
    told = isinstance(away, TimeAwayAsTold) and (away.covered or away.arranging)
    covered = say_meanwhile(away, place, language) if told else _covered(away.coverage, language)
    return ended_once(f"{said}; {covered}.") if covered else f"{said}."


def _dates(away: TimeAway, place: str, language: str) -> str:
    if away.first_day and away.last_day:
        return say_dates(away.first_day, away.last_day, language)
    ends = (say_moment(end, place, language) for end in (away.start, away.end) if end)
    first, last = ends
    return translator(language).gettext("from {first} to {last}").format(first=first, last=last)


def _covered(coverage: Coverage | None, language: str) -> str:
    _ = translator(language).gettext
    if coverage is None or not (coverage.name or coverage.contact):
        return ""
    if not coverage.name:
        return _("meanwhile please contact {contact}").format(contact=coverage.contact)
    if coverage.purpose == "urgent":
        said = _("{name} covers urgent matters")
    else:
        said = _("{name} covers {matter}") if coverage.purpose else _("{name} covers for me")
    who = said.format(name=coverage.name, matter=coverage.purpose)
    return f"{who}, {coverage.contact}" if coverage.contact else who


def _emergency(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    if policy.emergency and policy.emergency.resources:
        said = translator(language).gettext("In an emergency {actions}.")
        yield said.format(actions=say_resources(policy.emergency.resources, language))
    yield from say_emergency_words(policy, language)


def _review(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    if policy.review_on:
        said = translator(language).gettext("I will look at this policy again by {date}.")
        yield said.format(date=say_date(policy.review_on, language))


_PARTS = (
    *(_hours, _replies, _channels, _closures, _time_away, _emergency),
    *(say_while_you_wait, say_ending, say_notes, _review),
)
