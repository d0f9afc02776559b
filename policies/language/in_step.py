"""Keeping words and document in step, whichever of the two was edited.

A document is compared by its fields: `reply`, `hours.contact`, `channels.email`, `matters.refill` and so on.
What the one cannot say of the other is named, and never lost by editing there.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.domain.document import BoundaryPolicy, DocumentError, parse_document, to_json
from policies.language.describe import describe
from policies.language.grammar.english.sentences import sentences
from policies.language.inexpressible import inexpressible
from policies.language.understand import Understanding, understand

Fields = dict[str, Any]
_IN_PARTS = ("hours", "channels", "matters")
_SPACES = re.compile(r"[ \t]{2,}")
_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def read(statement: str, policy: BoundaryPolicy, on: date) -> Understanding:
    """Where and in which language it is written is for the policy to say, since no sentence does."""
    return understand(
        statement, timezone=policy.timezone, region=policy.region, language=policy.language, on=on
    )


def fields(document: Mapping[str, Any]) -> Fields:
    """What it says, by field; what says nothing is left out."""
    found: Fields = {}
    for key, value in document.items():
        if key in _IN_PARTS:
            found |= {f"{key}.{name}": part for name, part in (value or {}).items() if _says(part)}
        elif _says(value):
            found[key] = value
    return found


def field_of(path: str) -> str:
    """Of a place in the document, such as channels.email of channels.email.note."""
    first, *others = re.sub(r"\[.*?\]", "", path).split(".")
    return f"{first}.{others[0]}" if first in _IN_PARTS and others else first


def merged(
    document: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """The document once its words were edited: understood as `before` until now, and as `after` from now on.

    What the edited words say otherwise changes. Everything else stays, also what no words say.
    """
    ours, was, now = fields(document), fields(before), fields(after)
    paths = dict.fromkeys([*ours, *now])
    chosen = {path: ours.get(path) if was.get(path) == now.get(path) else now.get(path) for path in paths}
    return _document({path: value for path, value in chosen.items() if value is not None})


def out_of_step(understanding: Understanding, policy: BoundaryPolicy) -> set[str]:
    """The fields that the words, as they were understood, do not say as the policy does."""
    ours = fields(to_json(policy))
    try:
        said = fields(to_json(parse_document(understanding.policy)))
    except DocumentError:
        return {*ours}
    return {path for path in ours.keys() | said.keys() if ours.get(path) != said.get(path)}


@dataclass(frozen=True, slots=True)
class Restated:
    """A statement that says what a document says; `is_anew`: nothing of the words before it is left."""

    text: str
    is_anew: bool


def restated(statement: str, before: BoundaryPolicy, after: BoundaryPolicy, on: date) -> Restated:
    """The statement for a document that was edited otherwise. Sentences that still hold stay as they are.

    Those that said what has changed give place to new ones. What came of it is read again, and taken only
    where the whole statement then says the whole document.
    """
    anew = describe(after, after.language)
    if not statement.strip() or statement == describe(before, before.language):
        return Restated(anew, is_anew=False)
    was, now = fields(to_json(before)), fields(to_json(after))
    changed = {path for path in was.keys() | now.keys() if was.get(path) != now.get(path)}
    if not changed:
        return Restated(statement, is_anew=False)
    known = read(statement, before, on)
    allowed = out_of_step(known, before) - changed | {field_of(each.path) for each in inexpressible(after)}
    for text in _with_changes(statement, known, after, changed):
        if out_of_step(read(text, after, on), after) <= allowed:
            return Restated(text, is_anew=False)
    return Restated(anew, is_anew=True)


def _with_changes(
    statement: str, known: Understanding, policy: BoundaryPolicy, changed: set[str]
) -> Iterator[str]:
    """The new sentences in place of the old ones, else in a paragraph after theirs, else at the end."""
    gone, told = _concerned(statement, known, changed)
    said = describe(only(policy, told), policy.language)
    place = _city_sentence(policy)
    if place and place in statement:
        said = said.replace(place, "").strip()
    if not gone:
        yield _tidy(f"{statement}\n\n{said}")
        return
    first = gone[0][0]
    if "\n\n" not in said:
        yield _tidy(_without(statement, gone, said))
    paragraph = statement.find("\n\n", first)
    end = len(statement) if paragraph < 0 else paragraph
    rest = _without(statement[end:], [(a - end, b - end) for a, b in gone if a >= end], "")
    start = _without(statement[:end], [(a, b) for a, b in gone if a < end], "")
    yield _tidy(f"{start}\n\n{said}\n\n{rest}")
    yield _tidy(f"{_without(statement, gone, '')}\n\n{said}")


def _concerned(
    statement: str, known: Understanding, changed: set[str]
) -> tuple[list[tuple[int, int]], set[str]]:
    """The sentences that say something of these fields, and all the fields that they, together, say."""
    ends = _sentences(statement)
    says = [
        {field_of(each.path) for each in known.understood if each.start < end and start < each.end}
        for start, end in ends
    ]
    told, size = {*changed}, -1
    while size != len(told):
        size = len(told)
        for those in says:
            if those & told:
                told |= those
    return [span for span, those in zip(ends, says, strict=True) if those & told], told


def _sentences(statement: str) -> list[tuple[int, int]]:
    """Where each begins and ends, its full stop with it."""
    found = list(sentences(statement))
    starts = [each.start for each in found]
    ends = [each.start + len(each.text) for each in found]
    limits = [*starts[1:], len(statement)]
    return [
        (start, end + len(statement[end:limit]) - len(statement[end:limit].lstrip(".!?\"'\u2019\u201d)")))
        for start, end, limit in zip(starts, ends, limits, strict=True)
    ]


def _without(text: str, gone: list[tuple[int, int]], instead: str) -> str:
    """`instead` stands where the first of them stood."""
    parts, position = [], 0
    for start, end in gone:
        parts += [text[position:start], instead]
        position, instead = end, ""
    return "".join([*parts, text[position:]])


def _tidy(text: str) -> str:
    return _LINES.sub("\n\n", _SPACES.sub(" ", text)).strip()


def only(policy: BoundaryPolicy, told: Collection[str]) -> BoundaryPolicy:
    """Nothing but these fields, or parts of the document, and where it is."""
    place = ("timezone", "region", "language")
    said = fields(to_json(policy)).items()
    kept = {path: value for path, value in said if {path, path.partition(".")[0]} & {*told, *place}}
    return parse_document(_document(kept))


def _city_sentence(policy: BoundaryPolicy) -> str:
    """The last one of whatever is said of hours."""
    hours = only(policy, ["hours"])
    *_, last = describe(hours, policy.language).rpartition(". ")
    return last


def _document(said: Fields) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for path, value in said.items():
        part, _, name = path.partition(".")
        if name:
            document.setdefault(part, {})[name] = value
        else:
            document[part] = value
    return document


def _says(value: object) -> bool:
    return value not in (None, [], {}, "")
