"""Three rules that no ready-made tool knows, read off the syntax tree of every module.

Semgrep could say them too; it is a large tool under LGPL for three short rules, and knows no more of them.
That HTTP leaves by one way only is a rule of ruff's (TID251 in pyproject.toml); here it is held that the
exceptions to it stay the ones that were meant.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.written import ROOT

APPS = ("accounts", "config", "notifications", "policies", "scheduler", "web")
MODULES = sorted(
    path.relative_to(ROOT)
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
TELLS_OF_NOBODY = {  # class names, numbers, keys of rows
    "error",
    "seconds",
    "mail",
    "user",
    "practice",
    "escalation",
    "verb",
}
BEHIND_DOORS = re.compile(r"/(outbox|data_keys)\.py$|/(queries|models|services)(/|\.py$)")
CLASS_NAME = "type(error).__name__"
OWN_SIGN_IN = re.compile(r"UserSession|Authenticator|User")  # one's own account, asked for by its user
WAYS_OUT = {
    "aiohttp",
    "ftplib",
    "http.client",
    "httpx",
    "pycurl",
    "requests",
    "smtplib",
    "socket",
    "urllib.request",
    "urllib3",
}
MEANT = {
    "config/between/mail_sink.py": {"smtplib"},  # the canary's mail, to our own listener
    "config/between/ports.py": {"socket"},  # is a port of this machine free?
    "config/database_away.py": {"socket"},  # does the database take a connection?
    "notifications/channels/email.py": {"smtplib"},  # to SMTP_HOST alone
    "web/sign_in/mails.py": {"smtplib"},  # likewise; only its errors
    "scheduler/feeds/addresses.py": {"socket"},
    "scheduler/feeds/exchange.py": {"socket", "http.client"},
    "scheduler/feeds/line.py": {"socket"},
    "scheduler/feeds/network.py": {"socket"},
}


def log_calls_that_tell(source: str) -> list[int]:
    """Lines that log more than fixed words and what stands in TELLS_OF_NOBODY."""
    nodes = list(ast.walk(ast.parse(source)))
    named = {ast.unparse(node.targets[0]): node.value for node in nodes if isinstance(node, ast.Assign)}
    calls = [node for node in nodes if isinstance(node, ast.Call) and _is_log_call(node)]
    return [call.lineno for call in calls if not _tells_of_nobody(call, named)]


def _is_log_call(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id="logger" | "log" | "logging"), attr=level):
            return level in LEVELS
    return False


def _tells_of_nobody(call: ast.Call, named: dict[str, ast.expr]) -> bool:
    words, *values = call.args
    fixed = isinstance(words, ast.Constant) and all(ast.unparse(value) == CLASS_NAME for value in values)
    extra = next((keyword.value for keyword in call.keywords if keyword.arg == "extra"), ast.Dict([], []))
    return fixed and _is_harmless(named.get(ast.unparse(extra), extra))


def _is_harmless(extra: ast.expr) -> bool:
    match extra:
        case ast.Dict(keys=keys):
            return all(isinstance(key, ast.Constant) and key.value in TELLS_OF_NOBODY for key in keys)
    return ast.unparse(extra) == "dict(outcomes)"  # how many came to what


def rows_asked_for(source: str) -> list[int]:
    """Lines that reach for rows by a table's manager."""
    asked = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute))
    return [
        node.lineno
        for node in asked
        if node.attr in {"objects", "_default_manager", "_base_manager"}
        and not OWN_SIGN_IN.fullmatch(ast.unparse(node.value))
    ]


def ways_out(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found |= {each.name for each in names}
            case ast.ImportFrom(module=str(module), names=names):
                found |= {module} | {f"{module}.{each.name}" for each in names}
    return found & WAYS_OUT


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_no_log_call_can_tell_of_anyone(path: Path) -> None:
    """Fixed words, and beside them class names, numbers and keys of rows."""
    assert log_calls_that_tell((ROOT / path).read_text()) == []


def test_rows_are_asked_for_only_behind_the_doors_that_take_the_actor() -> None:
    outside = [path for path in MODULES if not BEHIND_DOORS.search(str(path))]
    assert {
        str(path): lines for path in outside if (lines := rows_asked_for((ROOT / path).read_text()))
    } == {}


def test_only_the_guard_reaches_other_servers() -> None:
    assert {str(path): ways for path in MODULES if (ways := ways_out((ROOT / path).read_text()))} == MEANT


@pytest.mark.parametrize(
    "line",
    [
        "logger.info(text)",
        "logger.info(f'took {text}')",
        "logger.warning('took %s', message.text)",
        "logger.error('failed: ' + str(error))",
        "logging.exception('failed', extra={'text': text})",
        "logger.info('failed', extra=vars(message))",
        "logger.log(10, text)",
        "told = {'text': text}; logger.info('failed', extra=told)",
        "logger.error('failed: %s', error)",
    ],
)
def test_a_log_call_that_tells_is_seen(line: str) -> None:
    assert log_calls_that_tell(line) == [1]


def test_what_breaks_the_other_rules_is_seen() -> None:
    assert rows_asked_for("Client.objects.get(pk=1)") == [1]
    assert rows_asked_for("x = models.InboundMessage._default_manager") == [1]
    assert ways_out("import requests\nfrom urllib import request\nfrom http import HTTPStatus, client") == {
        "requests",
        "urllib.request",
        "http.client",
    }
