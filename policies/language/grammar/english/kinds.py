"""Kinds of tokens."""

from enum import StrEnum


class Kind(StrEnum):
    """A kind is one letter, so that a sentence has a shape: `Monday to Friday, 9 to 5` is `D-D,N-N`."""

    DAY = "D"
    PART_OF_DAY = "p"
    TIME = "T"
    NUMBER = "N"
    YEAR = "Y"
    DATE = "I"
    FEAST = "H"
    MONTH = "M"
    SEASON = "S"  # some months of every year
    UNIT = "U"
    BUSINESS = "B"
    FULL = "f"
    CHANNEL = "C"
    ADDRESS = "P"
    ALWAYS = "X"
    TO = "-"
    UNTIL = "u"
    AFTER = "a"
    BETWEEN = "b"
    EXCEPT = "x"
    OFF = "o"
    AND = "&"
    COMMA = ","
    OPEN = "("
    CLOSE = ")"
    WORD = "w"
    MARK = "."
