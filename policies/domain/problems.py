"""What is wrong with a document: where, and how to mend it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_SHOWN = 40  # characters of a value or a key
_MOST = 50  # problems told at once


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    path: str  # such as hours.contact[0].start; empty for the document as a whole
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class DocumentError(ValueError):
    def __init__(self, problems: Iterable[DocumentProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


_MESSAGES: Mapping[str, str] = {
    "missing": "is needed; add it",
    "extra_forbidden": "is not known here; take it out, or check its spelling",
    "string_type": "write text in quotes",
    "string_unicode": "holds half of a character pair; write the text again",
    "string_too_short": "is empty; leave it out instead",
    "string_too_long": "is longer than {max_length} characters; shorten it",
    "bool_type": "write true or false, without quotes",
    "int_type": "write a whole number",
    "greater_than_equal": "write a number from {ge} up",
    "less_than_equal": "write a number up to {le}",
    "too_long": "has more than {max_length} entries; keep what still matters",
    "tuple_type": "write a list in square brackets",
    "dict_type": "write an object in curly brackets",
    "mapping_type": "write an object in curly brackets",
    "model_type": "write an object in curly brackets",
    "model_attributes_type": "write an object in curly brackets",
    "enum": "write one of {expected}",
    "literal_error": "write {expected}",
    "recursion_loop": "refers to itself; write it out",
    "value_error": "{error}",
}
_PATTERNS = {
    "region": "write a country as in 'GB', or with its part as in 'US-NY'",
    "language": "write a language as in 'en' or 'es-MX'",
}


def worded(errors: Sequence[Mapping[str, Any]]) -> list[DocumentProblem]:
    """Plain words for the errors that pydantic lists; of very many, the first."""
    told = [_problem(error) for error in errors[:_MOST]]
    if len(errors) > _MOST:
        told.append(DocumentProblem("", f"and {len(errors) - _MOST} more problems; mend these first"))
    return told


def _problem(error: Mapping[str, Any]) -> DocumentProblem:
    location = [part for part in error["loc"] if part != "[key]"]
    template = _MESSAGES.get(error["type"]) or _PATTERNS.get(str(location[-1] if location else ""))
    message = template.format_map(error.get("ctx", {})) if template else error["msg"]
    return DocumentProblem(_path(location), message)


def _path(location: Iterable[str | int]) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{_shown(part)}" for part in location)
    return "".join(parts).removeprefix(".")


def _shown(key: str) -> str:
    text = key.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
