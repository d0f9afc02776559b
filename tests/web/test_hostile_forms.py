"""What no browser sends, to the pages about a policy: nothing stumbles, and nothing is lost."""

from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import Clinician
from policies.domain.document import parse_document
from policies.models import PolicyVersion
from tests.factories import save_draft
from tests.web_policies import FULL_POLICY

VALUES: dict[str, Any] = {
    "nothing": "",
    "NUL": "a\0b",
    "lone surrogate": b"\xed\xa0\x80",
    "no text": b"\xff\xfe\x00",
    "huge number": "9" * 5000,
    "negative": "-1",
    "infinite": "1e999999",
    "JSON": '{"a": [null, true]}',
    "repeated": ["1", "2", "x"],
    "year 1": "0001-01-01",
    "year 9999": "9999-12-31",
    "moment of year 1": "0001-01-01T00:00",
    "moment of year 9999": "9999-12-31T23:59",
    "no such day": "2026-02-30T25:61",
    "right to left": "\u202eevil\u200b\ufeff",
    "a megabyte": "word " * 200_000,
    "markup": "</textarea><script>alert(1)</script>",
}
FORMS = {
    "/policy/": ("statement", "seen", "then"),
    "/policy/check/": ("seen", "effective_from"),
    "/policy/understood/": ("statement",),
    "/policy/versions/": ("page",),
    "/policy/versions/1/withdraw/": (),
    "/policy/versions/99999999999999999999/withdraw/": (),
    "/policy/share/": (),
    "/policy/simulator/": (),
}
QUESTIONS = {
    "/policy/simulator/": ("at", "tz"),
    "/policy/simulator.json": ("channel", "matter", "at"),
    "/policy/simulator.svg": ("at",),
    "/policy/versions/": ("page",),
    "/policy/versions/99999999999999999999/": (),
    "/p/ada-quist/card/": ("channel", "matter", "tz", "lang"),
    "/p/ada-quist/card.json": ("channel", "matter"),
    "/p/ada-quist/": ("channel", "matter", "tz", "lang"),
}
SANE = {"statement": "I work on Mondays from 9 to 5.", "seen": "0", "then": "check"}


pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")


@pytest.fixture
def browser(signed_in: Browser, published: Clinician) -> Browser:
    """Faults come back as answers, as to anybody. There is a draft, which could be lost."""
    signed_in.raise_request_exception = False
    save_draft(clinician=published, policy=parse_document(FULL_POLICY))
    return signed_in


def kept() -> list[tuple[Any, ...]]:
    columns = ("pk", "statement", "document", "published_at")
    return list(PolicyVersion.objects.order_by("pk").values_list(*columns))


@pytest.mark.parametrize("value", VALUES)
def test_no_form_stumbles_and_nothing_is_lost(browser: Browser, value: str) -> None:
    before = kept()
    for where, fields in FORMS.items():
        singly = (SANE | {each: VALUES[value]} for each in fields)
        for sent in (dict.fromkeys(fields, VALUES[value]), *singly):
            assert browser.post(where, sent).status_code < 500, (where, sorted(sent))
    assert kept() == before


@pytest.mark.parametrize("value", [name for name in VALUES if name != "a megabyte"])
def test_no_question_stumbles(browser: Browser, value: str) -> None:
    """A line of a megabyte no server passes on."""
    for where, fields in QUESTIONS.items():
        for asked in (dict.fromkeys(fields, VALUES[value]), *({each: VALUES[value]} for each in fields)):
            assert browser.get(where, asked).status_code < 500, (where, sorted(asked))
