"""A client signs in: an address, a code by mail, typed in the same browser.

Nothing here tells who is a client: an unknown address is counted, answered and waited for like a known one.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.actors import Visitor
from accounts.models import Clinician
from accounts.queries import client_of_practice_at, clinician
from accounts.services import ask_for_code, end_client_session, sign_in_with_code
from accounts.services.client_sign_in import NoCodeError, SignedIn, WrongCodeError
from accounts.wall import inside
from policies.queries import in_force
from web import asked_often
from web.forms import CodeForm, SignInForm
from web.presentation.public_page import help_of
from web.sign_in import asking, client_browser, mails
from web.views.edges import too_often, unstored

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@unstored
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    addressed = clinician(Visitor(), slug)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _mail_code(request, addressed, form)
    return _page(request, addressed, "client_sign_in.html", form)


def _mail_code(request: HttpRequest, addressed: Clinician, form: SignInForm) -> HttpResponse:
    address = form.cleaned_data["address"]
    with inside(addressed.practice_id):
        client = client_of_practice_at(addressed, "email", address)
    if not asking.may_ask(request, addressed, address, client):
        form.add_error(None, asked_often.words(asking.WAIT))
        return too_often(_page(request, addressed, "client_sign_in.html", form), asking.WAIT)
    before = client_browser.waits_with(request)
    with inside(addressed.practice_id):
        asked = ask_for_code(clinician=addressed, client=client, before=before, now=datetime.now(UTC))
    language = (client.language if client else "") or get_language() or "en"
    mails.send_client_code(address, asked.code, language=language, is_known=client is not None)
    if settings.DEMO and client:
        messages.info(request, _("This is the demo: your code is {code}").format(code=asked.code))
    response = redirect("client_code", addressed.slug)
    client_browser.wait_with(response, asked.browser)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@unstored
def code(request: HttpRequest, slug: str) -> HttpResponse:
    """To look at it spends nothing."""
    addressed = clinician(Visitor(), slug)
    form = CodeForm(request.POST if request.method == "POST" else None)
    with inside(addressed.practice_id):
        signed_in = _try(request, addressed, form) if form.is_valid() else None
    if signed_in is None:
        return _page(request, addressed, "client_code.html", form)
    _end_session(request)  # whoever was signed in here before
    rotate_token(request)
    response = redirect("your_messages")
    client_browser.sign_in(response, addressed, signed_in)
    return response


def _try(request: HttpRequest, addressed: Clinician, form: CodeForm) -> SignedIn | None:
    """None where the form now says what is wrong. A try is counted, so nothing may be raised here."""
    try:
        return sign_in_with_code(
            clinician=addressed,
            browser=client_browser.waits_with(request),
            code=form.cleaned_data["code"],
            user_agent=request.headers.get("User-Agent", ""),
            now=datetime.now(UTC),
        )
    except WrongCodeError:
        form.add_error("code", _("This is not the code that was mailed last. Check it and try again."))
    except NoCodeError:
        form.add_error(None, _("There is no code to wait for any more. Please ask for another one."))
    return None


def _end_session(request: HttpRequest) -> None:
    if session := client_browser.session_of(request):
        actor = client_browser.actor_of(session)
        with inside(actor.practice_id):
            end_client_session(actor=actor, session_id=session.pk, now=datetime.now(UTC))


def _page(
    request: HttpRequest, addressed: Clinician, template: str, form: SignInForm | CodeForm
) -> HttpResponse:
    now = datetime.now(UTC)
    with inside(addressed.practice_id):
        policy = in_force(addressed, now).policy.policy
    context = {"clinician": addressed, "form": form, "help": help_of(addressed, now, policy)}
    return render(request, template, context, status=UNPROCESSABLE if form.is_bound else None)


@require_POST
@unstored
def sign_out(request: HttpRequest) -> HttpResponse:
    response = client_browser.to_sign_in(request)
    _end_session(request)
    client_browser.sign_out(response)
    return response


@require_safe
@unstored
def signed_out(request: HttpRequest) -> HttpResponse:
    """Where nobody knows whose client it may be."""
    return render(request, "you/signed_out.html")
