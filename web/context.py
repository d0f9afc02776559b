"""What every page may need to know of the site."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import now  # noqa: TID251  an edge reads the clock

from notifications.services.lane import lane
from web import demo
from web.presentation.person import person
from web.presentation.reader import reader_of
from web.sign_in.roles import roles_in


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "site_name": settings.SITE_NAME,
        "languages": settings.LANGUAGES,
        "demo": demo if settings.DEMO else None,
        "lane": SimpleLazyObject(lambda: lane(now=now())),
        "person": SimpleLazyObject(
            lambda: person(request.user, roles_in(request), reader_of(request), now=now())
        ),
    }
