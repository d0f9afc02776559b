"""What is written is true: settings, commands, checks, and every output that the README shows."""

import json
import re
from importlib.metadata import metadata
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from pytest_django import Settings

from accounts.queries import integration_for_token
from config import checks
from config.between import welcome
from config.between.__main__ import COMMANDS
from config.between.understand import answer as understand_line
from notifications.domain.incoming import Incoming, Source
from notifications.models import InboundMessage
from notifications.services.receiving import receive
from tests.factories import NOW
from tests.written import ROOT, read, settings_read
from web import demo

README = read("README.md")
OPERATIONS = read("docs/operations.md")
WRITTEN = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def shown(what: str) -> str:
    """The block in the README that is introduced by this remark."""
    found = re.search(rf"<!-- {what} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def test_every_setting_is_explained_and_nothing_else_is() -> None:
    explained = set(
        re.findall(r"`([A-Z_]+)`", " ".join(re.findall(r"^\| (`[A-Z].*?) \|", OPERATIONS, re.MULTILINE)))
    )
    assert explained == settings_read()


def test_every_command_is_written_about() -> None:
    written = "\n".join(path.read_text() for path in WRITTEN)
    assert [name for name in COMMANDS if f"between {name}" not in written] == []


def test_every_command_that_is_written_about_exists() -> None:
    named = {name for path in WRITTEN for name in re.findall(r"manage\.py (\w+)", path.read_text())}
    assert named - set(get_commands()) == set()


def test_every_check_is_named() -> None:
    errors = re.findall(r"between\.E(\d+)", (ROOT / checks.__file__).read_text())
    assert f"`between.E001` to `between.E{max(errors)}`, `between.W001`" in OPERATIONS


def test_the_version_is_the_one_that_is_described() -> None:
    assert (
        re.findall(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)[0]
        == metadata("between-sessions")["Version"]
    )


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^):#]+)(?:#\w+)?\)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_readme_shows_what_the_start_prints(settings: Settings) -> None:
    settings.PORT, settings.LISTEN_SMTP_PORT, settings.VAR_DIR = 8000, 2525, settings.BASE_DIR / "var"
    settings.BASE_URL = "http://127.0.0.1:8000"
    practice = demo.DemoPractice(
        clinician=demo.SLUG,
        clinician_address=demo.INBOX,
        client=demo.THEO,
        password=demo.PASSWORD,
        api_token="bs_…",
    )
    assert shown("what `make run` prints").strip() == welcome.text(practice).strip()


def write_as(sender: str, channel: str) -> InboundMessage:
    actor = integration_for_token(demo.open_demo_practice(now=NOW).api_token, now=NOW)
    assert actor is not None
    incoming = Incoming(
        clinician=demo.SLUG, source=Source.API, channel=channel, sender=sender, text="Could we move Thursday?"
    )
    return receive(actor=actor, incoming=incoming, now=NOW)


@pytest.mark.django_db
def test_the_readme_shows_what_a_mail_and_a_text_message_get() -> None:
    by_mail, by_text = write_as(demo.THEO, "email"), write_as(demo.PRIYAS_PHONE, "sms")
    assert shown("the mail that answers").strip() == by_mail.decision.reply_text.strip()
    assert shown("the text message that answers").strip() == by_text.decision.reply_text.strip()


def test_the_readme_shows_what_is_understood() -> None:
    asked = re.search(r"echo '(\{.*?\})' \| .venv/bin/between understand", README)
    assert asked is not None
    line = json.loads(asked[1])
    assert json.loads(shown("what it understands")) == {"id": line["id"], **understand_line(line)}


def test_the_map_of_the_folders_names_every_app() -> None:
    apps = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    assert apps - set(re.findall(r"`(\w+)/`", README)) == set()


def test_without_containers_the_same_is_started_as_in_them() -> None:
    """Or what a queue of its own waits for, such as calendars to be read, is never done."""
    started = re.compile(r"celery -A config\.celery (worker --queues \w+|\w+)")
    assert set(started.findall(read("docker-compose.yml"))) == set(started.findall(README))
