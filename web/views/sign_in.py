"""The library's views where ours differ: what a new second factor means, and the list of sessions."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from web.presentation.sessions import shown
from web.sign_in import second_factor
from web.sign_in.adapters import SecondFactorAdapter

MOST_DIGITS = 19  # of a row's number


class AddApp(ActivateTOTPView):  # type: ignore[misc]  # the library is not typed
    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401  as the library has it
        response: HttpResponse = super().form_valid(form)
        second_factor.added(self.request, self.request.user, Authenticator.Type.TOTP)
        return response


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # the library is not typed
    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401  as the library has it
        response: HttpResponse = super().form_valid(form)
        second_factor.added(self.request, self.request.user, Authenticator.Type.WEBAUTHN)
        return response


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # the library is not typed
    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"removable": self._removable()}

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401  as the library has it
        removable = self._removable()
        response: HttpResponse = super().form_valid(form) if removable else self.get(self.request)
        return response

    def _removable(self) -> bool:
        return SecondFactorAdapter().can_delete_authenticator(self.object)


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; a post ends one of these sessions or, where it names none, all the others."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  the route lets nobody else in
    if request.method != "POST":
        return render(request, "security/sessions.html", {"sign_ins": shown(request, user)})
    if chosen := request.POST.get("session", ""):
        key = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < MOST_DIGITS else 0
        get_object_or_404(UserSession, user=user, pk=key).end()
    else:
        second_factor.end_other_sessions(request, user)
    return redirect("sessions")
