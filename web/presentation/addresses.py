"""Whole addresses, for what is read elsewhere: on paper, in a mail program, on another site."""

from django.conf import settings
from django.urls import reverse


def public_address(slug: str, page: str = "public_page") -> str:
    """Of a clinician's public page, or of another page that has the slug alone in its address."""
    return f"{settings.BASE_URL}{reverse(page, args=[slug])}"
