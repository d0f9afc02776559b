"""Signing in and what concerns one's own sign-in. Names such as mfa_index are the library's."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.decorators.http import require_POST

from web.views import called, sign_in
from web.views.edges import for_account_holders, unstored

open_to_all = [
    path("sign-in/", unstored(account.login), name="account_login"),
    path("sign-in/", unstored(account.login), name="sign_in"),
    path("sign-in/closed/", unstored(account.account_inactive), name="account_inactive"),
    path("sign-in/passkey/", unstored(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/second-factor/", unstored(second_factor.authenticate), name="mfa_authenticate"),
    path("sign-in/forgotten/", unstored(account.password_reset), name="account_reset_password"),
    path(
        "sign-in/forgotten/code/",
        unstored(account.confirm_password_reset_code),
        name="account_confirm_password_reset_code",
    ),
    path(
        "sign-in/forgotten/new/",
        unstored(account.complete_password_reset),
        name="account_complete_password_reset",
    ),
    path(
        "sign-in/forgotten/done/",
        unstored(account.password_reset_from_key_done),
        name="account_password_reset_completed",
    ),
    path("sign-out/", require_POST(account.logout), name="account_logout"),
    path("sign-out/", require_POST(account.logout), name="sign_out"),
]

for_whoever_is_signed_in = [
    path("security/", for_account_holders(second_factor.index), name="mfa_index"),
    path("security/confirm/", for_account_holders(account.reauthenticate), name="account_reauthenticate"),
    path(
        "security/confirm/code/", for_account_holders(second_factor.reauthenticate), name="mfa_reauthenticate"
    ),
    path(
        "security/confirm/passkey/",
        for_account_holders(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("security/password/", for_account_holders(account.password_change), name="account_change_password"),
    path("security/app/", for_account_holders(sign_in.AddApp.as_view()), name="mfa_activate_totp"),
    path("security/app/remove/", for_account_holders(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("security/passkeys/", for_account_holders(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path(
        "security/passkeys/add/", for_account_holders(sign_in.AddPasskey.as_view()), name="mfa_add_webauthn"
    ),
    path(
        "security/passkeys/<int:pk>/remove/",
        for_account_holders(sign_in.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(
        "security/recovery-codes/",
        for_account_holders(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "security/recovery-codes/new/",
        for_account_holders(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("security/called/", called.called, name="called"),
    path("security/called/test/", called.try_out, name="called_test"),
    path("security/called/take-away/", called.take_away, name="called_take_away"),
    path("security/sessions/", for_account_holders(sign_in.sessions), name="sessions"),
]

urlpatterns = open_to_all + for_whoever_is_signed_in
