"""`POST /api/v1/messages/`: what an integration sends, and what it gets back at once."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client as Browser
from pytest_django import Settings

from accounts import data_keys
from accounts.models import AuditEntry, Client, Clinician
from notifications.api import messages
from notifications.models import InboundMessage
from tests import factories

URL = "/api/v1/messages/"


@pytest.fixture
def token(ada: Clinician, dan: Client) -> str:
    factories.publish_policy(clinician=ada)
    return factories.issue_token(practice=ada.practice)


def body(clinician: Clinician, /, **changes: object) -> dict[str, object]:
    said = {
        "clinician": clinician.slug,
        "channel": "sms",
        "from": "+1 212 555 0123",
        "text": "Can we move Thursday?",
    }
    return {key: value for key, value in (said | changes).items() if value is not None}


def post(token: str, content: object, **headers: str) -> Any:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    bearer = {"authorization": f"Bearer {token}", **headers}
    return Browser().post(URL, raw, content_type="application/json", headers=bearer)


def test_the_answer_holds_the_reply_the_time_and_help(ada: Clinician, token: str) -> None:
    response = post(token, body(ada))
    assert response.status_code == 201
    answer = response.json()
    message = InboundMessage.objects.get()
    assert answer["id"] == str(message.pk)
    assert answer["screening"]["level"] == "none"
    assert answer["reply"]["text"] == message.decision.reply_text
    assert answer["reply"]["reply_by"] == answer["reply_by"]
    assert answer["reply"]["policy_version"] == 1
    assert answer["reason"] == "first_in_period"
    assert [resource["dial"] for resource in answer["resources"]][:2] == ["911", "988"]


@pytest.mark.parametrize("withheld", ["anonymous", "88202", "BANK-INFO"])
def test_a_caller_without_a_number_is_stored_and_answered(ada: Clinician, token: str, withheld: str) -> None:
    assert post(token, body(ada, **{"from": withheld})).json()["reply"]
    assert InboundMessage.objects.get().sender == ""


def test_silence_has_its_reason_and_still_help(ada: Clinician, token: str) -> None:
    post(token, body(ada))
    answer = post(token, body(ada, text="And the form?")).json()
    assert (answer["reply"], answer["reason"]) == (None, "already_told")
    assert answer["resources"]


def test_a_repeated_external_id_gets_the_first_answer(ada: Clinician, token: str) -> None:
    first = post(token, body(ada, external_id="42"))
    again = post(token, body(ada, external_id="42"))
    assert (again.status_code, again.json()) == (201, first.json())


def test_a_reused_external_id_is_a_conflict(ada: Clinician, token: str) -> None:
    post(token, body(ada, external_id="42"))
    response = post(token, body(ada, external_id="42", text="Something else"))
    assert (response.status_code, response["Content-Type"]) == (409, "application/problem+json")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"channel": "pigeon"}, "channel"),
        ({"channel": None}, "channel"),
        ({"from": "212 555 0123"}, "from"),
        ({"from": ""}, "from"),
        ({"channel": "email", "from": "not an address"}, "from"),
        ({"from": None}, "from"),
        ({"text": ""}, "text"),
        ({"text": "x" * 100_001}, "text"),
        ({"matter": "gossip"}, "matter"),
        ({"external_id": "x" * 201}, "external_id"),
        ({"colour": "blue"}, "colour"),
        ({"text": ["a"]}, "text"),
        ({"clinician": "../etc"}, "clinician"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place(
    ada: Clinician, token: str, changes: dict[str, object], place: str
) -> None:
    response = post(token, body(ada, **changes))
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [error["place"] for error in response.json()["errors"]] == [place]
    assert not InboundMessage.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 100_000,
        b'{"a": 1e400}',
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b'{"text": "\\ud800"}',
        b'{"text": "a\\u0000b"}',
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b"[]",
        b'"text"',
        b"",
        b'{"from": ' + b"9" * 5000 + b"}",
    ],
)
def test_hostile_json_is_refused(token: str, raw: bytes) -> None:
    response = post(token, raw)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_a_backslash_before_u0000_is_only_text(ada: Clinician, token: str) -> None:
    assert post(token, body(ada, text="the path C:\\u0000")).status_code == 201


@pytest.mark.parametrize("authorization", ["", "Bearer nothing", "Basic abc", "Bearer \xe9"])
def test_without_a_known_token_nothing_is_told(ada: Clinician, authorization: str) -> None:
    response = Browser().post(
        URL, body(ada), content_type="application/json", headers={"authorization": authorization}
    )
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")


def test_another_practices_clinician_is_as_if_not_there(ada: Clinician, cleo: Clinician, token: str) -> None:
    foreign, missing = (post(token, body(ada, clinician=slug)) for slug in (cleo.slug, "nobody"))
    assert (foreign.status_code, foreign.json()) == (404, missing.json())


def test_other_types_are_refused(token: str) -> None:
    bearer = {"authorization": f"Bearer {token}"}
    response = Browser().post(URL, "hello", content_type="text/plain", headers=bearer)
    assert (response.status_code, response["Content-Type"]) == (415, "application/problem+json")


@pytest.mark.parametrize(
    "changed", [{"text": ""}, {"channel": "pigeon"}, {"clinician": "nobody-here"}, {"surprise": 1}], ids=str
)
def test_what_is_not_taken_in_is_answered_with_help_all_the_same(
    ada: Clinician, token: str, changed: dict[str, object]
) -> None:
    """It is somebody's message, whatever is wrong with how it was handed over."""
    response = post(token, body(ada) | changed)
    assert response.status_code in {400, 404}
    assert [each["token"] for each in response.json()["resources"]] == ["local_emergency", "findahelpline"]


def test_what_is_too_large_or_without_a_token_is_answered_with_help_too(ada: Clinician, token: str) -> None:
    for answer in (post(token, body(ada, text="x" * 3_000_000)), post("no token of ours", body(ada))):
        assert answer.status_code in {401, 413}
        assert answer.json()["resources"]


def test_with_the_database_away_there_is_help_and_no_false_promise(
    ada: Clinician, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(messages, "receive", away)
    response = post(token, body(ada))
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert [resource["token"] for resource in response.json()["resources"]] == [
        "local_emergency",
        "findahelpline",
    ]


def test_with_a_clients_key_away_there_is_help_and_nothing_half_stored(
    ada: Clinician, dan: Client, token: str, settings: Settings
) -> None:
    """As the database away: it is there again once whoever runs the service has put the key back."""
    known = body(ada, **{"channel": "email", "from": "dan@client.example", "external_id": "portal-1"})
    ring, settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS, f"new:{'A' * 43}="
    data_keys.forget()
    recorded = AuditEntry.objects.count()
    response = post(token, known)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response["Content-Type"] == "application/problem+json"
    assert "Nothing was stored, because a key" in response.json()["detail"]
    assert response.json()["resources"]
    assert not InboundMessage.objects.exists()
    assert AuditEntry.objects.count() == recorded
    settings.ENCRYPTION_KEYS = ring
    data_keys.forget()
    again = post(token, known)
    assert again.status_code == 201
    assert InboundMessage.objects.get().client == dan


def test_no_log_line_holds_a_word_of_the_message(
    ada: Clinician, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG", logger="root"):
        post(token, body(ada, text="canary-7f3a"))
        post(token, body(ada, text="canary-7f3a", channel="pigeon"))
    assert "canary-7f3a" not in caplog.text
