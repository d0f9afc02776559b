"""What is read quickly must be what is read with care."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifications.domain.hearing import findings, may_be_heard, spelled
from notifications.domain.lexicon import lexicon
from policies.domain.spoken_words import LONGEST_SENTENCE, LONGEST_WORD, sentences, spoken, stretches

WORDS = [
    "I",
    "want",
    "to",
    "die",
    "d",
    "i",
    "e",
    "k1ll",
    "myself!",
    "sooo",
    "kill",
    "my",
    "all",
    "pills",
    "took",
]
MARKS = [" ", " ", " ", ". ", "! ", ".", "!", ", ", "\n", "...", "-", "'", "@", "\x00", "\x1c", "\t"]
ACCENTED = [
    "quiero",
    "morir",
    "¿",
    "¡",
    "así",
    "sí,",
    "me tomé",
    "pastillas\u2026",
    "don\u2019t",
    "\uff44\uff49\uff45",
    "d\u200bie",
    "«",
    "\u2014",
]
LEXICON = lexicon()  # read before anything is timed
plain_text = st.one_of(
    st.text(st.characters(max_codepoint=127), max_size=200),
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS))).map(
        lambda said: "".join(word + mark for word, mark in said)
    ),
)


@given(plain_text)
@example("a " * LONGEST_SENTENCE + "b " * LONGEST_SENTENCE)
@example("die" + " " * LONGEST_WORD + ".now")
@example("x" * (LONGEST_WORD + 1))
@example("ok ! now")
@example("d.i.e")
def test_plain_text_is_read_as_any_other(text: str) -> None:
    assert spoken(text) == [[word.text for word in sentence] for sentence in sentences(text)]


SIGNS = [
    "\U0001f52b",
    "\U0001f52b" * 70,
    "\U0001f468\u200d\U0001f469",
    "死",
    "に",
    "たい",
    "\u309b",
    "죽",
    "ตาย",
    "''",
    "aaa",
]
CUTS = [
    *MARKS,
    "",
    "",
    "。",
    "、",
    "..",
    "x!y",
    " " * 64 + ".",
    " " * 65 + ".",
    "z" * 63 + "!",
    "z" * 64 + "!",
]
any_text = st.one_of(
    st.text(max_size=200),
    st.lists(st.tuples(st.sampled_from([*WORDS, *SIGNS]), st.sampled_from(CUTS)), max_size=60).map(
        lambda said: "".join(word + mark for word, mark in said)
    ),
    st.lists(st.sampled_from([*SIGNS, "die "]), min_size=190, max_size=420).map("".join),
)


@settings(deadline=2000)
@given(any_text)
@example("d.i.e. d.i.e")
@example("a.''.b.c")
@example("no!\U0001f52b")
@example("死" * (2 * LONGEST_SENTENCE + 1))
@example(("''" + "\U0001f52b ") * (2 * LONGEST_SENTENCE + 1))
def test_words_have_the_places_that_they_have_when_read_with_care(text: str) -> None:
    read = list(sentences(text))
    sought = [(stretch, number) for stretch in stretches(text) for number in range(len(stretch.sentences))]
    assert spoken(text) == [[word.text for word in sentence] for sentence in read]
    assert [stretch.places(number) for stretch, number in sought] == [
        [(word.start, word.end) for word in sentence] for sentence in read
    ]
    assert [[word[:3] for word in stretch.placed(number)] for stretch, number in sought] == [
        [word[:3] for word in sentence] for sentence in read
    ]


accented_text = st.lists(st.tuples(st.sampled_from([*WORDS, *ACCENTED]), st.sampled_from(MARKS))).map(
    lambda said: "".join(word + mark for word, mark in said)
)


@settings(deadline=2000)
@given(st.one_of(plain_text, accented_text))
@example("¿Quiero… morir?")
@example("todas, tomé")
def test_nothing_is_passed_over_that_would_be_found(text: str) -> None:
    assert may_be_heard(spelled(text, LEXICON), LEXICON) or not any(findings(text, LEXICON))
