"""Where somebody is signed in, as a person would say it."""

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User

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
class Session:
    row: UserSession
    browser: str
    is_this: bool


def shown(request: HttpRequest, user: User) -> list[Session]:
    """The latest first."""
    rows = sorted(UserSession.objects.purge_and_list(user), key=lambda row: row.last_seen_at, reverse=True)
    this = request.session.session_key
    return [Session(row, browser_of(row.user_agent), row.session_key == this) for row in rows]


def browser_of(user_agent: str) -> str:
    browser, system = _first_of(BROWSERS, user_agent), _first_of(SYSTEMS, user_agent)
    if browser and system:
        return _("{browser} on {system}").format(browser=browser, system=system)
    return browser or system or _("An unknown browser")


def _first_of(names: tuple[str, ...], user_agent: str) -> str:
    found = next((name for name in names if name in user_agent), "")
    return NAMES.get(found, found)
