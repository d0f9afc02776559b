"""A policy as the clinician would say it: plain, warm sentences in the first person."""

from collections.abc import Iterator

from policies.domain.document import BoundaryPolicy, Commitment, Coverage, Firmness, TimeAway
from policies.language.channel_sentences import say_channels
from policies.language.channel_words import say_matter
from policies.language.closure_sentences import say_closures
from policies.language.durations import say_commitment
from policies.language.hours_words import say_windows
from policies.language.resource_words import say_resources
from policies.language.times import city, say_date, say_dates, say_moment
from policies.language.words import translator


def describe(policy: BoundaryPolicy, language: str = "en") -> str:
    """The statement, one subject to a paragraph."""
    paragraphs = (" ".join(part(policy, language)) for part in _PARTS)
    return "\n\n".join(filter(None, paragraphs))


def _hours(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    kinds = (
        (policy.hours.contact, _("You can reach me {hours}.")),
        (policy.hours.office, _("My office is open {hours}.")),
        (policy.hours.sessions, _("I hold sessions {hours}.")),
        (policy.hours.phone, _("I answer the phone {hours}.")),
    )
    said = [sentence.format(hours=say_windows(windows, language)) for windows, sentence in kinds if windows]
    yield from said
    if said:
        yield _("All times are {city} time.").format(city=city(policy.timezone, language))


def _replies(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    if policy.reply:
        usual = policy.reply.firmness is Firmness.USUAL
        sentence = _("I usually reply to messages {soon}.") if usual else _("I reply to messages {soon}.")
        yield from _soon(policy.reply, sentence, language)
    for matter, commitment in policy.matters.items():
        usual = commitment.firmness is Firmness.USUAL
        sentence = _("I usually answer {matter} {soon}.") if usual else _("I answer {matter} {soon}.")
        yield from _soon(commitment, sentence, language, matter=say_matter(matter, language))


def _soon(commitment: Commitment, sentence: str, language: str, matter: str = "") -> Iterator[str]:
    soon = say_commitment(commitment, language) or commitment.words
    if soon:
        yield sentence.format(soon=soon, matter=matter)


def _time_away(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    for away in policy.time_away:
        said = _("I am away {dates}").format(dates=_dates(away, policy.timezone, language))
        covered = _covered(away.coverage, language)
        yield f"{said}; {covered}." if covered else f"{said}."
    if policy.coverage:
        yield _ended(policy.coverage)


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
    _ = translator(language).gettext
    if policy.emergency and policy.emergency.resources:
        yield _("In an emergency {actions}.").format(
            actions=say_resources(policy.emergency.resources, language)
        )
    if policy.emergency and policy.emergency.text:
        yield _ended(policy.emergency.text)


def _waiting(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    if policy.while_you_wait:
        yield _("While you wait: {ideas}.").format(ideas="; ".join(policy.while_you_wait))


def _ending(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    if policy.ending_care:
        yield _("If we stop working together: {words}").format(words=_ended(policy.ending_care))
    yield from map(_ended, policy.notes)
    if policy.review_on:
        yield _("I will look at this policy again by {date}.").format(
            date=say_date(policy.review_on, language)
        )


def _ended(words: str) -> str:
    """A clinician's own words, closed as a sentence."""
    words = words.strip()
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


_PARTS = (_hours, _replies, say_channels, say_closures, _time_away, _emergency, _waiting, _ending)
