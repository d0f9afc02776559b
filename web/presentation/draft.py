"""A draft before it is published: what it would change, and what there is to say of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from policies.domain.changes import Change, Kind
from policies.domain.document import BoundaryPolicy, parse_document
from web.presentation.advice import Shown, stops_publishing
from web.presentation.reader import Reader
from web.presentation.versions import paragraphs, say_what_changed


@dataclass(frozen=True, slots=True)
class Advised:
    """Advice, and the words that it is about, where there are any."""

    shown: Shown
    words: str


@dataclass(frozen=True)
class Draft:
    """`row` is the draft as `policies.queries` gives it; `changing`: beside what it would take over from."""

    row: Any
    changing: tuple[Change, ...]
    advised: list[Shown]
    reader: Reader

    @cached_property
    def policy(self) -> BoundaryPolicy:
        return parse_document(self.row.document)

    @property
    def is_first(self) -> bool:
        return any(each.kind is Kind.FIRST for each in self.changing)

    @property
    def changes(self) -> tuple[str, ...]:
        return say_what_changed(self.changing, self.reader.language)

    @property
    def is_material(self) -> bool:
        """Whether clients are told, and asked to read it."""
        return any(each.material for each in self.changing)

    @property
    def in_plain_words(self) -> tuple[str, ...]:
        return paragraphs(self.policy, self.reader.language)

    @property
    def advice(self) -> list[Advised]:
        return [
            Advised(each, self.row.statement[each.start : each.end] if each.end else "")
            for each in self.advised
        ]

    @property
    def is_dangerous(self) -> bool:
        """Then it cannot be published as it stands."""
        return stops_publishing(self.advised)
