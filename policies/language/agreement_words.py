"""An agreement with one client in words: read from the clinician's, and said to the client."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.domain.agreement import Terms, parse_terms
from policies.domain.document import BoundaryPolicy, ChannelRules, DocumentError, Window
from policies.language.describe import describe
from policies.language.hours_words import in_parts, say_windows
from policies.language.times import city
from policies.language.understand import Aside, Problem, Understood, understand
from policies.language.words import translator

LONGEST = 5_000  # characters
_WAYS = ("accepted", "use", "reply", "hours")
_PARTS = ("hours.contact", "hours.phone", "reply", "channels", "matters")
_OF_THE_POLICY = {  # what stands in the general policy alone, and why
    "time_away": "When you are away holds for everyone alike: say it in your policy.",
    "closed_dates": "When you are closed holds for everyone alike: say it in your policy.",
    "closed": "When you are closed holds for everyone alike: say it in your policy.",
    "holidays": "Which holidays you keep holds for everyone alike: say it in your policy.",
    "overrides": "Other hours on one date hold for everyone alike: say them in your policy.",
    "emergency": "Help in an emergency is the same for everyone, and stands in every reply.",
    "review_on": "The day on which you look at this again is asked for below.",
    "coverage": "Who answers when you are away holds for everyone alike: say it in your policy.",
}
_ELSE = "An agreement can change when and how they reach you and how soon you reply, but not this."
_TELL_THEM = "Say it to them in your own words, in the field below."


@dataclass(frozen=True, slots=True)
class UnderstoodTerms:
    """`terms`: none where nothing that can differ was found; `faults` say why they cannot be used."""

    terms: Terms | None
    problems: tuple[Problem, ...]
    understood: tuple[Understood, ...]
    aside: tuple[Aside, ...]
    faults: tuple[str, ...]


def understand_terms(text: str, *, timezone: str, region: str | None = None, on: date) -> UnderstoodTerms:
    """Reads what is to differ, written on the date `on`. What else is said is a problem with its place."""
    text = text[:LONGEST]
    read = understand(text, timezone=timezone, region=region, on=on)
    ours = tuple(each for each in read.understood if _may_differ(each.path))
    others = [each for each in read.understood if not _may_differ(each.path)]
    problems = {*read.problems, *_not_here(text, others), *_without_a_place(text, read.policy, others)}
    terms, faults = _parsed(_partial(read.policy))
    return UnderstoodTerms(terms, tuple(sorted(problems, key=_place)), ours, read.aside, faults)


def say_terms(terms: Terms, timezone: str, language: str = "en") -> tuple[str, ...]:
    """As the clinician would say it to the client, a paragraph for each subject."""
    hours = " ".join(_extra_hours(terms, timezone, language))
    rest = BoundaryPolicy(
        timezone=timezone,
        reply=terms.reply,
        channels={name: ChannelRules(**dict(said)) for name, said in terms.channels.items()},
        matters=terms.matters,
    )
    return tuple(filter(None, (hours, *describe(rest, language).split("\n\n"))))


def _extra_hours(terms: Terms, timezone: str, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    kinds = (
        (terms.hours.contact, _("Beside my usual hours you can reach me {hours}.")),
        (terms.hours.phone, _("You can also call me {hours}.")),
    )
    for windows, sentence in kinds:
        for part in in_parts(windows):
            yield sentence.format(hours=say_windows(part, language))
    if _hours_in(terms):
        yield _("All times are {city} time.").format(city=city(timezone, language))


def _hours_in(terms: Terms) -> tuple[Window, ...]:
    own = (window for rules in terms.channels.values() for window in rules.hours or ())
    return (*terms.hours.contact, *terms.hours.phone, *own)


def _may_differ(path: str) -> bool:
    if path.endswith(".note"):
        return False
    return any(path == part or path.startswith((f"{part}.", f"{part}[")) for part in _PARTS)


def _not_here(text: str, others: Iterable[Understood]) -> Iterator[Problem]:
    for each in others:
        yield _problem(text, each.start, each.end, _subject(each.path))


def _without_a_place(text: str, policy: dict[str, Any], others: Iterable[Understood]) -> Iterator[Problem]:
    """What was understood without saying where: all of it is the place."""
    placed = {_subject(each.path) for each in others}
    for subject in ("time_away", "closed_dates", "closed", "holidays", "overrides", "coverage", "notes"):
        if policy.get(subject) and subject not in placed:
            yield _problem(text, 0, len(text), subject)
    for subject in ("while_you_wait", "ending_care"):
        if policy.get(subject) and subject not in placed:
            yield _problem(text, 0, len(text), subject)


def _problem(text: str, start: int, end: int, subject: str) -> Problem:
    why = _OF_THE_POLICY.get(subject, _ELSE)
    return Problem(start, end, text[start:end], why, None if subject in _OF_THE_POLICY else _TELL_THEM)


def _subject(path: str) -> str:
    return path.replace("[", ".").partition(".")[0]


def _place(problem: Problem) -> tuple[int, int, str]:
    return problem.start, problem.end, problem.why


def _partial(policy: dict[str, Any]) -> dict[str, Any]:
    """Of the document, the parts that may differ."""
    hours = {kind: policy["hours"][kind] for kind in ("contact", "phone") if kind in policy["hours"]}
    channels = {
        name: {way: rules[way] for way in _WAYS if rules.get(way) is not None}
        for name, rules in policy["channels"].items()
    }
    return {"hours": hours, "reply": policy["reply"], "channels": channels, "matters": policy["matters"]}


def _parsed(raw: dict[str, Any]) -> tuple[Terms | None, tuple[str, ...]]:
    try:
        return parse_terms(raw), ()
    except DocumentError as error:
        return None, tuple(map(str, error.problems))
