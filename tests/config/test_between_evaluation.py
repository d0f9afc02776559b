"""`between screen --evaluate`: how a labelled list is heard, in numbers, repeating none of it unasked."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.between.__main__ import main

DOCS = Path(__file__).parents[2] / "docs/crisis.md"
DANGER, QUIET, UNSURE = "I want to kill myself", "Could we move Thursday?", "I don't want to kill myself"
UNHEARD = "The lamp is green"
LIST = (
    {"id": "a", "text": DANGER, "label": "crisis", "category": "suicide"},
    {"id": "b", "text": UNHEARD, "expected": "crisis", "category": "medical", "lang": "en"},
    {"id": "c", "text": UNSURE, "label": "crisis"},
    {"id": "d", "text": DANGER, "label": "not"},
    {"id": "e", "text": UNSURE, "label": "not", "language": "es"},
    {"id": "f", "text": QUIET, "label": "not", "category": None},
    {"id": "g", "text": UNSURE, "label": "review"},
    {"text": UNHEARD, "label": "review"},
)


def written(folder: Path, *lines: object) -> Path:
    file = folder / "list.jsonl"
    file.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines))
    return file


def evaluate(capsys: pytest.CaptureFixture[str], file: Path, *options: str) -> tuple[int, str, str]:
    status = main(["screen", "--evaluate", str(file), *options])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_it_counts_what_is_heard_and_what_is_taken_for_danger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said, mistakes = evaluate(capsys, written(tmp_path, *LIST))
    assert (status, mistakes) == (0, "")
    assert "Messages        8: 3 crisis, 2 review, 3 not" in said
    assert re.search(r"Recall +1 of 3 \(33\.3%\)", said)
    assert re.search(r"or a person +2 of 3 \(66\.7%\)", said)
    assert re.search(r"False alarms +1 of 5 \(20\.0%\)", said)
    assert re.search(r"Review queue +1 of 3 \(33\.3%\)", said)
    assert re.search(r"suicide +1 +1 +0 +0\n", said)
    assert re.search(r"medical +1 +0 +0 +1\n", said)
    assert re.search(r"\(no category\) +1 +0 +1 +0\n", said)


def test_each_miss_and_each_false_alarm_is_named_and_none_is_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, *LIST)
    _, said, _ = evaluate(capsys, file)
    for line in (
        "line 2  b  medical  none",
        "line 3  c  concern",
        "line 4  d  crisis  suicide.",
        "line 8  none",
    ):
        assert f"\n  {line}" in said
    assert "line 1 " not in said
    assert not any(text in said for text in (DANGER, UNSURE, UNHEARD))
    _, shown, _ = evaluate(capsys, file, "--show")
    assert f"\n    {UNHEARD}" in shown
    assert QUIET not in shown


BAD = (
    ("nonsense", "character 1 is not JSON"),
    ("[]", "curly brackets"),
    ('{"label": "crisis"}', "text: "),
    ('{"text": 3, "label": "crisis"}', "text: "),
    ('{"text": "x"}', "label: write crisis, review or not"),
    ('{"text": "x", "label": "perhaps"}', "label: "),
    ('{"text": "x", "label": ["crisis"]}', "label: "),
    ('{"text": "x", "label": "not", "lang": 3}', "language: "),
    ('{"text": "x", "label": "not", "text": "y"}', "twice"),
    ("[" * 5_000, "nested"),
)


@pytest.mark.parametrize(("line", "why"), BAD)
def test_a_line_that_cannot_be_read_is_named_and_the_others_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, why: str
) -> None:
    status, said, mistakes = evaluate(capsys, written(tmp_path, LIST[0], "", line, LIST[5]))
    assert status == 1
    assert mistakes.startswith("error: line 3: ")
    assert why in mistakes
    assert mistakes.count("\n") == 1
    assert "Messages        2: " in said
    assert re.search(r"Not counted +1 ", said)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_spreadsheet_is_read_as_it_is_saved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sign: str
) -> None:
    rows = (f"Text{sign}label", f'"Hello,\nyou; \t""there"""{sign}not', sign, f"{DANGER}{sign}Crisis", "x")
    file = tmp_path / "LIST.CSV"
    file.write_text("\r\n".join(rows), encoding="utf-8-sig", newline="")
    status, said, mistakes = evaluate(capsys, file)
    assert (status, "Messages        2: 1 crisis, 0 review, 1 not" in said) == (1, True)
    assert mistakes == "error: row 5: label: write crisis, review or not\n"


def test_what_a_spreadsheet_saved_in_another_way_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"text,label\r\nma\xf1ana,not\r\nok,not\r\n")
    status, said, mistakes = evaluate(capsys, file)
    assert (status, "Messages        1: " in said) == (1, True)
    assert mistakes == "error: row 2: is not UTF-8; save the file as CSV UTF-8\n"
    file.write_text("message,kind\nx,y\n")
    status, said, mistakes = evaluate(capsys, file)
    assert (status, said, "row 1: needs headings" in mistakes) == (1, "", True)


def test_a_file_that_is_not_there_or_has_nothing_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file, why in (
        (tmp_path / "none", "No such file"),
        (tmp_path, "directory"),
        (written(tmp_path), "no labelled"),
    ):
        status, said, mistakes = evaluate(capsys, file)
        assert (status, said) == (1, "")
        assert why in mistakes


HOSTILE = {
    "id": "\x1b]0;x\x07",
    "text": "\x1b[2J\ud800\nFalse alarms (0)",
    "label": "crisis",
    "category": "\x1b[1m",
}


def test_no_terminal_obeys_what_is_in_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said, _ = evaluate(capsys, written(tmp_path, HOSTILE), "--show")
    assert (status, "\x1b" in said, "\x07" in said) == (0, False, False)
    assert "\nFalse alarms (0)" not in said


def test_the_sample_in_the_guide_works_and_needs_no_django(tmp_path: Path) -> None:
    sample = DOCS.read_text().partition("```json\n")[2].partition("```")[0]
    (tmp_path / "messages.jsonl").write_text(sample)
    ran = subprocess.run(
        [
            sys.executable,
            "-X",
            "importtime",
            "-m",
            "config.between",
            "screen",
            "--evaluate",
            "messages.jsonl",
        ],
        cwd=tmp_path,
        env={"PYTHONPATH": str(DOCS.parents[1]), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(r"Not counted +0 ", ran.stdout)
    assert "django" not in ran.stderr
