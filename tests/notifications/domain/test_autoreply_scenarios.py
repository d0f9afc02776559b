"""The 44 open rows of what mail must and must not be answered, through real bytes and the whole decision."""

import base64
import json
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import pytest

from config.between.answer import answer

ROWS = {
    row["id"]: row for row in json.loads(Path(__file__).with_name("autoreply-scenarios.json").read_text())
}

# Where we answer otherwise than the row says, and why; the same in docs/decisions/0003-automatic-replies.md.
WE_DIFFER = {
    "V64": "the subject is fixed: a template with the client's own subject would repeat what they wrote",
    "V66": "as V64; a subject that the practice chooses is cut the same way, which is tested instead",
    "V85": "there is no interval to set: the period is the open, closed or away stretch",
    "V91": "there are no dates to set: outside a policy's dates the answer promises no time and names help",
}
RECEIVED = "2026-03-06T21:00:00Z"  # Friday, 16:00 in New York: closed until Monday at 09:00
POLICY = {
    "timezone": "America/New_York",
    "region": "US-NY",
    "hours": {"contact": [{"days": ["MO", "WE"], "start": "09:00", "end": "17:00"}]},
    "reply": {"within": "P1D", "clock": "working_days"},
}
Headers = list[tuple[str, str]]


def raw_mail(headers: Headers, body: str = "Hello") -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"{lines}\r\n{body}\r\n".encode()


def ask(row: dict[str, Any], headers: Headers, **request: object) -> dict[str, Any]:
    """The row's mail with these header fields instead of the plain ones of the same name."""
    sender = row["env_from"] if "@" in row["env_from"] else "client@mail.example"
    plain = {"From": f"<{sender}>", "To": row["env_to"], "Subject": "Hello"}
    given = {name.lower() for name, _ in headers}
    fields = [(name, value) for name, value in plain.items() if name.lower() not in given] + headers
    return answer(
        {
            "raw_base64": base64.b64encode(raw_mail(fields)).decode(),
            "envelope_from": row["env_from"],
            "envelope_to": row["env_to"],
            "own_addresses": ["intake@clinic.example"],
            "policy": POLICY,
            "received": RECEIVED,
            **request,
        }
    )


def from_row(identifier: str, headers: Headers, **request: object) -> dict[str, Any]:
    return ask(ROWS[identifier], headers, **request)


LIST_FIELDS = ["List-Help", "List-Owner", "List-Post", "List-Subscribe", "List-Unsubscribe", "List-Archive"]
AUTOMATIC_SUBJECTS = [
    "Out of Office: Re: hello",
    "Automatic reply: hello",
    "Abwesenheitsnotiz: hello",
    "Reponse automatique",
    "Réponse automatique : hello",
    "Respuesta automatica",
    "Respuesta automática: hello",
]
NOT_ANSWERED: list[tuple[str, Headers, str]] = [
    ("V01", [], "own_address"),
    ("V03", [("List-ID", "<x.lists.example>")], "system_sender"),
    ("V05", [("Auto-submitted", "yes")], "automatic"),
    ("V07", [("X-Auto-Response-Suppress", "OOF")], "suppress_header"),
    ("V09", [("From", "news@lists.example")], "system_sender"),
    ("V11", [("To", "all@clinic.example")], "not_addressed_to_us"),
    ("V15", [], "system_sender"),
    ("V17", [], "bad_sender"),
    ("V19", [("X-Mailing-List", "x")], "list"),
    ("V21", [("Precedence", "junk")], "precedence"),
    ("V23", [("Delivered-To", "intake@clinic.example")], "loop"),
    ("V25", [], "system_sender"),
    *(("V27", [(field, "<mailto:list@lists.example>")], "list") for field in LIST_FIELDS),
    ("V29", [("Precedence", "normal"), ("Precedence", "bulk")], "precedence"),
    ("V31", [("Auto-Submitted", "auto-generated")], "automatic"),
    ("V33", [("Precedence", "auto_reply")], "precedence"),
    *(("V35", [("Subject", subject)], "looks_automatic_subject") for subject in AUTOMATIC_SUBJECTS),
    ("V37", [("Content-Type", "multipart/report; report-type=delivery-status")], "delivery_report"),
    ("V54", [("To", "\xfc\xff bytes that are no address")], "not_addressed_to_us"),
]


