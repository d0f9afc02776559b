"""What all views share: the language asked for, what is not there, and who is signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.cache import never_cache

from accounts.domain.actors import ClinicianActor
from accounts.models import User
from accounts.queries import NotFoundError, clinician_for_user

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def page(view: View[P]) -> View[P]:
    """Answers in the language that `?lang=` asks for, and with the 404 page where nothing is to be seen."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if (asked := request.GET.get("lang")) in dict(settings.LANGUAGES):
            translation.activate(str(asked))
        try:
            return view(request, *args, **kwargs)
        except NotFoundError:
            raise Http404 from None

    return answer


def for_clinicians(view: Callable[Concatenate[HttpRequest, ClinicianActor, P], HttpResponse]) -> View[P]:
    """Hands the view its actor; the page is private and is kept nowhere."""

    @login_required
    @never_cache
    @page
    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = clinician_for_user(request.user) if isinstance(request.user, User) else None
        if actor is None:
            raise PermissionDenied
        response = view(request, actor, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    return answer
