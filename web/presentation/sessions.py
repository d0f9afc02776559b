"""Where somebody is signed in, as a person would say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import ClientSession, User
from web.presentation.person import place_of
from web.presentation.reader import Reader, reader_of
from web.sign_in.roles import roles_in

BROWSERS = (
    "Edg",
    "OPR",
    "Firefox",
    "Chrome",
    "Safari",
)  # in this order: each claims to be later ones
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Mac OS X", "Linux")
NAMES = {"Edg": "Edge", "OPR": "Opera", "Mac OS X": "macOS"}


@dataclass(frozen=True, slots=True)
class SignIn:
    row: Any  # as the library has it, or as `accounts.queries` gives it
    browser: str
    seen: str
    is_this: bool


def shown(request: HttpRequest, user: User) -> list[SignIn]:
    """Of somebody who works here, the latest first."""
    rows = sorted(UserSession.objects.purge_and_list(user), key=lambda row: row.last_seen_at, reverse=True)
    this, reader, place = request.session.session_key, reader_of(request), place_of(user, roles_in(request))
    return [
        SignIn(
            row,
            browser_of(row.user_agent),
            f"{row.ip} · {_seen(row.last_seen_at, reader, place)}",
            row.session_key == this,
        )
        for row in rows
    ]


def shown_to_client(
    rows: Iterable[ClientSession], this: ClientSession | None, reader: Reader, place: str
) -> list[SignIn]:
    """As they come."""
    return [
        SignIn(
            row,
            browser_of(row.user_agent),
            _seen(row.last_seen_at, reader, place),
            this is not None and row.pk == this.pk,
        )
        for row in rows
    ]


def _seen(at: datetime, reader: Reader, place: str) -> str:
    return _("last seen {when}").format(when=reader.instant(at, place))


def browser_of(user_agent: str) -> str:
    browser, system = _first_of(BROWSERS, user_agent), _first_of(SYSTEMS, user_agent)
    if browser and system:
        return _("{browser} on {system}").format(browser=browser, system=system)
    return browser or system or _("An unknown browser")


def _first_of(names: tuple[str, ...], user_agent: str) -> str:
    found = next((name for name in names if name in user_agent), "")
    return NAMES.get(found, found)
