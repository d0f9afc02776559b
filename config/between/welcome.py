"""What to open and what to paste, and the same for scripts in `var/demo.json`."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from config.between.private_file import write_private
from web.demo import PRIYAS_PHONE, DemoPractice

RUNNING = """
Between Sessions is running at {url}
Ctrl-C ends it; what it knows is kept in {var}/ for the next start.
"""

DEMO = """
  Public page   {url}/p/{clinician}/
  Inbox         {url}/inbox/ (sign in as {clinician_address} with the password: {password})
  Client's side {url}/p/{clinician}/sign-in/ (sign in as {client}; the page shows the code)
  API           {url}/api/v1/docs/
  Mail it sends {mail_dir}/

Two lines to paste. A client's mail, answered in {mail_dir}/:

{mail_line}

A client's text message, handed over by another program and answered at once:

{curl_line}
"""

MAIL = (
    'python3 -c \'import smtplib; smtplib.SMTP("127.0.0.1", {smtp_port}).sendmail('
    '"{client}", "{clinician_address}", '
    '"From: {client}\\nTo: {clinician_address}\\nSubject: Thursday\\n\\nCould we move Thursday?")\''
)

CURL = (
    "curl -s {url}/api/v1/messages/ "
    "-H 'Authorization: Bearer {api_token}' -H 'Content-Type: application/json' "
    """-d '{{"clinician": "{clinician}", "channel": "sms", "from": "{phone}", """
    """"text": "Could we move Thursday?"}}'"""
)


def known_token() -> str:
    """The demo's API token of an earlier start, or blank."""
    try:
        return str(json.loads(_demo_file().read_text())["api_token"])
    except (OSError, ValueError, KeyError):
        return ""


def for_scripts(demo: DemoPractice) -> dict[str, Any]:
    return {
        "url": f"http://127.0.0.1:{settings.PORT}",
        "api_token": demo.api_token,
        "clinician": demo.clinician,
        "clinician_address": demo.clinician_address,
        "client": demo.client,
        "smtp_port": settings.LISTEN_SMTP_PORT,
        "mail_dir": _shown(settings.VAR_DIR / "mail"),
    }


def write_for_scripts(demo: DemoPractice) -> None:
    write_private(_demo_file(), json.dumps(for_scripts(demo), indent=2).encode())


def text(demo: DemoPractice | None) -> str:
    running = RUNNING.format(url=settings.BASE_URL, var=_shown(settings.VAR_DIR))
    if demo is None:
        return running
    facts = {**for_scripts(demo), "password": demo.password, "phone": PRIYAS_PHONE}
    return running + DEMO.format(**facts, mail_line=MAIL.format(**facts), curl_line=CURL.format(**facts))


def _demo_file() -> Path:
    return settings.VAR_DIR / "demo.json"


def _shown(path: Path) -> str:
    return os.path.relpath(path, settings.BASE_DIR)
