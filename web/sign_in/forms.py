"""The library's forms in our words. A code opens something once, however long it is good for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms as account
from allauth.mfa import app_settings
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from web.sign_in import mails
from web.sign_in.adapters import AccountAdapter, SecondFactorAdapter

Password = forms.PasswordInput
NOW, NEW = {"autocomplete": "current-password"}, {"autocomplete": "new-password"}
PASSWORD_HINT = _("At least 12 characters. A few words in a row are easy to keep in mind.")


def email_field() -> forms.EmailField:
    return forms.EmailField(label=_("Email"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))


def code_field(label: Any, **attributes: str) -> forms.CharField:  # noqa: ANN401  translated when shown
    attributes = {"autocomplete": "one-time-code", "autocapitalize": "off", **attributes}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=attributes))


def password_field(label: Any, attributes: dict[str, str]) -> forms.CharField:  # noqa: ANN401  likewise
    return forms.CharField(label=label, strip=False, max_length=200, widget=Password(attrs=attributes))


class SignInForm(account.LoginForm):  # type: ignore[misc]  # the library is not typed
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field()
        self.fields["password"] = password_field(_("Password"), NOW)


class ForgottenPasswordForm(account.ResetPasswordForm):  # type: ignore[misc]  # the library is not typed
    email = email_field()

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        """Where nobody signs in with the address, the library does less, and how long it takes would tell."""
        email: str = super().save(request, **kwargs)
        if not self.users:
            mails.send_code(email, AccountAdapter().generate_password_reset_code(), is_known=False)
        return email


class PasswordCodeForm(account.ConfirmPasswordResetCodeForm):  # type: ignore[misc]  # the library is not typed
    code = code_field(_("Code from the mail"))


class ConfirmPasswordForm(account.ReauthenticateForm):  # type: ignore[misc]  # the library is not typed
    password = password_field(_("Password"), NOW)


class _TwiceTheSame:
    fields: dict[str, forms.Field]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("password1", _("New password")), ("password2", _("The same again"))):
            self.fields[name].label, self.fields[name].widget = label, Password(attrs=NEW)
        self.fields["password1"].help_text = PASSWORD_HINT


class NewPasswordForm(_TwiceTheSame, account.ResetPasswordKeyForm):  # type: ignore[misc]  # the library is not typed
    pass


class ChangePasswordForm(_TwiceTheSame, account.ChangePasswordForm):  # type: ignore[misc]  # the library is not typed
    oldpassword = password_field(_("Password until now"), NOW)


class _Once:
    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # of the form that this stands before
        plain = "".join(filter(str.isalnum, code)).lower()
        good_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        if not cache.add(f"sign-in:code-used:{self.user.pk}:{plain}", 1, timeout=good_for):
            raise SecondFactorAdapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(_Once, second_factor.AuthenticateForm):  # type: ignore[misc]  # the library is not typed
    code = code_field(_("Code from your app, or a recovery code"))

    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except forms.ValidationError as error:
            if error.code == "too_many_login_attempts":
                mails.warn_of_guessing(self.user.email)
            raise


class ConfirmSecondFactorForm(_Once, second_factor.ReauthenticateForm):  # type: ignore[misc]  # the library is not typed
    code = code_field(_("Code from your app, or a recovery code"))


class AddAppForm(_Once, totp.ActivateTOTPForm):  # type: ignore[misc]  # the library is not typed
    code = code_field(_("The code that the app shows"), inputmode="numeric")


class CredentialField(forms.JSONField):
    """What a browser never sends, such as a number of thousands of digits, is not given back, either."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:  # noqa: ANN401  JSON
        with _no_stumbling():
            return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ANN401  likewise
        return initial


class _WellShaped:
    """What a browser never sends, the library trips over; it is a mistake like any other."""

    def clean_credential(self) -> Any:  # noqa: ANN401  as the library has it
        with _no_stumbling():
            return super().clean_credential()  # type: ignore[misc]  # of the form that this stands before


class PasskeyForm(_WellShaped, webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # the library is not typed
    credential = CredentialField()


class SecondFactorPasskeyForm(_WellShaped, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # likewise
    credential = CredentialField()


class ConfirmPasskeyForm(_WellShaped, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # likewise
    credential = CredentialField()


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]  # the library is not typed
    credential = CredentialField()
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("So that you know it again, such as “laptop”."),
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without a password"),
        required=False,
        initial=True,
        help_text=_("It then asks for your finger, your face or its PIN."),
    )

    def clean(self) -> dict[str, Any]:
        with _no_stumbling():
            cleaned: dict[str, Any] = super().clean()
        return cleaned


@contextmanager
def _no_stumbling() -> Iterator[None]:
    try:
        yield
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise SecondFactorAdapter().validation_error("incorrect_code") from error
