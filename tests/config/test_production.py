"""As it runs where clients are: its settings from the environment and from files, its start, its headers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running_service import PATIENCE_SECONDS, ROOT

SECRET_KEY = "k8TqZ0vJ3mXyB6nWcR1dHfLs9gPpEaUi2oYtNr5VxQz7CwGjKbMh4D"
ENCRYPTION_KEYS = "20260301-a1b2:mVJq0sC3mBGr0T4nq2aXq9p7m0T5o5l2c1d8e9f0a1M="
INDEX_KEY = "Zk3u5xJ0s2d9QmW8tR6yB1nE4hL7pVcXaKfGiOzUqTs="
METRICS_TOKEN = "uH3q-4oB8_zZ5kV0nR7tYc2mXw9LsPdA"
ASK = """
import json, sys
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
from django.core.management import call_command
from django.test import Client
call_command("collectstatic", interactive=False, verbosity=0)
outside = Client(headers={"host": "boundaries.test"})
answers = [outside.get(path, **more) for path, more in json.load(sys.stdin)]
print(json.dumps([
    [each.status_code, dict(each.headers), str(each.cookies), each.content.decode()] for each in answers
]))
"""
Told = tuple[int, dict[str, str], str, str]  # status, headers, cookies, content


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """Nothing of a developer's environment; the secrets lie in files, as containers get them."""
    secrets = {
        "SECRET_KEY": SECRET_KEY,
        "ENCRYPTION_KEYS": ENCRYPTION_KEYS,
        "INDEX_KEY": INDEX_KEY,
        "METRICS_TOKEN": METRICS_TOKEN,
    }
    for name, secret in secrets.items():
        (tmp_path / name).write_text(f"{secret}\n")
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(tmp_path / "var"),
        **{f"{name}_FILE": str(tmp_path / name) for name in secrets},
        "ALLOWED_HOSTS": "boundaries.test",
        "BASE_URL": "https://boundaries.test",
        "SMTP_HOST": "smtp.boundaries.test",
        "SMTP_TLS": "true",
    }


def python(*arguments: str, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own code
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        input=said,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def answers(production: dict[str, str], *asked: tuple[str, dict[str, object]]) -> list[Told]:
    seen = python("-c", ASK, said=json.dumps(asked), **production)
    assert seen.returncode == 0, seen.stderr
    told: list[Told] = json.loads(seen.stdout)
    return told


def test_neither_django_nor_we_find_anything_unsafe(production: dict[str, str]) -> None:
    seen = python("manage.py", "check", "--deploy", "--fail-level", "INFO", **production)
    assert (seen.returncode, seen.stdout) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize(
    ("start", "unsafe", "told"),
    [
        (["-m", "config.between", "serve"], {"ALLOWED_HOSTS": "*"}, "between.E003"),
        (["-m", "config.between", "serve"], {"SECURE": "false"}, "between.E009"),
        (["-c", "import config.wsgi"], {"ALLOWED_HOSTS": "*"}, "between.E003"),
        (["-c", "import config.wsgi"], {"DEMO": "true"}, "between.E007"),
        (["-c", "import config.wsgi"], {"DEBUG": "true"}, "between.E008"),
        (["-c", "import config.wsgi"], {"SMTP_TLS": "false"}, "between.E006"),
        (["-c", "import config.wsgi"], {"SECRET_KEY_FILE": "", "SECRET_KEY": "short"}, "between.E002"),
        (["-c", "import config.wsgi"], {"ENCRYPTION_KEYS_FILE": ""}, "between.E014"),
        (["-c", "import config.wsgi"], {"INDEX_KEY_FILE": ""}, "between.E016"),
        (["-c", "import config.wsgi"], {"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE cannot be read"),
        (["-c", "import config.wsgi"], {"SECRET_KEY": SECRET_KEY}, "Both SECRET_KEY and SECRET_KEY_FILE"),
    ],
)
def test_it_does_not_start_with_what_is_unsafe_and_says_what(
    production: dict[str, str], start: list[str], unsafe: dict[str, str], told: str
) -> None:
    seen = python(*start, **(production | {"SECURE": "true"} | unsafe))
    assert seen.returncode == 1
    assert told in seen.stderr
    assert SECRET_KEY not in seen.stdout + seen.stderr


def test_a_browser_is_held_to_https(production: dict[str, str]) -> None:
    by_http, page = answers(production, ("/sign-in/", {}), ("/sign-in/", {"secure": True}))
    assert (by_http[0], by_http[1]["Location"]) == (301, "https://boundaries.test/sign-in/")
    status, headers, cookies, _ = page
    assert status == 200
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert cookies.startswith("Set-Cookie: __Host-csrf=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookies.split("; "))


def test_only_the_monitor_learns_how_it_is_doing(production: dict[str, str]) -> None:
    """The database was never migrated here."""
    ours: dict[str, object] = {"secure": True, "HTTP_AUTHORIZATION": f"Bearer {METRICS_TOKEN}"}
    guessed: dict[str, object] = {"secure": True, "HTTP_AUTHORIZATION": "Bearer guessed"}
    told = answers(production, ("/metrics", guessed), ("/readyz", guessed), ("/readyz", ours))
    assert [each[0] for each in told] == [404, 503, 503]
    assert [each[3] for each in told[1:]] == [
        "not ready\n",
        "the database is older than this release: run manage.py migrate\n",
    ]
