"""The container files, held against the settings, commands and ports that there really are."""

import re
import shlex
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery import Celery
from django.conf import settings
from django.core.management import get_commands

from tests.written import ROOT, read, settings_read

COMPOSE: dict[str, Any] = yaml.safe_load(read("docker-compose.yml"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = read("Dockerfile")
OURS = [name for name, service in SERVICES.items() if "build" in service]


@pytest.mark.parametrize("name", OURS)
def test_only_settings_that_are_read_are_set(name: str) -> None:
    assert set(SERVICES[name]["environment"]) - settings_read() == set()


def test_every_part_has_a_container() -> None:
    assert set(OURS) == {"web", "worker", "calendars", "beat", "dispatch", "watch", "mail-in", "migrate"}


@pytest.mark.parametrize("name", [name for name in OURS if "command" in SERVICES[name]])
def test_every_command_exists(name: str) -> None:
    match shlex.split(SERVICES[name]["command"]):
        case ["python", "manage.py", command, *_]:
            assert command in get_commands()
        case ["celery", "-A", module, "worker" | "beat", *_]:
            assert isinstance(import_module(module).app, Celery)
        case other:
            pytest.fail(f"nobody knows {other}")


def test_the_image_starts_the_application_on_the_port_that_is_shown() -> None:
    command = re.findall(r'"([^"]+)"', DOCKERFILE[DOCKERFILE.index("CMD [") :])
    module, _, name = command[-1].partition(":")
    assert callable(getattr(import_module(module), name))
    assert command[command.index("--port") + 1] == "8000"
    assert SERVICES["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_mail_comes_in_on_the_port_that_is_shown() -> None:
    port = SERVICES["mail-in"]["environment"]["LISTEN_SMTP_PORT"]
    assert SERVICES["mail-in"]["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert re.search(r"^EXPOSE (.+)$", DOCKERFILE, re.MULTILINE)[1] == f"8000 {port}"  # type: ignore[index]  # it is there


def test_addresses_name_containers_that_there_are() -> None:
    environment = SERVICES["web"]["environment"]
    hosts = [
        re.search(r"[@/](\w+):\d+/", environment[name])[1]  # type: ignore[index]  # both are URLs
        for name in ("DATABASE_URL", "REDIS_URL")
    ]
    hosts.append(environment["SMTP_HOST"].partition(":-")[2].rstrip("}"))
    assert hosts == ["postgres", "redis", "mail-catcher"]
    assert set(hosts) <= set(SERVICES)


def test_only_migrations_run_as_the_owner_of_the_tables() -> None:
    """Of whom PostgreSQL's image makes a superuser; `migrate` makes the other role."""
    owner = f"postgres://{SERVICES['postgres']['environment']['POSTGRES_USER']}:"
    urls = {
        (name, setting): str(url)
        for name in OURS
        for setting, url in SERVICES[name]["environment"].items()
        if setting.endswith("DATABASE_URL")
    }
    assert [place for place, url in urls.items() if url.startswith(owner)] == [
        ("migrate", "MIGRATE_DATABASE_URL")
    ]
    assert {url for (_, setting), url in urls.items() if setting == "DATABASE_URL"} == {
        urls["migrate", "DATABASE_URL"]
    }


def test_redis_keeps_what_it_is_given() -> None:
    words = SERVICES["redis"]["command"].split()
    chosen = dict(zip(words[1::2], words[2::2], strict=True))
    assert chosen == {
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--maxmemory-policy": "noeviction",
    }


def test_the_image_does_not_run_as_root_and_installs_by_hash() -> None:
    last_stage = DOCKERFILE.rpartition("FROM ")[2]
    assert re.findall(r"^USER (.+)$", last_stage, re.MULTILINE) == ["between"]
    assert "pip install --require-hashes --requirement requirements.lock" in DOCKERFILE


def test_the_image_gets_everything_the_service_needs() -> None:
    let_in = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    apps = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    needed = {*apps, "locale", "manage.py", "pyproject.toml", "requirements.lock", "README.md", "LICENSE"}
    assert let_in == needed
    assert [name for name in sorted(let_in) if not Path(ROOT / name).exists()] == []
