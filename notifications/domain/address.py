"""Addresses as the product keeps them: one spelling for each, or none where it is not an address."""

import re
import unicodedata

FEWEST_DIGITS = 7  # of a number that reaches a person; short codes have fewer
LONGEST_EMAIL = 254  # RFC 5321 section 4.5.3.1.3, without the angle brackets
_LOCAL = re.compile(r"[^\s\"(),:;<>@\[\]\\\x00-\x20\x7f-\x9f\ud800-\udfff]{1,64}")
_LABEL = r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
_PHONE_MARKS = re.compile(r"[\s().\-\u2010-\u2015/]")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")  # E.164: at most fifteen digits


def normalise_email(text: str | None) -> str | None:
    """The bare address in lower case with an ASCII domain; None where the text is anything else."""
    if text is None or len(text) > LONGEST_EMAIL + 2:
        return None
    bare = text.strip(" \t")
    if bare.startswith("<") and bare.endswith(">"):
        bare = bare[1:-1]
    local, at, domain = bare.rpartition("@")
    host = _ascii_host(domain)
    if not at or host is None or not _LOCAL.fullmatch(local):
        return None
    return f"{local.lower()}@{host}"


def normalise_phone(text: str | None) -> str | None:
    """The number as +<country><number>; None without a country code: a guess may reach a stranger."""
    if text is None:
        return None
    digits = _PHONE_MARKS.sub("", unicodedata.normalize("NFKC", text[:64]))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    return digits if _PHONE.fullmatch(digits) else None


def caller(text: str) -> str | None:
    """A number as `normalise_phone` gives it; blank for what stands where a number is withheld.

    None for what was meant as a number and lacks its country: whoever hands it over can mend that.
    """
    meant_as_number = sum(character.isdecimal() for character in text) >= FEWEST_DIGITS
    return normalise_phone(text) if meant_as_number else ""


def _ascii_host(domain: str) -> str | None:
    try:
        host = domain.lower() if domain.isascii() else domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return host if _HOST.fullmatch(host) else None
