"""How phrases are written.

A phrase is words, `(this|that thing|)` for a choice (an empty one: may be missing), `<name>` for a
named choice, `~` for up to three words of any kind, `~~` for up to six, `#` for a number and `$` for
the end of the sentence.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ANY = "*"
END = "$"
_SYMBOL = re.compile(r"[()|]|<[\w-]+>|[^\s()|<>]+|\S")


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Each is itself only, so that what was worked out for one can be looked up cheaply."""

    options: tuple["Phrase", ...]


Phrase = tuple["str | Choice", ...]

GAP = Choice(((), (ANY,), (ANY, ANY), (ANY, ANY, ANY)))


class Classes(dict[str, Choice]):
    """Named choices, each read once, when it is first asked for. Raises KeyError for an unknown one."""

    def __init__(self, said: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._said = said

    def __missing__(self, name: str) -> Choice:
        self[name] = Choice(tuple(read_phrase(option, self) for option in self._said[name]))
        return self[name]


def read_phrase(text: str, classes: Classes) -> Phrase:
    """Raises ValueError for stray brackets, KeyError for an unknown class."""
    symbols = _SYMBOL.findall(text)[::-1]
    phrase = _read_sequence(symbols, classes)
    if symbols:
        raise ValueError(f"stray {symbols[-1]!r}")
    return phrase


def _read_sequence(symbols: list[str], classes: Classes) -> Phrase:
    elements: list[str | Choice] = []
    while symbols and symbols[-1] not in {"|", ")"}:
        symbol = symbols.pop()
        if symbol == "(":
            elements.append(_read_choice(symbols, classes))
        elif symbol in {"~", "~~"}:
            elements.extend([GAP] * len(symbol))
        elif symbol.startswith("<"):
            elements.append(classes[symbol[1:-1]])
        else:
            elements.append(symbol)
    return tuple(elements)


def _read_choice(symbols: list[str], classes: Classes) -> Choice:
    options = [_read_sequence(symbols, classes)]
    while symbols and symbols.pop() == "|":
        options.append(_read_sequence(symbols, classes))
    return Choice(tuple(options))
