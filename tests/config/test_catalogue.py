"""Every word that a client can see has its translation, and every placeholder survives it."""

import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from config.catalogue import LOCALE, check_all, compile_all, main


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    shutil.copytree(LOCALE, tmp_path / "locale")
    return tmp_path / "locale"


def change(catalogue: Path, message: str, translation: str) -> None:
    path = catalogue / "es" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as source:
        found = read_po(source, locale="es")
    found[message].string = translation
    with path.open("wb") as target:
        write_po(target, found)


def test_nothing_is_left_untranslated() -> None:
    assert list(check_all()) == []


@pytest.mark.parametrize(
    ("translation", "fault"),
    [
        ("", "es: no translation of 'within {length}'; add it to django.po"),
        ("en un plazo", "es: the translation of 'within {length}' has other placeholders than the English"),
        ("en {plazo}", "es: the translation of 'within {length}' has other placeholders than the English"),
    ],
)
def test_a_fault_is_found(catalogue: Path, translation: str, fault: str) -> None:
    change(catalogue, "within {length}", translation)
    assert [found for found in check_all(catalogue) if "'within {length}'" in found] == [fault]


def test_compiling_makes_what_the_program_reads(catalogue: Path) -> None:
    compiled = catalogue / "es" / "LC_MESSAGES" / "django.mo"
    compiled.unlink(missing_ok=True)
    assert (list(compile_all(catalogue)), compiled.stat().st_size > 0) == ([], True)


def test_an_unknown_command_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["collect"]) == 2
    assert "compile | update | check" in capsys.readouterr().err
