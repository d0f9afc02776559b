"""What is said to a text message that was a single word such as STOP or START: one text, and short."""

from policies.language.short_text import fit_for_sms
from policies.language.words import translator


def say_texts_stopped(*, practice_name: str, language: str) -> str:
    """The one confirmation that follows an opt-out (47 CFR 64.1200(a)(12)), with nothing else in it."""
    _ = translator(language).gettext
    words = _(
        "{practice}: no more automatic texts will come to you. What you write is still taken in. "
        "Text START to have them again."
    )
    return fit_for_sms(words.format(practice=practice_name))


def say_texts_started(*, practice_name: str, language: str) -> str:
    _ = translator(language).gettext
    words = _("{practice}: automatic texts will come to you again. Text STOP to end them.")
    return fit_for_sms(words.format(practice=practice_name))
