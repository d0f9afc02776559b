"""What was typed, and the pieces that a section is made of: forms in forms, and rows of them.

Django's own sets of forms count their rows in hidden fields that can be changed, and nest badly. Here a row
is there because something of it was sent.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict

from policies.domain.document import BoundaryPolicy

Json = dict[str, Any]
_ROW = re.compile(r"-(\d{1,4})(?=-)", re.ASCII)
ADD, REMOVE = "add:", "remove:"


class Sheet:
    """One section's page as it was sent; `typed` is None where it is only looked at.

    `policy` is the document that is edited: its time zone and language are those of what is typed.
    """

    def __init__(self, policy: BoundaryPolicy, typed: Mapping[str, Any] | None = None) -> None:
        self.policy, self.typed = policy, typed
        self.asked = str(typed.get("then", "")) if typed is not None else ""
        self._rows: dict[str, set[int]] = defaultdict(set)
        for key in typed or ():
            for found in _ROW.finditer(key):
                self._rows[key[: found.start()]].add(int(found[1]))

    @property
    def only_adds_or_removes(self) -> bool:
        """Rows, that is: nothing is judged or kept yet."""
        return self.asked.startswith((ADD, REMOVE))

    def rows(self, prefix: str, so_many: int, most: int) -> list[int]:
        """The numbers of the rows to show. A row keeps its number when one before it is taken away."""
        if self.typed is None:
            return list(range(so_many))
        found = sorted(self._rows[prefix])[:most]
        if self.asked == f"{ADD}{prefix}":
            return [*found, found[-1] + 1 if found else so_many]
        return [number for number in found if self.asked != f"{REMOVE}{prefix}-{number}"]

    def begins_at(self, prefix: str, number: int) -> bool:
        """Whether this row is the one that was just asked for."""
        return self.asked == f"{ADD}{prefix}" and number not in self._rows[prefix]


class Piece(forms.Form):
    """A few fields, and smaller pieces; `began`: what the document says of it, None where nothing."""

    rare: ClassVar[Sequence[str]] = ()  # fields that wait until they are asked for
    rarely: ClassVar[object] = ""  # what those are about
    legend: object = ""
    may_be_folded: ClassVar[bool] = False  # where most leave it empty

    def __init__(self, sheet: Sheet, prefix: str, began: Json | None = None) -> None:
        self.sheet, self.began = sheet, began
        super().__init__(
            sheet.typed,
            prefix=prefix,
            initial=self.shown(began) if began is not None else None,
            use_required_attribute=False,
        )
        if sheet.only_adds_or_removes:
            self._errors = ErrorDict()
        self.pieces: dict[str, Piece | Rows] = self.smaller(began or {})

    def shown(self, began: Json) -> Json:
        """What stands in the fields for it."""
        return began

    def smaller(self, began: Json) -> dict[str, "Piece | Rows"]:
        return {}

    def value(self) -> Any:  # noqa: ANN401  of the document: a JSON value
        """What was typed, as the document says it. Asked for where `is_whole`."""
        raise NotImplementedError

    def own_words(self, name: str) -> str | None:
        """What stands in a field. Untouched, it stays to the letter, whatever a browser made of it."""
        said = self.cleaned_data[name] if name in self.changed_data else self.initial.get(name)
        return said or None

    def named(self, name: str) -> str:
        return f"{self.prefix}-{name}"

    @property
    def is_whole(self) -> bool:
        whole = [self.is_valid(), *(piece.is_whole for piece in self.pieces.values())]  # of each
        return all(whole)

    @property
    def is_blank(self) -> bool:
        """Nothing stands in it."""
        sent = (bound.data for bound in self)
        return not any(value not in (None, "", []) for value in sent) and all(
            piece.is_blank for piece in self.pieces.values()
        )

    @property
    def is_open(self) -> bool:
        return bool(self.began) or not self.is_blank

    @property
    def removes(self) -> str:
        return f"{REMOVE}{self.prefix}"

    @property
    def usual_fields(self) -> list[BoundField]:
        return [bound for bound in self if bound.name not in self.rare]

    @property
    def rare_fields(self) -> list[BoundField]:
        return [self[name] for name in self.rare]

    @property
    def shows_rare_ones(self) -> bool:
        return any(bound.errors or bound.value() for bound in self.rare_fields)


class Rows:
    """Any number of pieces of one kind. A row in which nothing stands is none."""

    def __init__(
        self,
        sheet: Sheet,
        prefix: str,
        piece: type[Piece],
        began: Sequence[Any],
        *,
        most: int,
        title: object = "",
    ) -> None:
        self.prefix, self.title, self.most, self.sheet = prefix, title, most, sheet
        self.one = piece.legend
        numbers = sheet.rows(prefix, len(began), most)
        self.pieces = [
            piece(sheet, f"{prefix}-{number}", began[number] if number < len(began) else None)
            for number in numbers
        ]
        for number, row in zip(numbers, self.pieces, strict=True):
            if sheet.begins_at(prefix, number):
                next(iter(row.fields.values())).widget.attrs["autofocus"] = True

    @property
    def add(self) -> str:
        return f"{ADD}{self.prefix}"

    @property
    def may_grow(self) -> bool:
        return len(self.pieces) < self.most

    @property
    def was_shortened(self) -> bool:
        """Then whoever works by keyboard goes on at the button that adds one."""
        return self.sheet.asked.startswith(f"{REMOVE}{self.prefix}-")

    @property
    def filled(self) -> list[Piece]:
        return [piece for piece in self.pieces if not piece.is_blank]

    @property
    def is_whole(self) -> bool:
        whole = [piece.is_whole for piece in self.filled]  # of each, so that all is said at once
        return all(whole)

    @property
    def is_blank(self) -> bool:
        return not self.filled

    def value(self) -> list[Any]:
        return [piece.value() for piece in self.filled]
