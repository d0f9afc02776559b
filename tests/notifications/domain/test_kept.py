"""What was worked out once is used again only where it is certain to be the same, and ours."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from notifications.domain.kept import MODULES, kept
from notifications.domain.lexicon import LEXICONS, load

ROOT = Path(__file__).resolve().parents[3]
Ask = Callable[[], list[str]]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "words.txt"
    path.write_text("one two")
    return path


@pytest.fixture
def times() -> list[str]:
    """One for each time that something was worked out."""
    return []


@pytest.fixture
def ask(tmp_path: Path, source: Path, times: list[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)

    def work_out() -> list[str]:
        times.append("worked out")
        return source.read_text().split()

    return lambda: kept("words", [source], work_out, tmp_path / "kept")


def file_in(folder: Path) -> Path:
    (path,) = (folder / "kept").iterdir()
    return path


def test_it_is_worked_out_once(ask: Ask, times: list[str]) -> None:
    assert ask() == ask() == ["one", "two"]
    assert len(times) == 1


def test_another_input_is_worked_out_afresh(ask: Ask, source: Path, times: list[str]) -> None:
    ask()
    source.write_text("one")
    assert ask() == ["one"]
    assert len(times) == 2


def test_another_name_has_its_own(ask: Ask, tmp_path: Path, source: Path) -> None:
    ask()
    file_in(tmp_path).rename(tmp_path / "kept" / f"other.{sys.implementation.cache_tag}.kept")
    assert kept("other", [source], lambda: ["other"], tmp_path / "kept") == ["other"]


@pytest.mark.parametrize("place", [0, 40, -1], ids=["key", "digest", "content"])
def test_a_damaged_file_is_not_read(ask: Ask, tmp_path: Path, times: list[str], place: int) -> None:
    ask()
    content = bytearray(file_in(tmp_path).read_bytes())
    content[place] ^= 1
    file_in(tmp_path).write_bytes(content)
    assert ask() == ["one", "two"]
    assert len(times) == 2


@pytest.mark.parametrize("mode", [0o666, 0o664, 0o646])
def test_what_others_may_write_is_not_read(ask: Ask, tmp_path: Path, times: list[str], mode: int) -> None:
    ask()
    file_in(tmp_path).chmod(mode)
    ask()
    assert len(times) == 2
    ask()
    assert len(times) == 2, "it was written anew"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_what_somebody_else_wrote_is_not_read(ask: Ask, tmp_path: Path, times: list[str]) -> None:
    ask()
    os.chown(file_in(tmp_path), 12345, -1)
    ask()
    assert len(times) == 2


def test_others_may_not_write_it_whatever_the_mask(ask: Ask, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        ask()
    finally:
        os.umask(before)
    assert file_in(tmp_path).stat().st_mode & 0o022 == 0


def test_where_nothing_can_be_written_it_is_worked_out(ask: Ask, tmp_path: Path, times: list[str]) -> None:
    (tmp_path / "kept").write_text("no folder")
    assert ask() == ask() == ["one", "two"]
    assert len(times) == 2


def test_nothing_is_written_where_python_writes_no_bytecode(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert ask() == ["one", "two"]
    assert not (tmp_path / "kept").exists()


def test_what_is_half_written_by_another_process_hinders_nothing(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    begun = tmp_path / "kept" / f"words.{sys.implementation.cache_tag}.kept.{os.getpid()}"
    begun.write_bytes(b"half")
    ask()
    assert not begun.exists()
    assert file_in(tmp_path).name.endswith(".kept")


def test_each_module_that_reads_the_lexicon_is_known() -> None:
    """A change to one that is not would go unnoticed. A process of its own has imported nothing else."""
    asked = "import sys, notifications.domain.lexicon, notifications.domain.weighing; print(*sys.modules)"
    command = [sys.executable, "-c", asked]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  our own
    files = {ROOT / f"{name.replace('.', '/')}.py" for name in found.stdout.split()}
    assert {path for path in files if path.exists()} == {ROOT / module for module in MODULES}


def test_a_lexicon_that_was_kept_is_the_same() -> None:
    paths = sorted(LEXICONS.glob("tl/*.toml"))
    read = load(paths)
    again = pickle.loads(pickle.dumps(read))  # noqa: S301  our own
    assert again.version == read.version
    assert [rule.id for rule in again.rules] == [rule.id for rule in read.rules]
    words = ["gusto", "ko", "nang", "mamatay", "$"]
    (book,), (book_again,) = read.phrases, again.phrases
    found = [(first, end, rule.id) for first, end, rule in book.matches(words)]
    assert found
    assert [(first, end, rule.id) for first, end, rule in book_again.matches(words)] == found
    assert again.speller.spell("mamatayy") == read.speller.spell("mamatayy") == ("mamatay",)
    assert {rule for *_, rule in book_again.matches(words)} <= set(again.rules), "one rule, not two"
