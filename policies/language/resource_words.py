"""Where to turn in an emergency, as the document names it, in words."""

from itertools import groupby

from policies.language.channel_words import join_with_or
from policies.language.words import translator

_SPACED = {"116123": "116 123", "131114": "13 11 14", "nhs_111": "NHS 111"}
_PLACES = (
    "nearest_er",
    "gp",
    "local_crisis_line",
    "practice_crisis_line",
    "samaritans",
    "saneline",
    "emergency_services",
)
_NUMBERS = ("911", "988", "999", "000", "112", "111", "811", "1737", "741741", "85258", "50808")
SAYABLE = frozenset((*_PLACES, *_NUMBERS, *_SPACED))  # tokens that words are known for
_TEXT_LINES = {"741741", "85258", "50808"}


def say_resources(tokens: tuple[str, ...], language: str) -> str:
    """Such as: call 911 or 988, or go to the nearest emergency room."""
    _ = translator(language).gettext
    groups = (
        (how, [_SPACED.get(token, token) for token in group]) for how, group in groupby(tokens, key=_how)
    )
    actions = [_say(how, names, language) for how, names in groups]
    *most, last = actions
    return _("{most}, or {last}").format(most=", ".join(most), last=last) if most else last


def _how(token: str) -> str:
    if token in _TEXT_LINES:
        return "text"
    return "call" if token.isdigit() or token in _SPACED else token


def _say(how: str, names: list[str], language: str) -> str:
    _ = translator(language).gettext
    said = {
        "call": _("call {number}"),
        "text": _("text {number}"),
        "nearest_er": _("go to the nearest emergency room"),
        "gp": _("speak to your doctor"),
        "local_crisis_line": _("call your local crisis line"),
        "practice_crisis_line": _("call our crisis line"),
        "samaritans": _("call Samaritans"),
        "emergency_services": _("call the emergency services"),
    }.get(how, _("contact {number}"))
    return said.format(number=join_with_or(names, language))
