"""While the database is away that is said at once: its pool would wait ten seconds for each who asks."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.db import OperationalError, connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PROBE_SECONDS = 0.1
USUAL_PORT = 5432
TELL_IT_THEMSELVES = frozenset({"/healthz", "/readyz"})

Answer = Callable[[HttpRequest], HttpResponseBase]


@dataclass(slots=True)
class _Known:
    doubtful: bool = True  # until something was answered; then again while there are 503s


def say_at_once_that_it_is_away(answer: Answer) -> Answer:
    """Once in doubt, nobody is let through before the database's own door was seen to open."""
    known = _Known()

    def asked(request: HttpRequest) -> HttpResponseBase:
        if request.path_info in TELL_IT_THEMSELVES:  # and show nothing: /healthz is well without a database
            return answer(request)
        if known.doubtful and not is_there():
            raise OperationalError("the database cannot be reached")
        response = answer(request)
        known.doubtful = response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        return response

    return asked


def is_there() -> bool:
    """Whether something takes a connection where the database should be. Of a file or a local socket, yes."""
    host = str(connection.settings_dict["HOST"])
    if connection.vendor == "sqlite" or not host or host.startswith("/"):
        return True
    try:
        with socket.create_connection(
            (host, int(connection.settings_dict["PORT"] or USUAL_PORT)), PROBE_SECONDS
        ):
            return True
    except OSError:
        return False
