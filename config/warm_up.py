"""What the first to ask would otherwise wait for, who may be in danger: seconds, on a busy machine."""

import logging

from django.template.loader import render_to_string
from django.urls import get_resolver

from notifications.domain.incoming import Incoming, Source
from notifications.domain.listening import listen

logger = logging.getLogger(__name__)


def warm_up() -> None:
    """Every view, the words that are listened for, and the page without a database."""
    get_resolver().url_patterns  # noqa: B018  read once, it is kept
    listen(Incoming(clinician="", source=Source.API, channel="", sender="", text="warm"), language=None)
    try:
        render_to_string("500.html")
    except ValueError:  # its style sheet is not collected yet, which keeps nobody from starting
        logger.warning("no page could be made yet: collect the static files")
