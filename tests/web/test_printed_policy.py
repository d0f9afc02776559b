"""The policy on paper: one page, the same for everyone, the same whenever it is printed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from pypdf import PdfReader

from accounts.models import Clinician
from policies.domain.document import parse_document
from policies.domain.promise import compile_policy
from policies.language.times import say_instant
from policies.queries import compiled, version_in_force
from tests import factories
from tests.factories import NOW
from tests.web_policies import FULL_POLICY
from web import typesetting
from web.presentation.printable import UNSHOWN, shown_letters
from web.presentation.printed_policy import PrintedPolicy
from web.presentation.public_page import PublicPage
from web.presentation.reader import Reader
from web.views import printed

ADDRESS = "/p/ada-quist/policy.pdf"
A4, LETTER = (595, 842), (612, 792)  # points
HOSTILE = '#panic("x") #read("/etc/passwd") $x$ *b* _i_ `c` <a> @b \\ "]} // /* #sys.inputs'
LOOPS = "while True: pass"


@pytest.fixture(autouse=True)
def _on_a_tuesday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def printed_page(address: str = ADDRESS) -> PdfReader:
    answer = Browser().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return PdfReader(BytesIO(answer.content))


def words(document: PdfReader) -> str:
    """As one line: where lines break on paper says nothing."""
    return re.sub(r"[\s\u200b]+", " ", " ".join(page.extract_text() for page in document.pages))


def root_of(document: PdfReader) -> Any:
    return document.trailer["/Root"]


def publish(clinician: Clinician, **said: Any) -> None:
    document = {**factories.ORDINARY_POLICY, **said}
    factories.publish_policy(clinician=clinician, document=document, now=NOW - timedelta(days=10))


@pytest.mark.parametrize(
    "said",
    [
        "Reaching Ada Quist between sessions",
        "In an emergency",
        "988 Suicide & Crisis Lifeline: Call or text 988",
        "If you are not safe, please call before you write.",
        "Times are those of New York.",
        "Monday to Thursday: 09:00 to 12:30, 13:30 to 17:00",
        "Saturday: 10:00 to 14:00 (not every week",
        "For scheduling only.",
        "Please use another way; I do not read messages here.",
        "Within 4 hours counted in contact hours",
        "Monday 25 May 2026: Closed: Memorial Day",
        "From 21 December 2026 to 3 January 2027: Away. Samuel Reyes, LCSW answers urgent messages meanwhile",
        "Call someone who is good for you.",
        "You are free to stop at any time",
        "I do not work on weekends, apart from the Saturday sessions.",
        "Policy version 1, in force since Saturday 28 February 2026.",
        "/p/ada-quist/",
    ],
)
def test_it_says_what_the_policy_says(published: Clinician, said: str) -> None:
    assert said in words(printed_page())


def test_help_is_before_everything_else(published: Clinician) -> None:
    said = words(printed_page())
    assert said.index("Call 911") < said.index("When I can be reached")


@pytest.mark.parametrize(("channel", "matter"), [("email", None), ("sms", None), ("email", "refill")])
def test_a_reply_time_comes_with_an_example_that_the_engine_gave(
    published: Clinician, channel: str, matter: str | None
) -> None:
    sent = NOW.replace(day=6, hour=21, minute=0)  # Friday 6 March, 16:00 in New York
    promise = compile_policy(parse_document(FULL_POLICY)).promise(channel, sent, matter)
    assert promise.reply_by is not None
    said = words(printed_page())
    assert "Each with an example: a message sent on Friday 6 March 2026 at 16:00 (New York)." in said
    assert say_instant(promise.reply_by, "America/New_York", language="en", by=True) in said


def test_where_no_time_is_promised_none_is_made_up(ada: Clinician) -> None:
    publish(ada, reply={"words": "as soon as I can"})
    said = words(printed_page())
    assert "Replies come “as soon as I can”; no exact time is promised." in said
    assert "example" not in said.replace("http", "")


def test_without_hours_it_says_so(ada: Clinician) -> None:
    publish(ada, hours={})
    assert "I give no fixed hours." in words(printed_page())


def test_it_speaks_spanish_and_keeps_the_clinicians_own_words(published: Clinician) -> None:
    document = printed_page(f"{ADDRESS}?lang=es")
    said = words(document)
    assert "Cómo comunicarse con Ada Quist entre sesiones" in said
    assert "De lunes a jueves: de 09:00 a 12:30, de 13:30 a 17:00" in said
    assert "Cada uno con un ejemplo: un mensaje enviado el viernes 6 de marzo de 2026" in said
    assert "You are free to stop at any time" in said
    assert root_of(document)["/Lang"] == "es"


def test_it_is_one_page_that_reads_aloud(published: Clinician) -> None:
    document = printed_page()
    root = root_of(document)
    assert len(document.pages) == 1
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert document.metadata is not None
    assert document.metadata.title == "Reaching Ada Quist between sessions"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    tagged = str(tags(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/L", "/Figure"} <= set(re.findall(r"/\w+", tagged))
    assert "QR code that leads to http" in tagged


def tags(node: Any) -> list[Any]:
    """The kinds and alternative texts of a tree of tags."""
    node = node.get_object()
    if isinstance(node, list):
        return [tags(each) for each in node]
    if not isinstance(node, dict):
        return []
    said = [str(node[key]) for key in ("/S", "/Alt") if key in node]
    return said + (tags(node["/K"]) if "/K" in node else [])


def test_the_pattern_and_the_address_lead_to_the_page(published: Clinician) -> None:
    page: Any = printed_page().pages[0]
    annotations = [each.get_object() for each in page["/Annots"]]
    assert [each["/A"]["/URI"].partition("/p/")[2] for each in annotations] == ["ada-quist/"]


@pytest.mark.parametrize(
    ("region", "size"),
    [("US-NY", LETTER), ("CA", LETTER), ("MX", LETTER), ("GB", A4), ("ES", A4), (None, LETTER)],
)
def test_the_paper_is_that_of_where_the_clinician_works(
    ada: Clinician, region: str | None, size: tuple[int, int]
) -> None:
    publish(ada, region=region, holidays={"observe": False})
    box = printed_page().pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_two_prints_of_one_version_are_the_same_to_the_byte(published: Clinician) -> None:
    first = Browser().get(ADDRESS)
    typesetting._typeset.cache_clear()  # noqa: SLF001  so that it is made anew
    with time_machine.travel(NOW + timedelta(days=200), tick=False):
        second = Browser().get(ADDRESS)
    assert (first.content, first["ETag"]) == (second.content, second["ETag"])


def test_who_has_it_is_told_so_without_the_work(
    published: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Browser().get(ADDRESS)
    monkeypatch.setattr(printed, "typeset", lambda _: pytest.fail("was typeset"))
    again = Browser().get(ADDRESS, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "public, no-cache")
    monkeypatch.undo()
    factories.publish_policy(clinician=published, now=NOW)
    assert Browser().get(ADDRESS, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_hostile_words_stay_words(ada: Clinician) -> None:
    ada.name = HOSTILE
    ada.save()
    publish(
        ada,
        coverage=HOSTILE,
        emergency={"resources": ["911"], "text": HOSTILE},
        while_you_wait=[HOSTILE],
        ending_care=HOSTILE,
        notes=[HOSTILE],
        channels={"email": {"note": HOSTILE}},
        time_away=[{"first_day": "2026-12-21", "last_day": "2026-12-22", "coverage": {"name": HOSTILE}}],
        reply={"words": HOSTILE},
    )
    document = printed_page()
    assert words(document).count(HOSTILE) == 9
    assert document.metadata is not None
    assert document.metadata.author == HOSTILE


def test_letters_that_paper_cannot_show_are_owned_up_to(ada: Clinician) -> None:
    publish(ada, notes=["Write to 王小明 🙂, or a\u0301 and \u202eevil\u202c \x07."])
    said = words(printed_page())
    assert f"Write to {UNSHOWN} {UNSHOWN}, or á and evil {UNSHOWN}." in said
    assert f"{UNSHOWN} stands for letters that this paper cannot show." in said


def test_the_fonts_have_every_letter_that_is_let_through(published: Clinician) -> None:
    letters = [letter for letter in map(chr, range(0x20, 0x3000)) if shown_letters(letter) == letter]
    assert len(letters) > 1500
    given = {**facts_of(published), "note": " ".join(letters)}
    assert typesetting.typeset(given).startswith(b"%PDF")


def facts_of(clinician: Clinician) -> dict[str, Any]:
    version = version_in_force(clinician, NOW)
    assert version is not None
    return PrintedPolicy(PublicPage(clinician, compiled(version.pk), NOW, Reader("en")), 1).facts()


@pytest.mark.parametrize("word", ["word " * 1900, "W" * 9000, "a\n" * 4000])
def test_a_long_policy_goes_on_over_the_page_and_loses_nothing(ada: Clinician, word: str) -> None:
    publish(ada, notes=[word, "The very last."], channels={"email": {"note": word}})
    document = printed_page()
    assert len(document.pages) > 1
    said = words(document)
    assert "The very last." in said
    assert sum(map(said.count, set(word.strip()))) >= 2 * len(word.replace("\n", "").replace(" ", ""))
    for page in document.pages:
        assert f"/ {len(document.pages)}" in page.extract_text()


def test_what_hangs_is_ended_and_the_answer_is_to_come_again(
    published: Clinician, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "loops.py"
    script.write_text(LOOPS)
    typesetting._typeset.cache_clear()  # noqa: SLF001  so that it is made anew
    with monkeypatch.context() as patched:
        patched.setattr(typesetting, "SCRIPT", script)
        patched.setattr(typesetting, "DEADLINE", 0.5)
        answer = Browser().get(ADDRESS)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "findahelpline.com" in answer.content.decode()
    assert "ETag" not in answer
    assert Browser().get(ADDRESS).status_code == 200


def test_who_typesets_is_told_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "tells.py"
    script.write_text("import os; print(sorted(os.environ))")
    monkeypatch.setattr(typesetting, "SCRIPT", script)
    monkeypatch.setenv("SECRET_KEY", "canary-7f3a")
    assert b"SECRET" not in typesetting.typeset({"words": "anything"})


def test_nothing_is_printed_before_it_is_in_force(ada: Clinician) -> None:
    factories.publish_policy(clinician=ada, effective_from=NOW + timedelta(days=1))
    assert Browser().get(ADDRESS).status_code == 404
    assert Browser().get("/p/nobody/policy.pdf").status_code == 404


def test_the_pattern_is_a_picture_for_any_site(published: Clinician) -> None:
    answer = Browser().get("/p/ada-quist/qr.svg")
    drawn = answer.content.decode()
    assert (answer["Content-Type"], answer["Cross-Origin-Resource-Policy"]) == (
        "image/svg+xml",
        "cross-origin",
    )
    assert drawn.startswith("<svg")
    assert not re.search(r"<script|style=|href", drawn)
    etag = answer["ETag"]
    assert Browser().get("/p/ada-quist/qr.svg", headers={"if-none-match": etag}).status_code == 304
    assert Browser().get("/p/nobody/qr.svg").status_code == 404
