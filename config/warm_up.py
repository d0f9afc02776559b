"""What the first to ask would otherwise wait for, who may be in danger: seconds, on a busy machine."""

from django.template.loader import render_to_string
from django.urls import get_resolver

from notifications.domain.incoming import Incoming, Source
from notifications.domain.listening import listen


def warm_up() -> None:
    """Every view, the words that are listened for, and the page without a database."""
    get_resolver().url_patterns  # noqa: B018  read once, it is kept
    listen(Incoming(clinician="", source=Source.API, channel="", sender="", text="warm"), language=None)
    render_to_string("500.html")
