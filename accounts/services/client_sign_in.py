"""A client signs in with a mailed code. Who is a client is a secret: a code is made for anybody who asks.

Each is bound to the browser that asked: what that browser was given is half of what the code is kept under.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.domain.actors import ClientActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.domain.clocks import APART
from accounts.models import Client, ClientSession, Clinician, SignInCode
from accounts.queries import hash_token, sessions_of, still_there
from accounts.services.audit import record

DIGITS = 8
GOOD_FOR = timedelta(minutes=10)
TRIES = 3


class WrongCodeError(ValueError):
    """Not the code; it may be tried again."""


class NoCodeError(LookupError):
    """This browser waits for no code: none was asked for, or it was used, tried too often or is too old."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser is given, and what is mailed."""

    browser: str
    code: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str
    client: Client


@transaction.atomic
def ask_for_code(*, clinician: Clinician, client: Client | None, before: str, now: datetime) -> Asked:
    """`before`: what this browser was given when it asked before, if it did; that code is void now.

    Who is erased at this moment is a stranger; to look for a stranger takes as long.
    """
    SignInCode.objects.filter(expires_at__lte=now).delete()
    SignInCode.objects.filter(browser_hash=hash_token(before)).delete()
    browser, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    SignInCode.objects.create(
        practice_id=clinician.practice_id,
        client=still_there(client or Client()),
        browser_hash=hash_token(browser),
        code_hash=_hash(browser, code),
        expires_at=now + GOOD_FOR,
    )
    return Asked(browser, code)


def sign_in_with_code(
    *, clinician: Clinician, browser: str, code: str, user_agent: str, now: datetime
) -> SignedIn:
    """Raises WrongCodeError, NoCodeError."""
    with transaction.atomic():  # a wrong code is counted, so that is not undone
        waiting = _begin_try(clinician, browser, now)
        right = hmac.compare_digest(bytes(waiting.code_hash), _hash(browser, code))
        if right and waiting.client and (client := still_there(waiting.client)):
            waiting.delete()
            return _begin_session(client, user_agent, now)
    raise NoCodeError if waiting.tries >= TRIES else WrongCodeError


def _begin_try(clinician: Clinician, browser: str, now: datetime) -> SignInCode:
    """Tries at one code wait for one another, so none goes uncounted."""
    codes = SignInCode.objects.select_for_update().filter(
        practice_id=clinician.practice_id, browser_hash=hash_token(browser)
    )
    soon = now + GOOD_FOR + APART  # later: the clock has gone back since
    waiting = codes.filter(tries__lt=TRIES, expires_at__gt=now, expires_at__lte=soon).first()
    if waiting is None:
        raise NoCodeError
    waiting.tries += 1
    waiting.save(update_fields=["tries"])
    return waiting


def _begin_session(client: Client, user_agent: str, now: datetime) -> SignedIn:
    token = secrets.token_urlsafe(32)
    ClientSession.objects.create(
        practice_id=client.practice_id,
        client=client,
        token_hash=hash_token(token),
        user_agent=user_agent[:200],
        began_at=now,
        last_seen_at=now,
    )
    actor = ClientActor(practice_id=client.practice_id, client_id=client.pk)
    record(actor, Verb.SIGNED_IN, _self(actor), now=now)
    return SignedIn(token, client)


def _hash(browser: str, code: str) -> bytes:
    return hmac.digest(browser.encode(), code.encode(), "sha256")


# --- sessions


def note_client_seen(session: ClientSession, *, now: datetime) -> None:
    ClientSession.objects.filter(pk=session.pk).update(last_seen_at=now)


@transaction.atomic
def end_client_session(*, actor: ClientActor, session_id: UUID, now: datetime) -> bool:
    """False where the client has no such session."""
    ended, _ = sessions_of(actor).filter(pk=session_id).delete()
    if ended:
        record(actor, Verb.SIGNED_OUT, _self(actor), now=now)
    return bool(ended)


@transaction.atomic
def end_client_sessions(*, actor: ClientActor, but: UUID | None = None, now: datetime) -> None:
    """All of them, or all but one; codes that are on their way are void as well."""
    SignInCode.objects.filter(client_id=actor.client_id).delete()
    sessions = sessions_of(actor)
    if (sessions.exclude(pk=but) if but else sessions).delete()[0]:
        record(actor, Verb.SIGNED_OUT, _self(actor), now=now)


def _self(actor: ClientActor) -> Thing:
    return Thing(Kind.CLIENT, actor.client_id, actor.practice_id, actor.client_id)
