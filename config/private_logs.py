"""Log lines that cannot tell of anyone: what others put into words is left out, whatever went wrong."""

import logging
import traceback
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter

OURS = ("accounts", "config", "notifications", "policies", "scheduler", "web")
KEPT = (bool, int, float, type(None))
HIDDEN = "…"
STANDARD = frozenset(
    logging.makeLogRecord({}).__dict__
)  # what every line has; the rest is added by its caller


class PrivateFormatter(JsonFormatter):
    """Our own lines as they are; of other libraries' lines the fixed words and the numbers.

    Of an exception its kinds and places are kept. Its message is not: databases and parsers quote in it what
    they were given, and that is what somebody wrote.
    """

    def format(self, record: logging.LogRecord) -> str:
        told = logging.makeLogRecord(record.__dict__)
        told.exc_text = None
        if record.name.partition(".")[0] not in OURS:
            told = _without_words_of_others(told)
        return super().format(told)

    def formatException(  # noqa: N802  logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return _kinds_and_places(ei[1]) if ei[1] else ""


def _without_words_of_others(record: logging.LogRecord) -> logging.LogRecord:
    """A request is told by its route, never by its address or its host."""
    told = logging.makeLogRecord({name: record.__dict__[name] for name in STANDARD})
    if request := getattr(record, "request", None):
        match = getattr(request, "resolver_match", None)
        told.msg, told.args = "request", ()
        told.method, told.route = getattr(request, "method", ""), match.route if match else ""
        told.status_code = getattr(record, "status_code", None)
        return told
    told.msg = _worded(str(record.msg).partition("\n")[0], _hidden(record.args))
    told.args = ()
    return told


def _worded(template: str, args: tuple[object, ...] | dict[str, object]) -> str:
    try:
        return template % args if args else template
    except (TypeError, ValueError, KeyError):  # it wants a number where something else stood
        return template


def _hidden(args: object) -> tuple[object, ...] | dict[str, object]:
    match args:
        case dict():
            return {name: _number_or_hidden(value) for name, value in args.items()}
        case tuple():
            return tuple(map(_number_or_hidden, args))
        case _:
            return ()


def _number_or_hidden(value: object) -> object:
    return value if isinstance(value, KEPT) else HIDDEN


def _kinds_and_places(error: BaseException) -> str:
    places = [
        f"  {each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(error.__traceback__)
    ]
    told = "\n".join([f"{type(error).__module__}.{type(error).__qualname__}", *places])
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{told}\n{_kinds_and_places(before)}" if before is not None else told
