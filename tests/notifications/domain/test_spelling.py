"""Which words are meant by what people type, of those that the lexicon lists for it."""

from notifications.domain.lexicon import lexicon

SPELLER = lexicon().speller
MATTER = frozenset(SPELLER.near.values())


def known(word: str) -> bool:
    return word in SPELLER.vocabulary or word in SPELLER.known or word in SPELLER.fillers


def test_one_slip_anywhere_in_a_word_that_matters_is_understood() -> None:
    slips = [
        slip
        for word in sorted(MATTER)
        for place in range(len(word))
        for slip in (
            word[:place] + word[place + 1 :],
            f"{word[:place]}q{word[place + 1 :]}",
            f"{word[:place]}q{word[place:]}",
            f"{word[:place]}{word[place : place + 2][::-1]}{word[place + 2 :]}",
        )
        if len(slip) >= 5
    ]
    unheard = [slip for slip in slips if not known(slip) and not MATTER.intersection(SPELLER.spell(slip))]
    assert unheard == ["hopeess", "killig"], "which are stretched words: hopes, kilig"


def test_each_word_of_the_short_list_is_told_apart_at_either_end() -> None:
    glued = [f"{word}wantto{word}" for word in sorted(SPELLER.glued - SPELLER.fillers)]
    assert not [words for words in glued if not known(words) and len(SPELLER.spell(words)) < 3]
    assert SPELLER.spell("iwanttodie") == ("i", "want", "to", "die")
    assert SPELLER.spell("iwanttodiezz") == ("iwanttodiezz",)


def test_a_sign_that_stands_for_itself_is_itself() -> None:
    assert [SPELLER.spell(sign) for sign in ("死", "뷁", "\U0001f600")] == [("死",), ("뷁",), ("\U0001f600",)]
