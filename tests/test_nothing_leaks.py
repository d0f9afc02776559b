"""Nothing of what people write gets out, whatever goes wrong.

Strings that occur nowhere else go through every field and every failure of the running service; then logs,
Redis, outgoing mail, error pages, metrics, addresses in answers and the whole database are searched for them.
"""

import json
import re
import smtplib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import psutil
import pytest

from config.between.ports import Port, answers
from tests.own_database import copy_migrated
from tests.running_service import ROOT, RunningService, eventually, running
from tests.services import find, free_port
from tests.smtp_sink import Sink, smtp_sink
from web.demo import PASSWORD

CANARY = "zqxj"  # stands in every planted string, and in nothing else
NAMED = re.compile(rf"{CANARY}-?[\w-]+", re.IGNORECASE)
CRISIS = "I want to kill myself"
BREAK = """CREATE TRIGGER broken BEFORE INSERT ON notifications_screening
BEGIN SELECT RAISE(ABORT, 'zqxj-database-message'); END"""
ANSWER = """
import sys, django
django.setup()
from datetime import UTC, datetime
from accounts.domain.actors import ClinicianActor
from notifications.models import InboundMessage
from notifications.services import answer
for text in ("zqxj-mail-text", "zqxj-portal-text"):
    message = next(each for each in InboundMessage.objects.all() if text in each.text)
    maya = ClinicianActor(practice_id=message.practice_id, clinician_id=message.clinician_id)
    answer(actor=maya, message_id=message.pk, text="zqxj-human-answer", now=datetime.now(UTC))
"""


@dataclass
class Answer:
    """What came back for one request."""

    asked: str
    status: int
    kind: str
    location: str
    cookie: str
    body: str


@dataclass
class Seen:
    agent: str = f"{CANARY}-agent"
    answers: list[Answer] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)  # by commands
    secrets: list[str] = field(default_factory=list)  # made by the service, and told once


@contextmanager
def own_redis(folder: Path) -> Iterator[str]:
    """A server of its own; every command that it gets is written to `redis.txt`."""
    server, client, port = find("redis-server"), find("redis-cli"), str(free_port())
    if server is None or client is None:
        pytest.skip("redis-server is not installed")
    with (
        (folder / "redis.txt").open("wb") as told,
        ended([server, "--port", port, "--dir", str(folder), "--save", ""], subprocess.DEVNULL),
    ):
        eventually(lambda: answers(Port("127.0.0.1", int(port), "")))
        with ended([client, "-p", port, "monitor"], told):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def ended(words: list[str], output: IO[bytes] | int, env: dict[str, str] | None = None) -> Iterator[None]:
    """A program that runs meanwhile."""
    with subprocess.Popen(words, cwd=ROOT, env=env, stdout=output, stderr=output) as process:  # noqa: S603  ours
        try:
            yield
        finally:
            process.kill()


@contextmanager
def delivering(service: RunningService, log: Path) -> Iterator[None]:
    env = psutil.Process(service.process.pid).environ()
    words = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "-l", "DEBUG", "-P", "solo"]
    polls = [sys.executable, "manage.py", "dispatch"]
    with log.open("wb") as output, ended(words, output, env), ended(polls, output, env):
        yield


def ask(service: RunningService, seen: Seen, verb: str, path: str, body: str = "", **headers: str) -> Answer:
    wire = HTTPConnection(service.demo["url"].removeprefix("http://"), timeout=20)
    sent = {"User-Agent": seen.agent, "Referer": f"http://x.example/{CANARY}-referer", **headers}
    wire.request(verb, path, body.encode(), sent)
    with closing(wire), wire.getresponse() as got:
        kind, location = (got.getheader(name, "") for name in ("Content-Type", "Location"))
        cookies = "; ".join(each.partition(";")[0] for each in got.headers.get_all("Set-Cookie", []))
        answer = Answer(f"{verb} {path}", got.status, kind, location, cookies, got.read().decode())
    seen.answers.append(answer)
    return answer


def post_message(service: RunningService, seen: Seen, **said: object) -> Answer:
    message = {
        "clinician": service.demo["clinician"],
        "channel": "portal",
        "from": f"{CANARY}-api@client.example",
    }
    return ask(
        service,
        seen,
        "POST",
        "/api/v1/messages/",
        json.dumps(message | said),
        **{"Authorization": f"Bearer {service.demo['api_token']}", "Content-Type": "application/json"},
    )


