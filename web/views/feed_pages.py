"""Addresses for calendar apps: made, changed, turned and taken away, by whoever they are for.

The answer to a post that makes an address shows it, this once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.domain.actors import ClientActor, ClinicianActor
from accounts.queries import signed_in_clinician
from scheduler import services
from scheduler.domain.errors import TooManyFeedsError
from scheduler.queries import own_feed, own_feeds
from web.feed_forms import ChangeFeedForm, ChangeYourFeedForm, MakeFeedForm, MakeYourFeedForm
from web.presentation.feed_list import NewAddress, Subscription
from web.presentation.reader import reader_of
from web.views.edges import for_clients, for_clinicians, posted_from_above
from web.views.messages import UNPROCESSABLE
from web.views.your_page import reader_and_place, your_page

Shown = Callable[[HttpRequest, Any, str, dict[str, object], int | None], HttpResponse]


@dataclass(frozen=True, slots=True)
class _Pages:
    """What differs between the pages of clinicians and those of clients."""

    page: str  # the name of its address
    template: str
    making: type[forms.Form]
    changing: type[forms.Form]
    shown: Shown
    subscriptions: Callable[[HttpRequest, Any], list[Subscription]]


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def feeds(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    return _all(request, actor, _CLINICIANS)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def feed(request: HttpRequest, actor: ClinicianActor, feed_id: UUID) -> HttpResponse:
    return _one(request, actor, feed_id, _CLINICIANS)


@posted_from_above
@for_clinicians
def rotate(request: HttpRequest, actor: ClinicianActor, feed_id: UUID) -> HttpResponse:
    return _rotate(request, actor, feed_id, _CLINICIANS)


@posted_from_above
@for_clinicians
def revoke(request: HttpRequest, actor: ClinicianActor, feed_id: UUID) -> HttpResponse:
    return _revoke(actor, feed_id, _CLINICIANS)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def your_calendar(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    return _all(request, actor, _CLIENTS)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def your_feed(request: HttpRequest, actor: ClientActor, feed_id: UUID) -> HttpResponse:
    return _one(request, actor, feed_id, _CLIENTS)


@posted_from_above
@for_clients
def rotate_yours(request: HttpRequest, actor: ClientActor, feed_id: UUID) -> HttpResponse:
    return _rotate(request, actor, feed_id, _CLIENTS)


@posted_from_above
@for_clients
def revoke_yours(request: HttpRequest, actor: ClientActor, feed_id: UUID) -> HttpResponse:
    return _revoke(actor, feed_id, _CLIENTS)


def _all(request: HttpRequest, actor: Any, pages: _Pages) -> HttpResponse:  # noqa: ANN401  of either kind
    form = pages.making(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            said = {"kind": "client"} | form.cleaned_data
            _, secret = services.make_feed(actor=actor, now=datetime.now(UTC), **said)
        except TooManyFeedsError:
            form.say_that_there_are_too_many()  # type: ignore[attr-defined]  # both have it
        else:
            return _list(request, actor, pages, pages.making(), secret=secret)
    return _list(request, actor, pages, form, status=UNPROCESSABLE if form.is_bound else None)


def _list(
    request: HttpRequest,
    actor: Any,  # noqa: ANN401  of either kind
    pages: _Pages,
    form: forms.Form,
    *,
    secret: str = "",
    status: int | None = None,
) -> HttpResponse:
    context: dict[str, object] = {
        "form": form,
        "feeds": pages.subscriptions(request, actor),
        "made": NewAddress(secret) if secret else None,
    }
    return pages.shown(request, actor, f"{pages.template}/feeds.html", context, status)


def _one(request: HttpRequest, actor: Any, feed_id: UUID, pages: _Pages) -> HttpResponse:  # noqa: ANN401  likewise
    row = own_feed(actor, feed_id)
    names = ("label", "shows_names", "shows_cancelled")
    initial = {name: getattr(row, name) for name in names}
    form = pages.changing(request.POST if request.method == "POST" else None, initial=initial)
    if row.kind == "busy":
        del form.fields["shows_names"], form.fields["shows_cancelled"]
    if form.is_bound and form.is_valid():
        said = {"shows_names": False, "shows_cancelled": False} | form.cleaned_data
        services.change_feed(actor=actor, feed_id=feed_id, now=datetime.now(UTC), **said)
        return redirect(pages.page)
    context: dict[str, object] = {"form": form, "feed": row}
    status = UNPROCESSABLE if form.is_bound else None
    return pages.shown(request, actor, f"{pages.template}/feed.html", context, status)


def _rotate(request: HttpRequest, actor: Any, feed_id: UUID, pages: _Pages) -> HttpResponse:  # noqa: ANN401  likewise
    secret = services.rotate_feed(actor=actor, feed_id=feed_id, now=datetime.now(UTC))
    return _list(request, actor, pages, pages.making(), secret=secret)


def _revoke(actor: Any, feed_id: UUID, pages: _Pages) -> HttpResponse:  # noqa: ANN401  likewise
    services.revoke_feed(actor=actor, feed_id=feed_id, now=datetime.now(UTC))
    return redirect(pages.page)


def _to_clinicians(
    request: HttpRequest, actor: object, template: str, context: dict[str, object], status: int | None
) -> HttpResponse:
    return render(request, template, context, status=status)


def _to_clients(
    request: HttpRequest, actor: ClientActor, template: str, context: dict[str, object], status: int | None
) -> HttpResponse:
    return your_page(request, actor, template, context, status=status)


def _of_clinician(request: HttpRequest, actor: ClinicianActor) -> list[Subscription]:
    reader, place = reader_of(request), signed_in_clinician(actor).time_zone
    return [Subscription(row, reader, place) for row in own_feeds(actor)]


def _of_client(request: HttpRequest, actor: ClientActor) -> list[Subscription]:
    reader, place = reader_and_place(actor)
    return [Subscription(row, reader, place) for row in own_feeds(actor)]


_CLINICIANS = _Pages("feeds", "calendars", MakeFeedForm, ChangeFeedForm, _to_clinicians, _of_clinician)
_CLIENTS = _Pages("your_calendar", "you", MakeYourFeedForm, ChangeYourFeedForm, _to_clients, _of_client)
