"""No other module speaks HTTP: ruff's ban has exceptions for edges, this has none."""

import ast
import tomllib
from pathlib import Path

from tests.written import ROOT

APPS = ("accounts", "config", "notifications", "policies", "scheduler", "web")
SPEAKS_HTTP = {"http.client", "urllib.request", "urllib3", "requests", "httpx", "aiohttp", "pycurl"}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def speaks_http(path: Path) -> bool:
    return any(
        name == library or name.startswith(f"{library}.")
        for name in imported(path)
        for library in SPEAKS_HTTP
    )


def test_http_leaves_through_one_module() -> None:
    modules = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    assert [str(path.relative_to(ROOT)) for path in modules if speaks_http(path)] == [
        "scheduler/feeds/exchange.py"
    ]


def test_ruff_says_so_while_one_writes() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert SPEAKS_HTTP - set(lint["flake8-tidy-imports"]["banned-api"]) == set()
