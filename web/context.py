"""What every page may need to know of the site."""

from django.conf import settings
from django.http import HttpRequest

from web import demo


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "site_name": settings.SITE_NAME,
        "languages": settings.LANGUAGES,
        "demo": demo if settings.DEMO else None,
    }