@pytest.mark.parametrize(("identifier", "headers", "reason"), NOT_ANSWERED)
def test_these_are_not_answered(identifier: str, headers: Headers, reason: str) -> None:
    said = from_row(identifier, headers)
    assert (said["decision"], said["reason"], said["recipient"]) == ("silent", reason, None)


def test_v03_a_list_without_a_tell_tale_sender_is_not_answered_either() -> None:
    said = from_row("V03", [("List-ID", "<x.lists.example>")], envelope_from="client@mail.example")
    assert said["reason"] == "list"


def test_v13_the_null_return_path_is_not_answered() -> None:
    assert from_row("V13", [], envelope_from="")["reason"] == "null_return_path"


def test_what_is_not_answered_is_screened_all_the_same() -> None:
    row = ROWS["V31"]
    said = ask(row, [("Auto-Submitted", "auto-generated"), ("Subject", "I want to kill myself")])
    assert (said["decision"], said["screening"]["level"], said["alarm"]) == (
        "silent",
        "crisis",
        "crisis_unanswered",
    )


ANSWERED: list[tuple[str, Headers, dict[str, Any]]] = [
    (
        "V40",
        [("Auto-submitted", "no"), ("Precedence", "normal"), ("X-Auto-Response-Suppress", "None")],
        {},
    ),
    ("V42", [("To", "Dr.Lee@Clinic.Example")], {"own_addresses": ["dr.lee@clinic.example"]}),
    ("V46", [("Precedence", "other")], {}),
    ("V60", [], {}),
]


@pytest.mark.parametrize(("identifier", "headers", "request_"), ANSWERED)
def test_these_are_answered(identifier: str, headers: Headers, request_: dict[str, Any]) -> None:
    said = from_row(identifier, headers, **request_)
    assert (said["decision"], said["recipient"]) == ("reply", "client@mail.example")
    assert said["headers"]["mail_from"] == ""


@pytest.mark.parametrize("identifier", ["V44", "V50", "V52"])
def test_the_reply_comes_from_the_address_that_was_written_to(identifier: str) -> None:
    own = {"V44": "user@clinic.example"}.get(identifier, "tss@clinic.example")
    headers = [("To", own), *([("From", "other@mail.example")] if identifier == "V50" else [])]
    said = from_row(identifier, headers, own_addresses=["intake@clinic.example", own])
    assert said["recipient"] == "client@mail.example"
    assert (said["headers"]["From"], said["headers"]["mail_from"]) == (own, "")


def test_v56_the_name_is_repeated_to_who_bears_it() -> None:
    said = from_row("V56", [("From", '"Display Name" <stephan@x.example>')])
    assert said["headers"]["To"] == "Display Name <stephan@x.example>"


def test_v58_a_strangers_name_is_not() -> None:
    said = from_row("V58", [("From", "A <a@x.example>"), ("Sender", '"H" <h@x.example>')])
    assert said["headers"]["To"] == "other@x.example"


def test_v62_the_practices_own_subject_is_used() -> None:
    assert from_row("V62", [("Subject", "x")], subject="Tulips")["headers"]["Subject"] == "Tulips"


def test_v64_the_clients_subject_is_never_repeated() -> None:
    said = from_row("V64", [("Subject", "Bloemetjes")])
    assert "Bloemetjes" not in json.dumps(said["headers"]) + said["text"]


def test_v66_a_long_subject_of_the_practice_is_cut() -> None:
    cut = from_row("V66", [], subject="about your message " * 40)["headers"]["Subject"]
    assert (len(cut), cut[-1]) == (150, "…")


def test_v68_references_grow_by_the_message_answered() -> None:
    five = " ".join(f"<r{number}@x.example>" for number in range(5))
    said = from_row("V68", [("References", five), ("Message-ID", "<m1@x>")])
    assert said["headers"]["References"] == f"{five} <m1@x>"


