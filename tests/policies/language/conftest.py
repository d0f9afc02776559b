import pytest

from config.catalogue import compile_all
from policies.language import words


@pytest.fixture(scope="session", autouse=True)
def _compiled_catalogue() -> None:
    """What set-up does: translators' words become what the program reads."""
    assert list(compile_all()) == []
    words._load.cache_clear()  # noqa: SLF001  (read before the catalogue was there)
