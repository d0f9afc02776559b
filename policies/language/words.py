"""Translated words without a framework: the catalogue of the templates, read by the standard library."""

import gettext
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[2] / "locale"
DOMAIN = "django"
LANGUAGES = ("en", "es")


def spoken(language: str) -> str:
    """The language we have words for that is nearest to a tag such as `es-MX`, or else English."""
    primary = language.replace("_", "-").partition("-")[0].lower()
    return primary if primary in LANGUAGES else LANGUAGES[0]


def translator(language: str) -> gettext.NullTranslations:
    return _load(spoken(language))


@cache
def _load(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, languages=[language], fallback=True)
