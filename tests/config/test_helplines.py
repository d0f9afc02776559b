"""`between helplines`: what is shipped, and what a volunteer should look at again."""

import csv
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
import time_machine

from config.between.__main__ import main
from notifications.domain import helpline_files
from notifications.domain.helpline_files import every_line


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(capsys.readouterr().out)))


def test_every_number_is_listed_with_how_it_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["helplines"]) == 0
    listed = rows(capsys)
    assert len(listed) == len(tuple(every_line()))
    assert all(row["source"] for row in listed)


def test_what_is_due_leaves_out_what_is_confirmed(capsys: pytest.CaptureFixture[str]) -> None:
    with time_machine.travel(datetime(2026, 11, 26, tzinfo=UTC), tick=False):
        assert main(["helplines", "--due"]) == 0
    due = rows(capsys)
    assert due
    assert {row["evidence"] for row in due} == {"secondary", "list"}


def test_after_180_days_each_confirmation_is_a_warning_and_no_fault(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with time_machine.travel(datetime(2027, 5, 25, tzinfo=UTC), tick=False):
        assert main(["helplines", "--quiet"]) == 0
    told = capsys.readouterr()
    assert not told.out
    confirmed = sum(line.confirmed for _region, line in every_line())
    assert told.err.count("warning: ") == confirmed
    assert "warning: US.toml: 988: confirmed on 2026-11-25, which is more than 180 days ago" in told.err


def test_a_file_that_cannot_be_used_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "GB.toml").write_text("name = ")
    monkeypatch.setattr(helpline_files, "HELPLINES", tmp_path)
    helpline_files._read.cache_clear()  # noqa: SLF001  what was read stays read
    assert main(["helplines", "--quiet"]) == 1
    helpline_files._read.cache_clear()  # noqa: SLF001  likewise
    assert capsys.readouterr().err.startswith("error: GB.toml: ")