def test_v70_in_reply_to_is_the_message_answered() -> None:
    assert from_row("V70", [("Message-ID", "<m1@x>")])["headers"]["In-Reply-To"] == "<m1@x>"


def test_without_a_message_id_nothing_is_made_up_for_in_reply_to() -> None:
    assert "In-Reply-To" not in from_row("V70", [])["headers"]


def test_v72_a_subject_in_another_script_comes_back_identical() -> None:
    subject = "Автоматический ответ"
    assert (
        str(make_header(decode_header(from_row("V72", [], subject=subject)["headers"]["Subject"]))) == subject
    )


def test_v74_a_name_in_another_script_comes_back_identical() -> None:
    sender = from_row("V74", [], practice="Praxis Müller, Köln")["headers"]["From"]
    assert sender == '"Praxis Müller, Köln" <intake@clinic.example>'


def test_v76_the_envelope_sender_is_null_so_that_no_report_comes_back() -> None:
    """NOTIFY=NEVER is the transport's part: tests/notifications/delivery."""
    said = from_row("V76", [])
    assert (said["headers"]["mail_from"], said["headers"]["Auto-Submitted"]) == ("", "auto-replied")


def told(at: str, **said: object) -> dict[str, Any]:
    return {"at": at, "kind": "auto_reply", **said}


def test_v81_the_next_period_is_answered_again() -> None:
    friday, wednesday = "2026-03-06T20:00:00Z", "2026-03-11T23:00:00Z"
    history = [told(friday)]
    assert from_row("V81", [], history=history)["reason"] == "already_told"
    again = from_row("V81", [], history=history, received=wednesday)
    assert (again["decision"], again["reason"]) == ("reply", "first_in_period")


def test_v83_another_subject_in_the_same_period_is_the_same_response() -> None:
    said = from_row("V83", [("Subject", "something else")], history=[told("2026-03-06T20:00:00Z")])
    assert (said["decision"], said["reason"]) == ("silent", "already_told")


def test_v85_the_period_ends_with_the_stretch_and_not_after_days() -> None:
    week_later = from_row("V85", [], history=[told("2026-02-27T21:00:00Z")])
    assert (week_later["decision"], week_later["reason"]) == ("reply", "first_in_period")


def test_v87_an_address_is_one_person_in_any_case() -> None:
    history = [told("2026-03-06T20:00:00Z", recipient="CLIENT@mail.example")]
    said = from_row("V87", [], envelope_from="client@MAIL.example", history=history)
    assert said["reason"] == "already_told"


def test_v89_the_first_of_a_thousand_is_not_forgotten() -> None:
    others = [told("2026-03-06T20:30:00Z", recipient=f"c{number}@mail.example") for number in range(1000)]
    history = [told("2026-03-06T20:00:00Z", recipient="client@mail.example"), *others]
    said = from_row("V89", [], envelope_from="client@mail.example", history=history)
    assert said["reason"] == "already_told"


def test_v91_without_a_policy_in_force_no_time_is_promised_and_help_is_named() -> None:
    said = from_row("V91", [], policy=None)
    assert (said["decision"], said["reply_by"]) == ("reply", None)
    assert "findahelpline.com" in said["text"]


def test_v93_two_mailboxes_of_ours_do_not_answer_each_other() -> None:
    row = ROWS["V93"]
    first = ask(row, [])
    returned = [(name, value) for name, value in first["headers"].items() if name != "mail_from"]
    second = answer(
        {
            "raw": raw_mail([*returned, ("In-Reply-To", "<wrong@x>")], first["text"]).decode(),
            "envelope_from": "intake@clinic.example",
            "envelope_to": "client@mail.example",
            "own_addresses": ["client@mail.example"],
            "policy": POLICY,
            "received": RECEIVED,
        }
    )
    assert (second["decision"], second["reason"]) == ("silent", "automatic")


def test_every_row_is_held_here() -> None:
    source = Path(__file__).read_text().lower()
    assert [row for row in ROWS if row.lower() not in source.replace("we_differ", "")] == []
    assert WE_DIFFER.keys() <= ROWS.keys()
