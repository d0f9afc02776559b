"""A statement as its editor shows it: what each part of it was understood as, and what was not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Clinician
from policies.domain.document import BoundaryPolicy, DocumentError, parse_document, to_json
from policies.domain.promise import CompiledPolicy, compile_policy
from policies.domain.rules import accepted_channels
from policies.language.agreement_words import UnderstoodTerms
from policies.language.in_step import merged, read
from policies.language.understand import Problem, Understanding
from policies.queries import ToEdit
from web.presentation.ahead import Change, changes_ahead
from web.presentation.apart import Apart, apart_from_words, day_of, name_of
from web.presentation.help import Helps
from web.presentation.public_page import help_of
from web.presentation.reader import Reader
from web.presentation.reply_times import Now, ReplyTime, Way, reply_times, sent_now, ways
from web.presentation.week import Week, weeks


class Piece(NamedTuple):
    """A part of the text. `kind`: understood, aside, problem, or blank where nothing was made of it."""

    text: str
    kind: str
    note: str


class _Mark(NamedTuple):
    start: int
    end: int
    kind: str
    note: str


@dataclass(frozen=True)
class Statement:
    """What was understood of the words, and what a client would read."""

    text: str
    understanding: Understanding
    begun: ToEdit
    clinician: Clinician
    now: datetime
    reader: Reader

    @classmethod
    def of(cls, text: str, begun: ToEdit, clinician: Clinician, now: datetime, reader: Reader) -> "Statement":
        """`begun`: what is edited. Where and in which language is set there, by form."""
        return cls(text, read(text, begun.policy, day_of(begun, now)), begun, clinician, now, reader)

    @cached_property
    def document(self) -> dict[str, Any]:
        """What is edited, with what these words change of it: what was set by form alone is not lost."""
        before = read(self.begun.statement, self.begun.policy, day_of(self.begun, self.now))
        return merged(to_json(self.begun.policy), before.policy, self.understanding.policy)

    @property
    def apart(self) -> list[Apart]:
        """What holds beside these words."""
        return apart_from_words(self.understanding, self.policy) if self.policy else []

    @cached_property
    def policy(self) -> BoundaryPolicy | None:
        """None where the document that the words make cannot be used: `faults` say why."""
        return None if self.faults else parse_document(self.document)

    @cached_property
    def faults(self) -> tuple[str, ...]:
        try:
            parse_document(self.document)
        except DocumentError as error:
            return tuple(map(str, error.problems))
        return ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.understanding.problems

    @property
    def summary(self) -> str:
        return say_how_much(self.text, len(self.understanding.understood), len(self.problems))

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return pieces_of(self.text, self.understanding)

    @cached_property
    def compiled(self) -> CompiledPolicy | None:
        return compile_policy(self.policy) if self.policy else None

    @property
    def weeks(self) -> tuple[Week, ...]:
        return weeks(self.policy, self.now, self.reader) if self.policy else ()

    @property
    def reply_times(self) -> tuple[ReplyTime, ...]:
        return reply_times(self.compiled, self.now, self.reader) if self.compiled else ()

    @property
    def ways(self) -> tuple[Way, ...]:
        return ways(self.policy) if self.policy else ()

    @property
    def sent_now(self) -> Now | None:
        if self.compiled is None:
            return None
        channel = next(iter(accepted_channels(self.compiled.policy)), None)
        return sent_now(self.compiled, channel, self.now, self.reader) if channel else None

    @property
    def changes(self) -> tuple[Change, ...]:
        return changes_ahead(self.compiled, self.now, self.reader) if self.compiled else ()

    @property
    def help(self) -> Helps:
        return help_of(self.clinician, self.now, self.policy)


def say_how_much(text: str, understood: int, open_ones: int) -> str:
    """Such as: 4 parts are understood, 1 asks for a look."""
    if not text.strip():
        return _("Nothing is written yet.")
    said = ngettext("{number} part is understood", "{number} parts are understood", understood)
    look = ngettext("{number} asks for a look", "{number} ask for a look", open_ones)
    told = [said.format(number=understood), *([look.format(number=open_ones)] if open_ones else [])]
    return ", ".join(told) + "."


def pieces_of(text: str, understanding: Understanding | UnderstoodTerms) -> tuple[Piece, ...]:
    """The text in order and complete, with what was made of each part of it."""
    return tuple(_pieces(text, _marks(understanding)))


def _marks(understanding: Understanding | UnderstoodTerms) -> Iterator[_Mark]:
    for each in understanding.problems:
        yield _Mark(each.start, each.end, "problem", each.why)
    for found in understanding.understood:
        yield _Mark(found.start, found.end, "understood", name_of(found.path))
    for aside in understanding.aside:
        yield _Mark(aside.start, aside.end, "aside", "")


def _pieces(text: str, marks: Iterable[_Mark]) -> Iterator[Piece]:
    """In order and complete. Where marks overlap, the earlier one in `marks` keeps the place."""
    position = 0
    for mark in sorted(_apart(marks), key=lambda mark: mark.start):
        if position < mark.start:
            yield Piece(text[position : mark.start], "", "")
        yield Piece(text[mark.start : mark.end], mark.kind, mark.note)
        position = mark.end
    if position < len(text):
        yield Piece(text[position:], "", "")


def _apart(marks: Iterable[_Mark]) -> list[_Mark]:
    kept: list[_Mark] = []
    for mark in marks:
        if mark.start < mark.end and not any(_overlap(mark, each) for each in kept):
            kept.append(mark)
    return kept


def _overlap(one: _Mark, other: _Mark) -> bool:
    return one.start < other.end and other.start < one.end
