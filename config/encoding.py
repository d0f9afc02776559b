"""Addresses and forms are UTF-8, as our pages are, whatever a header says."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
UTF8 = ("utf-8", "utf8")


class Request(WSGIRequest):
    """Read as UTF-8, whatever encoding it says: with some that Python knows it could not even be made."""

    @property
    def encoding(self) -> None:
        return None

    @encoding.setter
    def encoding(self, said: object) -> None:
        pass


class Handler(WSGIHandler):
    request_class = Request


def read_utf8(answer: Answer) -> Answer:
    """400 for a form in another encoding: read as UTF-8, its words would be others."""

    def read(request: HttpRequest) -> HttpResponseBase:
        said = (request.content_params or {}).get("charset", "utf-8")
        if request.content_type in FORMS and said.lower() not in UTF8:
            raise BadRequest
        return answer(request)

    return read
