"""The few mails about a sign-in. They leave in the background: how long an answer takes tells nothing."""

import logging
from smtplib import SMTPException
from threading import Thread

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)

CHANGES: dict[str, Promise] = {  # by the name of the library's own mail
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_reset": _("Your password was set anew with a code that we mailed to you."),
    "account/email/password_set": _("A password was set."),
    "mfa/email/totp_activated": _("An authenticator app was added."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed."),
    "mfa/email/webauthn_added": _("A passkey was added."),
    "mfa/email/webauthn_removed": _("A passkey was removed."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made; the old ones are void."),
}


PASSWORD_CODE = (_("Your code for a new password"), "mails/password_code.txt")
CLIENT_CODE = (_("Your code"), "mails/client_code.txt")


def send_code(email: str, code: str, *, is_known: bool) -> None:
    """For a new password."""
    _send_code(PASSWORD_CODE, email, code, get_language() or "en", is_known)


def send_client_code(email: str, code: str, *, language: str, is_known: bool) -> None:
    _send_code(CLIENT_CODE, email, code, language, is_known)


def _send_code(*words: object) -> None:
    """To an address that is not known nothing is sent; the work is the same, for its time would tell."""
    Thread(target=_deliver_code, args=words, name="sign-in-mail").start()


def _deliver_code(kind: tuple[Promise, str], email: str, code: str, language: str, is_known: bool) -> None:  # noqa: FBT001  a thread's arguments have no names
    subject, template = kind
    with override(language):
        mail = _mail(email, f"{subject}", render_to_string(template, {"code": code}))
    mail.message().as_bytes()
    if is_known:
        _deliver(mail)


def welcome(email: str) -> None:
    """To somebody who was let in. Nothing in it opens anything: they ask for a code themselves."""
    text = render_to_string("mails/welcome.txt", {"address": f"{settings.BASE_URL}/sign-in/forgotten/"})
    _send(email, _("You can sign in now"), text)


def tell_of_change(email: str, mail: str) -> None:
    if mail in CHANGES:
        text = render_to_string("mails/sign_in_changed.txt", {"change": CHANGES[mail]})
        _send(email, _("Your sign-in has changed"), text)


def warn_of_guessing(email: str) -> None:
    """Once a day at most: who guesses at codes has the password."""
    if cache.add(f"sign-in:warned:{email}", 1, timeout=24 * 60 * 60):
        _send(email, _("Somebody may know your password"), render_to_string("mails/guessing.txt"))


def _send(email: str, subject: str | Promise, text: str) -> None:
    Thread(target=_deliver, args=(_mail(email, f"{subject}", text),), name="sign-in-mail").start()


def _mail(email: str, subject: str, text: str) -> EmailMessage:
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [email], headers=headers)


def _deliver(mail: EmailMessage) -> None:
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        log.error("a mail about a sign-in could not be sent: %s", type(error).__name__)  # noqa: TRY400  a traceback would tell the address
