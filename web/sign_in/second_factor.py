"""Whether whoever is signed in has shown a second factor, and where to go where one is still owed."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User
from web.sign_in.first_page import first_page

PRIMARY = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes only stand in for these


def first_go_elsewhere(request: HttpRequest, user: User) -> HttpResponse | None:
    """Before any client's word is shown: to the set-up, or back to the sign-in. The demo asks for nothing."""
    if settings.DEMO or _was_shown(request, user):
        return None
    return back_to_sign_in(request, user) or redirect("mfa_index")


def back_to_sign_in(request: HttpRequest, user: User) -> HttpResponse | None:
    """Where the account has a second factor that this session has never shown."""
    if _was_shown(request, user) or not is_mfa_enabled(user, PRIMARY):
        return None
    logout(request)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else first_page(user))


def added(request: HttpRequest, user: User, kind: Authenticator.Type) -> None:
    """To add one is to show it. Sessions that never saw it end."""
    record_authentication(request, user, "mfa", type=kind)
    end_other_sessions(request, user)


def end_other_sessions(request: HttpRequest, user: User) -> None:
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()


def is_last(authenticator: Authenticator) -> bool:
    others = Authenticator.objects.filter(user=authenticator.user, type__in=PRIMARY)
    return not others.exclude(pk=authenticator.pk).exists()


def _was_shown(request: HttpRequest, user: User) -> bool:
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))
