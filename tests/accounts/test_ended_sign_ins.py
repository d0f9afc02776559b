"""Sessions lie sealed, and nothing of a sign-in is kept for long after its end."""

import zlib
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from threading import Event

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.utils.timezone import now
from pytest_django import Settings

from accounts.data_keys import ring
from accounts.domain.key_ring import Purpose
from accounts.models import Client, ClientSession, Clinician, SignInCode
from accounts.services import ask_for_code, forget_ended_sign_ins
from accounts.sessions import SessionStore
from config.celery import app
from notifications.management.commands import dispatch
from tests import factories
from tests.client_sign_in import let_in
from tests.sign_in import out_of_the_demo, show_password

TYPED = "dan@client.example"


def readings(kept: str) -> Iterator[bytes]:
    """What can be made of it without a key: as it is, as base64, and that inflated."""
    for part in (kept, *kept.replace(":", ".").split(".")):
        yield part.encode()
        with suppress(ValueError):
            yield (raw := urlsafe_b64decode(part + "=" * (-len(part) % 4)))
            with suppress(zlib.error):
                yield zlib.decompress(raw)


def found(kept: str) -> bool:
    return any(TYPED.encode() in each for each in readings(kept))


def test_what_was_typed_while_signing_in_cannot_be_read(
    client: Browser, ada: Clinician, settings: Settings
) -> None:
    out_of_the_demo(settings)
    client.post("/sign-in/forgotten/", {"email": TYPED})
    assert TYPED in str(dict(client.session))
    assert not found(Session.objects.get().session_data)
    assert found(db.SessionStore().encode({"email": TYPED}))  # as the library keeps it


@pytest.mark.parametrize(
    "kept", ["", "x", "x:y", "test:", "test:AAAA", "t\N{LATIN SMALL LETTER E WITH ACUTE}:x"]
)
def test_what_does_not_open_is_no_session(kept: str) -> None:
    assert SessionStore().decode(kept) == {}
    assert SessionStore().decode(db.SessionStore().encode({"who": "ada"})) == {}


def test_a_session_opens_under_an_earlier_key_and_as_nothing_else(settings: Settings) -> None:
    kept = SessionStore().encode({"who": "ada"})
    settings.ENCRYPTION_KEYS = f"new:{'A' * 43}=,{settings.ENCRYPTION_KEYS}"
    assert SessionStore().decode(kept) == {"who": "ada"}
    wrapped = ring().wrap(db.SessionStore().encode({"who": "ada"}).encode(), Purpose.SECOND_FACTOR)
    assert SessionStore().decode(f"{wrapped.ring_key}:{b64encode(wrapped.content).decode()}") == {}


def test_what_is_over_is_forgotten_and_what_lasts_is_not(
    client: Browser, ada: Clinician, dan: Client, settings: Settings
) -> None:
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 15, 12
    factories.publish_policy(clinician=ada)
    show_password(client)
    let_in(Browser(), dan, ada)
    ask_for_code(clinician=ada, client=dan, before="", now=now())
    tables = (Session, UserSession, ClientSession, SignInCode)
    forget_ended_sign_ins(now=now())
    assert [each.objects.count() for each in tables] == [1, 1, 1, 1]
    assert client.get("/inbox/").status_code == 200
    forget_ended_sign_ins(now=now() + timedelta(minutes=16))
    assert [each.objects.count() for each in tables] == [1, 1, 0, 0]
    forget_ended_sign_ins(now=now() + timedelta(hours=13))
    assert [each.objects.count() for each in tables] == [0, 0, 0, 0]
    assert client.get("/inbox/").status_code == 302


def test_a_clients_session_ends_whole_after_its_hours(
    ada: Clinician, dan: Client, settings: Settings
) -> None:
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 15, 12
    let_in(Browser(), dan, ada)
    later = now() + timedelta(hours=13)
    ClientSession.objects.update(last_seen_at=later)
    forget_ended_sign_ins(now=later)
    assert not ClientSession.objects.exists()


def test_whoever_dispatches_sees_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, done = Event(), list[str]()
    monkeypatch.setattr(dispatch, "forget_ended_sign_ins", lambda **_: done.append("sign-ins"))

    def sweep(**_: object) -> int:
        done.append("sweep")
        if len(done) > 3:
            stop.set()
        return 1

    monkeypatch.setattr(dispatch, "sweep", sweep)
    dispatch.dispatch(stop, lease=timedelta(seconds=1))
    assert done == ["sweep", "sign-ins", "sweep", "sweep"]


def test_beat_names_tasks_that_are_there() -> None:
    app.loader.import_default_modules()
    assert {each["task"] for each in app.conf.beat_schedule.values()} <= app.tasks.keys()
    assert "accounts.forget_ended_sign_ins" in str(app.conf.beat_schedule)
