"""No log line repeats what somebody wrote, whoever writes the line."""

import json
import logging
import sys

import pytest
from django.test import RequestFactory

from config.private_logs import PrivateFormatter

CANARY = "canary-7f3a"


def line(name: str, template: str, args: object = (), **more: object) -> dict[str, object]:
    fields = {"name": name, "msg": template, "args": args, "levelname": "ERROR", **more}
    told: dict[str, object] = json.loads(
        PrivateFormatter("%(levelname)s %(name)s %(message)s").format(logging.makeLogRecord(fields))
    )
    return told


def raised() -> object:
    try:
        try:
            raise ValueError(CANARY)  # noqa: TRY301  the test is about it
        except ValueError as error:
            raise LookupError(f"about {CANARY}") from error
    except LookupError:
        return sys.exc_info()


@pytest.mark.parametrize("name", ["notifications.services.delivering", "django.request", "celery.app.trace"])
def test_of_an_exception_its_kinds_and_places_are_told(name: str) -> None:
    told = line(name, "it failed", exc_info=raised())
    assert CANARY not in str(told)
    kinds = [each for each in str(told["exc_info"]).splitlines() if not each.startswith(" ")]
    assert kinds == ["builtins.LookupError", "builtins.ValueError"]
    assert f"{__file__}:" in str(told["exc_info"])


@pytest.mark.parametrize(
    ("template", "args", "expected"),
    [
        ("Task %s took %d ms", (CANARY, 12), "Task … took 12 ms"),
        ("%(exc)s after %(retries)s", {"exc": CANARY, "retries": 3}, "… after 3"),
        (f"never retrieved\n{CANARY}", (), "never retrieved"),
        ("wants %d", (CANARY,), "wants %d"),
        ("an odd %", (), "an odd %"),
    ],
)
def test_of_others_lines_the_fixed_words_and_numbers_are_told(
    template: str, args: object, expected: str
) -> None:
    told = line("celery.app.trace", template, args, data={"args": CANARY}, exc_text=CANARY)
    assert (told["message"], CANARY in str(told)) == (expected, False)


def test_of_a_request_its_route_is_told() -> None:
    request = RequestFactory().get(f"/{CANARY}?{CANARY}")
    told = line("django.request", "Not Found: %s", (f"/{CANARY}",), request=request, status_code=404)
    assert (told["method"], told["status_code"], CANARY in str(told)) == ("GET", 404, False)


def test_our_own_lines_stay_as_they_are() -> None:
    told = line("config.health", "counted %s", ("deliveries",), seconds=3)
    assert (told["message"], told["seconds"]) == ("counted deliveries", 3)
