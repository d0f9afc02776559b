"""Words as paper can show them: of typst's own fonts, and no wider than a column."""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

UNSHOWN = "□"
# Latin, Greek, Cyrillic, punctuation, money, arrows, mathematics: all that the fonts have whole.
_SHOWN = (
    "\n -~\u00a0-\u00ac\u00ae-\u024f\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1"
    "\u03a3-\u0482\u048a-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u203f\u20a0-\u20c0\u2190-\u22ff"
)
_NOT_SHOWN = re.compile(f"[^{_SHOWN}]+")
_NEVER_SEEN = {"Cf", "Mn", "Me"}  # what only acts on the letters beside it
_LONG = re.compile(r"(\S{24})(?=\S)")
_BREAK = "\N{ZERO WIDTH SPACE}"


def printable(facts: dict[str, Any], page: str) -> dict[str, Any]:
    """The facts with every word so, and a note where letters are missing: they stand on `page`."""
    shown: dict[str, Any] = _each(facts)
    missing = _("{sign} stands for letters that this paper cannot show. They are on the page.")
    note = missing.format(sign=UNSHOWN) if UNSHOWN in str(shown) and UNSHOWN not in str(facts) else ""
    return {**shown, "address": page, "note": note}


def _each(value: Any) -> Any:  # noqa: ANN401  any JSON value
    match value:
        case str():
            return _LONG.sub(rf"\1{_BREAK}", shown_letters(value))
        case list():
            return [_each(each) for each in value]
        case dict():
            return {key: _each(each) for key, each in value.items()}
    return value


def shown_letters(words: str) -> str:
    """What the fonts lack as one sign for each run of letters."""
    whole = unicodedata.normalize("NFC", words).replace("\r\n", "\n").replace("\t", " ")
    seen = "".join(letter for letter in whole if unicodedata.category(letter) not in _NEVER_SEEN)
    return _NOT_SHOWN.sub(UNSHOWN, seen)
