"""What we decide otherwise than django-allauth: its words, its mails, whom it counts, what it may remove."""

import time
from ipaddress import ip_address
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.domain.internet_address import as_itself
from accounts.models import User
from accounts.seeds import opened_seed, sealed_seed
from web.sign_in import known_browser, mails, on_record, second_factor
from web.sign_in.first_page import first_page

WRONG_CODE = _("This code is not right, or it was used before. Wait for the next one and try again.")
TOO_MANY = _("That was tried too often. Please wait five minutes, then try again.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library is not typed
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "This email and password do not belong together. Check both and try again."
        ),
        "enter_current_password": _("This is not your password. Check it and try again."),
        "incorrect_password": _("This is not your password. Check it and try again."),
        "incorrect_code": WRONG_CODE,
        "rate_limited": TOO_MANY,
        "too_many_login_attempts": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a practice makes the accounts of its own people."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Whoever has just signed in is not asked again."""
        records = get_authentication_records(self.request, self.request.user)
        latest: float = max((record["at"] for record in records), default=0)
        return latest < time.time() - float(app_settings.REAUTHENTICATION_TIMEOUT)

    def reauthenticate(self, user: User, password: str) -> bool:
        return bool(self.authenticate(self.request, email=user.email, password=password) == user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        known_browser.remember(response, user.email)
        on_record.signed_in(user)
        return response

    def logout(self, request: HttpRequest) -> None:
        on_record.signed_out(request.user)
        super().logout(request)

    def get_client_ip(self, request: HttpRequest) -> str:
        """As tries are counted: all of IPv4, as a socket for both kinds names it, would be one place."""
        return str(as_itself(ip_address(super().get_client_ip(request))))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: object) -> str:
        email = str(credentials.get("email", "")).lower()
        return known_browser.mark_of(request, email) or f"anywhere:{email}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mails.send_code(email, context["code"], is_known=True)

    def send_notification_mail(
        self, template_prefix: str, user: User, *args: object, **kwargs: object
    ) -> None:
        mails.tell_of_change(user.email, template_prefix)

    def add_message(self, request: HttpRequest, level: int, *args: object, **kwargs: object) -> None:
        """Mistakes are shown; that something went well, the next page shows by itself."""
        if level >= messages.ERROR:
            super().add_message(request, level, *args, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return first_page(request.user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/security/"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library is not typed
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": _(
            "This is your only second factor. Add another one first, then remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return sealed_seed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return opened_seed(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return settings.DEMO or not second_factor.is_last(authenticator)

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002  as the library has it
        known = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey {number}").format(number=known + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_NAME}
