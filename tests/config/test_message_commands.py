"""`between screen`, `answer` and `busy`: the shapes that scripts rely on."""

import json
import subprocess
import sys
from functools import partial
from typing import Any

import pytest

from config.between import answer, busy, lines, screen
from scheduler.reading.process import Reader

MAIL = "From: c@mail.example\nTo: dr@clinic.example\n\nCan we move to 3?"
QUESTION: dict[str, Any] = {
    "raw": MAIL,
    "envelope_from": "c@mail.example",
    "envelope_to": "dr@clinic.example",
    "own_addresses": ["dr@clinic.example"],
    "received": "2026-03-06T16:00:00-05:00",
}


def test_screen_gives_level_tier_categories_and_evidence() -> None:
    assert screen.answer({"text": "I took 30 pills"}) == {
        "level": "crisis",
        "tier": 5,
        "categories": ["overdose"],
        "evidence": [{"start": 2, "end": 15, "text": "took 30 pills", "rule": "overdose.taken"}],
    }


def test_an_empty_text_is_nothing_and_no_text_is_a_mistake() -> None:
    assert screen.answer({"text": ""})["level"] == "none"
    with pytest.raises(lines.BadLine, match=r"^text: "):
        screen.answer({})


def test_answer_without_a_policy_promises_no_time_and_names_help() -> None:
    said = answer.answer(QUESTION)
    assert (said["decision"], said["reply_by"]) == ("reply", None)
    assert "findahelpline.com" in said["text"]


def test_answer_to_a_crisis_ignores_that_a_human_has_just_answered() -> None:
    history = [{"at": "2026-03-06T15:59:00-05:00", "kind": "human_reply"}]
    assert answer.answer({**QUESTION, "history": history})["reason"] == "human_answered"
    crisis = {**QUESTION, "raw": f"{MAIL} I want to die", "history": history}
    assert (answer.answer(crisis)["decision"], answer.answer(crisis)["kind"]) == ("reply", "crisis")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"raw": None}, "raw_base64"),
        ({"raw": None, "raw_base64": "%%%"}, "raw_base64"),
        ({"envelope_from": 7}, "envelope_from"),
        ({"envelope_to": "x", "own_addresses": []}, "own_addresses"),
        ({"own_addresses": "dr@clinic.example"}, "own_addresses"),
        ({"history": ["x"]}, "history.0"),
        ({"history": [{"kind": "message"}]}, "history.0.at"),
    ],
)
def test_a_mistake_in_a_question_is_named(change: dict[str, Any], place: str) -> None:
    with pytest.raises(lines.BadLine, match=rf"^{place}: "):
        answer.answer(QUESTION | change)


def test_busy_gives_intervals_and_problems() -> None:
    event = "BEGIN:VEVENT\nUID:1\nDTSTART:20260310T090000\nDURATION:PT1H\nEND:VEVENT"
    ics = f"BEGIN:VCALENDAR\n{event}\nEND:VCALENDAR"
    asked = {
        "ics": ics,
        "from": "2026-03-01T00:00:00Z",
        "to": "2026-04-01T00:00:00Z",
        "timezone": "Europe/Madrid",
    }
    with Reader() as reader:
        answered = busy.answer(reader, asked)
    assert answered == {"busy": [["2026-03-10T08:00:00Z", "2026-03-10T09:00:00Z"]], "problems": []}


DAY = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260310\nEND:VEVENT\nEND:VCALENDAR"


@pytest.mark.parametrize("wrong", [0, 1, 1.5, True, False, [], {}, ["x"], {"a": 1}])
@pytest.mark.parametrize("key", ["from", "to", "timezone", "mode", "ics"])
def test_busy_says_which_key_holds_no_text(key: str, wrong: object) -> None:
    asked = {"from": "2026-03-01T00:00:00Z", "to": "2026-04-01T00:00:00Z", "ics": DAY, key: wrong}
    with Reader() as reader:
        [answered] = lines.answered(partial(busy.answer, reader), [json.dumps(asked).encode()])
    assert answered["error"] == f"{key}: write text in quotes"


@pytest.mark.parametrize("mode", ["away", "BUSY", "free"])
def test_busy_has_no_way_to_leave_whole_days_out(mode: str) -> None:
    """Read as a clinician's calendar may be, days away stand apart, and no answer here would tell them."""
    asked = {"from": "2026-03-01T00:00:00Z", "to": "2026-04-01T00:00:00Z", "ics": DAY}
    with Reader() as reader:
        with pytest.raises(lines.BadLine, match="busy or holidays"):
            busy.answer(reader, {**asked, "mode": mode})
        assert busy.answer(reader, {**asked, "mode": None, "timezone": None})["busy"]


@pytest.mark.parametrize("command", ["screen", "answer", "busy"])
def test_the_example_in_help_works_and_needs_no_django(command: str) -> None:
    module = {"screen": screen, "answer": answer, "busy": busy}[command]
    shell = (module.__doc__ or "").partition("    echo ")[2].partition("\n\n")[0]
    program = f"{sys.executable} -X importtime -m config.between"
    ran = subprocess.run(  # noqa: S602  (our own example, as a person would paste it)
        f"echo {shell}".replace("| between", f"| {program}"),
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "error" not in json.loads(ran.stdout)
    assert "django" not in ran.stderr
