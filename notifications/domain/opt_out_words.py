"""Words that carriers and the law take as a wish about text messages: only where one is all that was said.

47 CFR 64.1200(a)(10) names them, and carriers act on the single word themselves, so it is obeyed here
too, even where it may have meant something else. "I want to END it" is no such word.
"""

import unicodedata
from enum import StrEnum


class Word(StrEnum):
    STOP = "stop"
    START = "start"


_FORMS = {
    Word.STOP: ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "arret"),
    Word.START: ("start", "unstop", "yes"),
}
_WISHES = {form: word for word, forms in _FORMS.items() for form in forms}
_LONGEST = 40  # characters; whatever is longer is no single word


def word_in(text: str) -> Word | None:
    """The wish, where the text is one such word and no other. Marks around it and accents do not count."""
    if len(text) > _LONGEST:
        return None
    bare = unicodedata.normalize("NFKD", text).casefold()
    said = "".join(
        letter if letter.isalnum() else " " for letter in bare if not unicodedata.combining(letter)
    )
    return _WISHES.get("optout" if said.split() == ["opt", "out"] else said.strip())
