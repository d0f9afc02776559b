"""Text messages: letters that every telephone shows, and that keep a message short."""

import unicodedata

# 3GPP TS 23.038, the default alphabet; any other letter would more than halve what one message holds.
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
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
SEGMENT, JOINED_SEGMENT = 160, 153  # characters of one message, and of each where several are joined


def fit_for_sms(text: str) -> str:
    """The same words without the accents that text messages lack; other scripts stay whole."""
    return "".join(map(_letter, text.translate(_PLAIN)))


def segments(text: str) -> int:
    """How many messages a text in the default alphabet takes."""
    return 1 if len(text) <= SEGMENT else -(-len(text) // JOINED_SEGMENT)


def in_default_alphabet(text: str) -> bool:
    return _ALPHABET.issuperset(text)


def _letter(letter: str) -> str:
    if letter in _ALPHABET:
        return letter
    bare = unicodedata.normalize("NFD", letter)[:1]
    return bare if bare in _ALPHABET else letter
