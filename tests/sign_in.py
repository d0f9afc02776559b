"""Second factors as a phone computes them, and people who have one."""

import hmac
import struct
import threading
import time
from base64 import b32decode
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client as Browser
from pytest_django import Settings

from accounts.models import Clinician, User
from tests.factories import PASSWORD

ADA = {"login": "ada@inbox.example", "password": PASSWORD}
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def out_of_the_demo(settings: Settings) -> None:
    """A second factor is asked for, and tries are counted from none."""
    settings.DEMO = False
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def six_digits(seed: str = SEED, *, steps_later: int = 0) -> str:
    """RFC 6238, written down apart from the library."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps_later)
    digest = hmac.digest(b32decode(seed), counter, "sha1")
    at = digest[-1] & 15
    number: int = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def user_of(clinician: Clinician) -> User:
    assert clinician.user is not None
    return clinician.user


def give_app(clinician: Clinician, seed: str = SEED) -> list[str]:
    """The recovery codes that come with it."""
    TOTP.activate(user_of(clinician), seed)
    codes: list[str] = RecoveryCodes.activate(user_of(clinician)).get_unused_codes()
    return codes


def has_app(clinician: Clinician) -> bool:
    return bool(Authenticator.objects.filter(user=user_of(clinician), type="totp").exists())


def once_mails_have_left() -> None:
    for thread in threading.enumerate():
        if thread.name == "sign-in-mail":
            thread.join()


def show_password(browser: Browser, **changed: str) -> Any:
    return browser.post("/sign-in/", ADA | changed)


def show_code(browser: Browser, code: str) -> Any:
    return browser.post("/sign-in/second-factor/", {"code": code})
