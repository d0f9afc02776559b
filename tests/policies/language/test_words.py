import pytest

from policies.language.words import spoken, translator


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("es-MX", "es"), ("ES_ar", "es"), ("de", "en"), ("", "en"), ("../es", "en")],
)
def test_the_nearest_language_is_spoken(tag: str, language: str) -> None:
    assert spoken(tag) == language


def test_words_come_from_the_catalogue_of_the_language() -> None:
    assert [translator(tag).gettext("every day") for tag in ("en", "es-MX")] == [
        "every day",
        "todos los días",
    ]
