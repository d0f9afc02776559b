"""The front door: what this is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from web import demo
from web.views.edges import page


@require_safe
@page
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"demo_slug": demo.SLUG if settings.DEMO else ""})