def post_form(
    service: RunningService, seen: Seen, path: str, cookies: str = "", *, to: str = "", **said: str
) -> Answer:
    """The form of a page; `to` where it is sent to an address below it."""
    form = ask(service, seen, "GET", path, Cookie=cookies)
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|copy)" value="([^"]+)"', form.body))
    headers = {"Cookie": f"{form.cookie}; {cookies}", "Content-Type": "application/x-www-form-urlencoded"}
    return ask(service, seen, "POST", path + to, urlencode(hidden | said), **headers)


def send_mail(service: RunningService, name: str, text: str, to: str = "") -> None:
    raw = (
        f"From: {CANARY}-display <{CANARY}-{name}@client.example>\r\n"
        f"To: {service.demo['clinician_address']}\r\n"
        f"Subject: {CANARY}-{name}-subject\r\nMessage-ID: <{CANARY}-{name}-id@client.example>\r\n"
        f"X-Own: {CANARY}-header\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n"
        f'--b\r\nContent-Type: text/plain; name="{CANARY}-file.txt"\r\n'
        f'Content-Disposition: attachment; filename="{CANARY}-file.txt"\r\n\r\n{CANARY}-attached\r\n--b--\r\n'
    )
    with smtplib.SMTP("127.0.0.1", service.demo["smtp_port"]) as wire:
        wire.sendmail(
            f"{CANARY}-{name}@client.example", [to or service.demo["clinician_address"]], raw.encode()
        )


def put_through_everything(service: RunningService, seen: Seen, sink: Sink) -> None:
    sink.at_recipient.extend([f"550 {CANARY}-refused", f"451 {CANARY}-later", "drop"])
    by_api(service, seen)
    refused = "SELECT 1 FROM notifications_delivery WHERE last_error <> ''"
    eventually(lambda: _rows(service, refused), service.log)  # before mails about sign-ins use them up
    by_every_form(service, seen)
    by_mail(service)
    posted = "SELECT 1 FROM notifications_delivery WHERE last_error = 'RefusedAddressError'"
    eventually(lambda: _rows(service, posted), service.log)
    _with_a_broken_database(service, seen)
    for path in (
        "/metrics",
        "/healthz",
        "/readyz",
        "/api/v1/schema/",
        "/",
        f"/p/{service.demo['clinician']}/",
    ):
        ask(service, seen, "GET", path)
    seen.printed["answer"] = command(service, "-c", ANSWER)
    eventually(lambda: [mail for mail in sink.mails if f"{CANARY}-human-answer" in str(mail)], service.log)
    seen.printed["replay"] = command(service, "manage.py", "replay", "--all")
    seen.printed["doctor"] = command(service, "-m", "config.between", "doctor")
    seen.printed["check"] = command(service, "manage.py", "check")


def by_api(service: RunningService, seen: Seen) -> None:
    said = {
        "text": f"{CANARY}-api-text",
        "subject": f"{CANARY}-api-subject",
        "external_id": f"{CANARY}-api-id",
    }
    assert post_message(service, seen, **said).status == 201
    crisis = {"text": f"{CRISIS} {CANARY}-crisis", "channel": "email"}
    assert post_message(service, seen, **(said | crisis)).status == 409
    assert post_message(service, seen, **crisis).status == 201
    for wrong in (
        {"text": 7},
        {"from": f"{CANARY}-no-address"},
        {"channel": f"{CANARY}-channel"},
        {"text": "\0"},
    ):
        assert post_message(service, seen, **{"text": f"{CANARY}-wrong", **wrong}).status == 400
    assert post_message(service, seen, text="x", clinician=f"{CANARY}-slug").status == 404
    unread = [("POST", "/api/v1/messages/", "{" + CANARY), ("PUT", "/api/v1/messages/", CANARY)]
    bearer = {"Authorization": f"Bearer {CANARY}-token", "Content-Type": "application/json"}
    for verb, path, body in (*unread, ("GET", f"/api/v1/{CANARY}-path?{CANARY}-query", "")):
        assert ask(service, seen, verb, path, body, **bearer).status in {401, 404}
    ask(service, seen, "GET", f"/{CANARY}-page?{CANARY}-query")
    ask(service, seen, "GET", f"/p/{CANARY}-clinician/")
    assert ask(service, seen, "GET", "/", Host=f"{CANARY}-host.example").status == 400


def by_every_form(service: RunningService, seen: Seen) -> None:
    _by_page(service, seen)
    _by_a_client_who_signs_in(service, seen)
    _by_their_clinician(service, seen)


def _by_page(service: RunningService, seen: Seen) -> None:
    page = f"/p/{service.demo['clinician']}/"
    good = {"address": f"{CANARY}-form@client.example", "text": f"{CANARY}-form-text"}
    assert post_form(service, seen, page, **good).status == 200
    ask(service, seen, "POST", page, urlencode(good))  # without its token
    given_back, wrong = Seen(), f"{CANARY}-wrong-form@client.example"
    assert post_form(service, seen, "/sign-in/forgotten/", email=wrong).status == 302
    signs_in = {"login": wrong, "password": f"{CANARY}-password"}
    assert post_form(service, given_back, "/sign-in/", **signs_in).status == 200
    seen.answers += map(but_for_words, given_back.answers)


def _by_a_client_who_signs_in(service: RunningService, seen: Seen) -> None:
    """In the demo, whose page shows the code."""
    page = f"/p/{service.demo['clinician']}/sign-in/"
    for address in (f"{CANARY}-unknown@client.example", f"{CANARY}-no-address"):
        post_form(service, seen, page, address=address)
    asked = post_form(service, seen, page, address=service.demo["client"])
    code = re.search(r"code is (\d{8})", ask(service, seen, "GET", f"{page}code/", Cookie=asked.cookie).body)
    assert code is not None
    for wrong in (f"{CANARY}-code", "00000000"):
        post_form(service, seen, f"{page}code/", asked.cookie, code=wrong)
    inside = post_form(service, seen, f"{page}code/", asked.cookie, code=code[1]).cookie
    assert post_form(service, seen, "/you/write/", inside, text=f"{CANARY}-portal-text").status == 200
    for path in (f"/you/write/?clinician={CANARY}", f"/you/messages/{CANARY}/", f"/you/sign-ins/?{CANARY}"):
        ask(service, seen, "GET", path, Cookie=inside)
    post_form(service, seen, "/you/sign-ins/", inside, session=f"{CANARY}-session")
    _by_their_own_rights(service, seen, inside)


def _by_their_own_rights(service: RunningService, seen: Seen, inside: str) -> None:
    """What is shown to them of themselves is theirs to read."""
    theirs, details = Seen(), {"name": f"{CANARY}-own-name", "region": "US"}
    assert post_form(service, theirs, "/you/details/", inside, **details).status == 302
    for wrong in ({"region": f"{CANARY}-r"}, {"time_zone": f"{CANARY}-zone"}, {"language": f"{CANARY}-l"}):
        assert post_form(service, theirs, "/you/details/", inside, **(details | wrong)).status == 422
    for page in ("/you/choices/", "/you/erasure/"):
        nonsense = {"wish": f"{CANARY}-wish", "channel": f"{CANARY}-channel"}
        assert post_form(service, seen, page, inside, **nonsense).status == 404
        ask(service, seen, "GET", f"{page}?{CANARY}", Cookie=inside)
    assert post_form(service, seen, "/you/policy/", inside, version=f"{CANARY}-version").status == 404
    for wish in ("leave", "come_back", "pause", "resume"):
        assert post_form(service, seen, "/you/choices/", inside, wish=wish).status == 302
    for page in ("details/", "everything/", "everything.json"):
        assert CANARY in ask(service, theirs, "GET", f"/you/{page}", Cookie=inside).body
    seen.answers += map(but_for_words, theirs.answers)


def _by_their_clinician(service: RunningService, seen: Seen) -> None:
    """What is shown to her of her clients is hers to read."""
    hers = Seen(agent="Firefox")  # the browser of staff is kept for them to see
    signs_in = {"login": service.demo["clinician_address"], "password": PASSWORD}
    cookies = post_form(service, hers, "/sign-in/", **signs_in).cookie
    said = {"name": f"{CANARY}-client-name", "email": f"{CANARY}-kept@client.example"}
    page = post_form(service, hers, "/clients/", cookies, **said).location
    said["name"] = f"{CANARY}-corrected"
    assert post_form(service, hers, page, cookies, **said).status == 302
    for wrong in ({"email": f"{CANARY}-no-address"}, {"phone": f"{CANARY}-phone"}, {"region": f"{CANARY}-r"}):
        assert post_form(service, hers, page, cookies, **(said | wrong)).status == 422
        assert post_form(service, hers, "/clients/", cookies, **(said | wrong)).status == 422
    assert post_form(service, hers, "/clients/", cookies, **said).status == 422  # the address is in use
    nonsense = {"wish": f"{CANARY}-wish", "channel": f"{CANARY}-channel"}
    assert post_form(service, hers, page, cookies, to="wish/", **nonsense).status == 404
    unheard_of = {"message": f"{CANARY}-message"}
    assert post_form(service, hers, page, cookies, to="earlier/", **unheard_of).status == 404
    _agree_with_them(service, hers, page, cookies)
    _add_words_of_their_own(service, hers, cookies)
    seen.secrets.append(_be_called_elsewhere(service, hers, cookies))
    reason = {"reason": f"{CANARY}-reason"}
    assert post_form(service, hers, page, cookies, to="hold/", **reason).status == 302
    assert post_form(service, hers, f"{page}erase/", cookies, name=f"{CANARY}-other").status == 422
    assert post_form(service, hers, f"{page}erase/", cookies, name=said["name"]).status == 409
    for shown in (page, f"{page}everything/", f"{page}everything.json"):
        assert said["name"] in ask(service, hers, "GET", shown, Cookie=cookies).body
    seen.answers += map(but_for_words, hers.answers)


def _agree_with_them(service: RunningService, hers: Seen, page: str, cookies: str) -> None:
    """From the day after tomorrow on."""
    statement = f"I reply within 2 hours. {CANARY}-statement"
    days = {
        name: (datetime.now(UTC).date() + timedelta(days=ahead)).isoformat()
        for name, ahead in (("first_day", 2), ("review_on", 3), ("last_day", 9))
    }
    agreed = {"statement": statement, "words": f"{CANARY}-words", "then": "agree", **days}
    looked_at = {"shown": sha256(statement.encode()).hexdigest()}
    for wrong in ({"shown": f"{CANARY}-shown"}, looked_at | {"last_day": f"{CANARY}-day"}):
        assert post_form(service, hers, f"{page}agreements/", cookies, **(agreed | wrong)).status == 422
    assert post_form(service, hers, f"{page}agreements/", cookies, **agreed, **looked_at).status == 302
    assert f"{CANARY}-words" in ask(service, hers, "GET", f"{page}agreements/", Cookie=cookies).body


def _add_words_of_their_own(service: RunningService, hers: Seen, cookies: str) -> None:
    page = "/practice/phrases/"
    said = {
        "words": f"{CANARY}-phrase",
        "does": "concern",
        "category": "suicide",
        "sample": f"{CANARY}-sample",
    }
    for wrong in ({"words": f"{CANARY}. {CANARY}."}, {"does": f"{CANARY}-does"}, {"category": f"{CANARY}-c"}):
        assert post_form(service, hers, page, cookies, **(said | wrong)).status == 422
    looked = re.search(r'name="shown" value="(\w+)"', post_form(service, hers, page, cookies, **said).body)
    assert looked is not None
    assert post_form(service, hers, page, cookies, **said, shown=looked[1], add="1").status == 302
    assert f"{CANARY}-phrase" in ask(service, hers, "GET", page, Cookie=cookies).body


def _be_called_elsewhere(service: RunningService, hers: Seen, cookies: str) -> str:
    """At an address that is not reached from here: what becomes of a call is told in codes."""
    page = "/security/called/"
    for wrong in (f"http://localhost/{CANARY}-topic", f"https://localhost:99/{CANARY}-topic"):
        assert post_form(service, hers, page, cookies, url=wrong).status == 422
    url = f"https://localhost/{CANARY}-topic?auth={CANARY}-auth"
    secret = re.search(r"whsec_[^<]+", post_form(service, hers, page, cookies, url=url).body)
    assert secret is not None
    tried = post_form(service, hers, page, cookies, to="test/")
    assert (tried.status, "private network" in tried.body) == (200, True)
    assert "localhost" in ask(service, hers, "GET", page, Cookie=cookies).body
    return secret[0]


def but_for_words(answer: Answer) -> Answer:
    """With what a browser keeps of it alone: the addresses in it, and its title."""
    kept = re.findall(r'(?:href|src|action)="[^"]*"|<title>[^<]*', answer.body)
    return replace(answer, body="\n".join(kept))


def by_mail(service: RunningService) -> None:
    send_mail(service, "mail", f"{CANARY}-mail-text")
    send_mail(service, "alarm", f"{CRISIS} {CANARY}-alarm-text")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send_mail(service, "lost", CANARY, to=f"{CANARY}-nobody@harbour-street.example")


def _with_a_broken_database(service: RunningService, seen: Seen) -> None:
    with closing(sqlite3.connect(service.var / "between.sqlite3", timeout=20)) as file:
        file.execute(BREAK)
        file.commit()
        assert post_message(service, seen, text=f"{CANARY}-while-broken").status == 500
        send_mail(service, "broken", f"{CANARY}-mail-while-broken")
        file.execute("DROP TRIGGER broken")
        file.commit()


def command(service: RunningService, *words: str) -> str:
    env = psutil.Process(service.process.pid).environ() | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(  # noqa: S603  our own commands
        [sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout + done.stderr


def _rows(service: RunningService, query: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(service.var / "between.sqlite3", timeout=20)) as file:
        file.row_factory = sqlite3.Row
        return file.execute(query).fetchall()


def found(*texts: str) -> set[str]:
    return {each.lower() for text in texts for each in NAMED.findall(text)}


@pytest.mark.redis
def test_nothing_leaks(django_db_setup: None, tmp_path: Path) -> None:
    seen, worker_log = Seen(), tmp_path / "worker.log"
    with smtp_sink() as sink, own_redis(tmp_path) as redis_url:
        settings = {"REDIS_URL": redis_url, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(sink.port)}
        with (
            running(copy_migrated(tmp_path / "var"), LOG_LEVEL="DEBUG", **settings) as service,
            delivering(service, worker_log),
        ):
            put_through_everything(service, seen, sink)
            time.sleep(1)  # for the last lines of the logs
            _nothing_is_logged(service, worker_log, seen)
            _nothing_is_answered_but_to_who_wrote_it(seen)
            _only_who_is_answered_is_named(sink)
            _no_column_and_no_file_holds_it(service, seen.secrets)


def _nothing_is_logged(service: RunningService, worker_log: Path, seen: Seen) -> None:
    to_redis = worker_log.with_name("redis.txt").read_text()
    for written in (service.log.read_text(), worker_log.read_text(), to_redis):
        assert len(written) > 1000
        assert found(written) == set()
        assert [secret for secret in seen.secrets if secret in written] == []
    assert '"status_code": 500' in service.log.read_text()
    assert "notifications.deliver" in to_redis
    assert {name: found(text) for name, text in seen.printed.items() if found(text)} == {}


def _nothing_is_answered_but_to_who_wrote_it(seen: Seen) -> None:
    for answer in seen.answers:
        addresses = re.findall(r'(?:href|src|action)="([^"]*)"', answer.body)
        assert (answer.asked, found(answer.location, *addresses)) == (answer.asked, set())
        if (
            answer.status != 400 or "problem+json" not in answer.kind
        ):  # which names the places in what was sent; 422 gives a form back as it was filled in
            said = re.sub(r' value="[^"]*"', "", answer.body) if answer.status == 422 else answer.body
            assert (answer.asked, answer.status, found(said)) == (answer.asked, answer.status, set())


def _only_who_is_answered_is_named(sink: Sink) -> None:
    """A reply has its client's address and names the mail it answers; a notice has nothing of either."""
    notices = [str(mail) for mail in sink.mails if "duty/" in str(mail) or "sign-in/" in str(mail)]
    assert {"duty/" in notice for notice in notices} == {True, False}
    assert found(*notices) == set()
    replies = [mail for mail in sink.mails if mail["Auto-Submitted"] == "auto-replied"]
    assert replies
    for mail in replies:
        for header in ("To", "In-Reply-To", "References"):
            del mail[header]
    assert found(*map(str, replies)) == set()


def _no_column_and_no_file_holds_it(service: RunningService, secrets: list[str]) -> None:
    """Row by row, and the bytes of the files, in which what was dropped would still stand."""
    tables = [row["name"] for row in _rows(service, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        for row in _rows(service, f'SELECT * FROM "{table}"'):  # noqa: S608  names from the database itself
            for column in row.keys():  # noqa: SIM118  a Row iterates over its values
                value = row[column] if isinstance(row[column], bytes) else str(row[column]).encode()
                assert (table, column, CANARY.encode() in value.lower()) == (table, column, False)
    files = sorted(service.var.glob("between.sqlite3*"))
    assert len(files) > 1  # the write-ahead log is among them
    ours = b"zqxj-database-message"  # stood in the trigger above
    for secret in (CANARY, *secrets):
        written = [file.name for file in files if secret.encode() in file.read_bytes().replace(ours, b"")]
        assert (secret, written) == (secret, [])
