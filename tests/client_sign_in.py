"""A client signs in as people do: an address, the code from the mail, typed in the same browser."""

import re
from typing import Any

from django.core import mail
from django.test import Client as Browser
from django.utils.timezone import now

from accounts.models import Client, Clinician
from accounts.services import ask_for_code, sign_in_with_code
from tests.factories import NOW
from tests.sign_in import once_mails_have_left

DAN = "dan@client.example"
SIGN_IN, CODE = "/p/ada-quist/sign-in/", "/p/ada-quist/sign-in/code/"


def ask(browser: Browser, address: str = DAN, page: str = SIGN_IN) -> str:
    """The code that was mailed; blank where none was."""
    before = len(mail.outbox)
    answer = browser.post(page, {"address": address})
    assert answer.headers["Location"] == f"{page}code/"
    once_mails_have_left()
    return mailed_code() if len(mail.outbox) > before else ""


def mailed_code() -> str:
    found = re.search(r"is (\d{8})\n", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def give(browser: Browser, code: str, page: str = CODE) -> Any:
    return browser.post(page, {"code": code})


def another_code(code: str) -> str:
    """A wrong one."""
    return f"{(int(code or 0) + 1) % 10**8:08}"


def let_in(browser: Browser, client: Client, clinician: Clinician) -> Browser:
    """At once, without a mail. The session begins now, as the service's clock has it."""
    asked = ask_for_code(clinician=clinician, client=client, before="", now=NOW)
    signed_in = sign_in_with_code(
        clinician=clinician, browser=asked.browser, code=asked.code, user_agent="", now=NOW
    )
    client.sessions.update(began_at=now(), last_seen_at=now())
    browser.cookies["client"] = f"{clinician.slug}.{clinician.practice_id.hex}.{signed_in.token}"
    return browser
