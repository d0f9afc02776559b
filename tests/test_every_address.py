"""What holds at every address, whoever asks there: nothing is done by looking, nor by a forged form.

Asked of the map of the site, as `test_wall` knows it.
"""

import re
from collections.abc import Iterator

from django.apps import apps
from django.test import Client as Browser

from accounts.sealed import Sealed
from tests.test_wall import OWNED, PUBLIC, ROUTES, World, address_of, staffed, undone, world  # noqa: F401  two of them are fixtures

ASKERS = ("insider", "owner", "front desk", "covering", "in emergency", "client", "visitor")
OPENED_BY_THE_ADDRESS = (
    "/duty/tap/",
    "/asked/",
)  # no cookie counts there, and nobody can forge what nobody can guess
NOTED_BY_LOOKING = {"AuditEntry", "Session", "UserSession", "ClientSession", "Feed"}  # who looked, and when
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def addresses(world: World, asker: str) -> Iterator[str]:  # noqa: F811  of the fixture's name
    """Each address once, with something of the asker's own where something is named there."""
    for route in ROUTES:
        if route in PUBLIC:
            yield f"/{route.replace('<slug:slug>', 'ada-quist')}"
        elif route in OWNED:
            there = OWNED[route](world)
            name = next(iter(sorted(there.open_to.get(asker, ()))), next(iter(there.things)))
            yield address_of(route, there.things[name])
        else:
            yield f"/{route}"


def rows() -> dict[str, list[list[object]]]:
    """Of every table, as the database has them."""
    models = [each for each in apps.get_models() if each.__name__ not in NOTED_BY_LOOKING]
    tables = {each.__name__: each._base_manager.order_by("pk").values_list() for each in models}
    return {
        name: [[value.raw if isinstance(value, Sealed) else value for value in row] for row in table]
        for name, table in tables.items()
    }


def test_looking_changes_nothing_and_names_nobody_in_a_title(staffed: World) -> None:  # noqa: F811
    for asker in ASKERS:
        before = rows()
        for verb in ("GET", "HEAD", "OPTIONS"):
            for address in addresses(staffed, asker):
                answer = staffed.browsers[asker].generic(verb, address)
                titles = TITLE.findall(answer.getvalue().decode(errors="replace"))  # some of them are drawn
                assert (address, [title for title in titles if "canary" in title]) == (address, [])
        assert (asker, rows() == before) == (asker, True)


def test_a_forged_form_does_nothing(staffed: World) -> None:  # noqa: F811
    for asker in ASKERS:
        _is_refused_when_forged(staffed, asker)


def _is_refused_when_forged(staffed: World, asker: str) -> None:  # noqa: F811
    before, forged = rows(), Browser(enforce_csrf_checks=True)
    forged.cookies = staffed.browsers[asker].cookies
    for address in addresses(staffed, asker):
        if not address.startswith(
            ("/api/", "/fhir/", *OPENED_BY_THE_ADDRESS)
        ):  # there, nothing is done by what a browser sends along
            answer = forged.post(address, {"wish": "pause", "text": "x", "answer": "withdraw"})
            assert (address, answer.status_code) == (address, 403)
    assert rows() == before


def test_what_a_form_is_answered_is_kept_nowhere(staffed: World) -> None:  # noqa: F811
    """Words that were written stand in it again where something does not fit."""
    for asker in ASKERS:
        with undone():
            for address in addresses(staffed, asker):
                answer = staffed.browsers[asker].post(address, {"text": "x"})
                kept_nowhere = "no-store" in answer.headers.get("Cache-Control", "")
                assert (asker, address, kept_nowhere) == (asker, address, True)
