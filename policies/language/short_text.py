"""Text messages: letters that every telephone shows, and that keep a message short."""

import unicodedata
from collections.abc import Iterable

# 3GPP TS 23.038, the default alphabet; any other letter would more than halve what one message holds.
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")  # two septets each
_PLAIN = str.maketrans(
    {
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{NO-BREAK SPACE}": " ",
        "«": '"',
        "»": '"',
    }
)
SEGMENT, JOINED_SEGMENT = 160, 153  # septets of one message, and of each where several are joined
UNICODE_SEGMENT, JOINED_UNICODE_SEGMENT = 70, 67  # UTF-16 units, where a letter is in neither alphabet


def fit_for_sms(text: str) -> str:
    """The same words without the accents that text messages lack; other scripts stay whole."""
    return "".join(map(_letter, text.translate(_PLAIN)))


def segments(text: str) -> int:
    """How many messages a text takes."""
    length, one, joined = _measured(text)
    return 1 if length <= one else -(-length // joined)


def one_segment(versions: Iterable[str]) -> str:
    """The first of the versions that one message holds; else the last of them, up to its last whole word."""
    said = ""
    for version in versions:
        said = fit_for_sms(version)
        if segments(said) == 1:
            return said
    while segments(said) > 1:
        said = said[:-1].rpartition(" ")[0].rstrip()
    return said


def in_default_alphabet(text: str) -> bool:
    return (_ALPHABET | _EXTENSION).issuperset(text)


def _measured(text: str) -> tuple[int, int, int]:
    """The length, and how much of it one message holds, alone and joined to others."""
    if in_default_alphabet(text):
        return sum(1 + (letter in _EXTENSION) for letter in text), SEGMENT, JOINED_SEGMENT
    return len(text.encode("utf-16-le")) // 2, UNICODE_SEGMENT, JOINED_UNICODE_SEGMENT


def _letter(letter: str) -> str:
    if letter in _ALPHABET or letter in _EXTENSION:
        return letter
    bare = unicodedata.normalize("NFD", letter)[:1]
    return bare if bare in _ALPHABET else letter
