"""The front door: what this is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from web.views.edges import page


@require_safe
@page
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html")
