"""What all views share: the language asked for, what is not there, and who is signed in."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from functools import update_wrapper
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.domain.actors import ClientActor, ClinicianActor, FrontDeskActor, Insider, OwnerActor
from accounts.models import User
from accounts.queries import NotFoundError, Roles
from accounts.wall import inside
from web.sign_in import client_browser, second_factor
from web.sign_in.roles import roles_in

P = ParamSpec("P")
A = TypeVar("A", ClinicianActor, OwnerActor, FrontDeskActor, ClinicianActor | OwnerActor)
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
ActorView = Callable[Concatenate[HttpRequest, A, P], HttpResponse]
ClientView = Callable[Concatenate[HttpRequest, ClientActor, P], HttpResponse]


def page(view: View[P]) -> View[P]:
    """Answers in the language that `?lang=` asks for, and with the 404 page where nothing is to be seen."""

    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if (asked := request.GET.get("lang")) in dict(settings.LANGUAGES):
            translation.activate(str(asked))
        try:
            return view(request, *args, **kwargs)
        except NotFoundError:
            raise Http404 from None

    return update_wrapper(answer, view)


def for_everyone(view: View[P]) -> View[P]:
    """The same whoever asks: `config.edge.forget_who_asks` keeps every cookie from it."""
    view.for_everyone = True  # type: ignore[attr-defined]  # a mark, which decorators around it pass on
    return view


def open_to_other_sites(view: View[P]) -> View[P]:
    """What scripts of any site may read: public facts, the same whoever asks."""

    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link, Policy-Version"
        return response

    return update_wrapper(answer, view)


def for_clinicians(view: ActorView[ClinicianActor, P]) -> View[P]:
    return _behind(lambda roles: roles.clinician, view)


def for_owners(view: ActorView[OwnerActor, P]) -> View[P]:
    return _behind(lambda roles: roles.owner, view)


def for_front_desk(view: ActorView[FrontDeskActor, P]) -> View[P]:
    return _behind(lambda roles: roles.front_desk, view)


def for_insiders(view: ActorView[Insider, P]) -> View[P]:
    """A clinician, or an owner who is none."""
    return _behind(lambda roles: roles.insider, view)


def for_insiders_who_wait(view: ActorView[Insider, P]) -> View[P]:
    """The same without a transaction around it: the view asks somebody else, who may take their time."""
    return _behind(lambda roles: roles.insider, view, around=lambda _: nullcontext())


def for_clinicians_who_wait(view: ActorView[ClinicianActor, P]) -> View[P]:
    """Likewise, where a file is read meanwhile."""
    return _behind(lambda roles: roles.clinician, view, around=lambda _: nullcontext())


def _behind(
    door: Callable[[Roles], A | None],
    view: ActorView[A, P],
    around: Callable[[UUID], AbstractContextManager[None]] = inside,
) -> View[P]:
    """Hands the view its actor once a second factor was shown; the page is private and is kept nowhere."""

    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user, actor = request.user, door(roles_in(request))
        if actor is None or not isinstance(user, User):
            raise PermissionDenied
        elsewhere = second_factor.first_go_elsewhere(request, user)
        with around(actor.practice_id):
            return _kept_nowhere(elsewhere or view(request, actor, *args, **kwargs))

    return login_required(page(update_wrapper(answer, view)))


def for_clients(view: ClientView[P]) -> View[P]:
    """Hands the view its actor where this browser is in a client's session; speaks their language."""
    return _behind_their_session(view, inside)


def for_clients_step_by_step(view: ClientView[P]) -> View[P]:
    """The same without a transaction around it: what was taken in first stays, whatever comes next."""
    return _behind_their_session(view, lambda _: nullcontext())


def _behind_their_session(
    view: ClientView[P], around: Callable[[UUID], AbstractContextManager[None]]
) -> View[P]:

    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        session = client_browser.session_of(request)
        if session is None:
            return _kept_nowhere(client_browser.to_sign_in(request))
        language = session.client.language.partition("-")[0]
        if language in dict(settings.LANGUAGES) and "lang" not in request.GET:
            translation.activate(language)
        with around(session.practice_id):
            return _kept_nowhere(view(request, client_browser.actor_of(session), *args, **kwargs))

    return page(update_wrapper(answer, view))


def posted_from_above(view: View[P]) -> View[P]:
    """For forms that stand on the page above, and are sent back from here where something is to be mended.

    Whoever comes back to this address later finds that page.
    """
    posted = require_POST(view)

    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return redirect("../") if request.method in {"GET", "HEAD"} else posted(request, *args, **kwargs)

    return update_wrapper(answer, view)


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    return response


def for_account_holders(view: View[P]) -> View[P]:
    """For what concerns one's own sign-in, whether or not a second factor was set up yet."""

    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        elsewhere = second_factor.back_to_sign_in(request, user) if isinstance(user, User) else None
        return elsewhere or view(request, *args, **kwargs)

    return login_required(unstored(update_wrapper(answer, view)))


def key(written: str) -> UUID:
    """As a form names a row. Raises NotFoundError."""
    try:
        return UUID(written)
    except ValueError:
        raise NotFoundError from None


def too_often(response: HttpResponse, wait: timedelta) -> HttpResponse:
    """Once too many: after which time to try again is said to programs, too."""
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    response.headers["Retry-After"] = str(int(wait.total_seconds()))
    return response


def unstored(view: View[P]) -> View[P]:
    """A page that no browser and no proxy keeps."""
    return never_cache(page(view))
