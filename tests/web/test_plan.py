"""An owner's page for whom to alarm: saved as it was filled in, and honest about steps that reach nobody."""

from html import unescape

import pytest
from django.test import Client as Browser

from accounts.models import Clinician, ClinicianAddress, User
from notifications.models import EscalationPlan
from tests.factories import NOW
from tests.sign_in import user_of

PAGE = "/practice/alarms/"


@pytest.fixture
def browser(olive: User) -> Browser:
    browser = Browser()
    browser.force_login(olive)
    return browser


def filled(*steps: tuple[list[str], str]) -> dict[str, object]:
    return {
        f"step{place}-{name}": value
        for place, step in enumerate(steps)
        for name, value in zip(("whom", "minutes"), step, strict=True)
    }


def said(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def test_until_something_else_is_saved_the_usual_plan_is_shown(browser: Browser) -> None:
    shown = said(browser.get(PAGE))
    assert shown.count("checked") == 3
    assert shown.count("<fieldset") >= 3  # and a blank one, to add another


def test_one_that_cannot_be_read_keeps_nobody_from_making_another(browser: Browser, olive: User) -> None:
    EscalationPlan.objects.create(
        practice_id=olive.membership.practice_id, steps=[{"whom": ["nobody"]}], changed_at=NOW
    )
    answer = browser.get(PAGE)
    assert (answer.status_code, said(answer).count("checked")) == (200, 3)


def test_it_is_kept_as_it_was_filled_in(browser: Browser, ben: Clinician) -> None:
    ben_id = str(user_of(ben).pk)
    posted = filled((["clinician", ben_id], "5"), ([], ""), (["owners"], "20"))
    assert browser.post(PAGE, posted).headers["Location"] == PAGE
    assert EscalationPlan.objects.get().steps == [
        {"whom": ["clinician", ben_id], "minutes": 5},
        {"whom": ["owners"], "minutes": 20},
    ]
    shown = said(browser.get(PAGE))
    assert 'value="20"' in shown
    assert "Saved. From now on these people are called" in shown
    assert "Saved." not in said(browser.get(PAGE))


@pytest.mark.parametrize(
    ("steps", "mend"),
    [
        ([(["clinician"], "5")], "at least two steps"),
        ([(["clinician"], "5"), ([], "5")], "Choose who is called."),
        ([(["clinician"], "5"), (["owners"], "")], "minutes from 1 to 240"),
        ([(["clinician"], "5"), (["owners"], "0")], "minutes from 1 to 240"),
        ([(["clinician"], "5"), (["owners"], "9" * 400)], "minutes from 1 to 240"),
        ([(["clinician"], "5"), (["owners"], "\0")], "minutes from 1 to 240"),
        ([(["clinician"], "5"), (["somebody"], "5")], "somebody"),
        ([(["clinician"], "5"), (["6f1f2f3e-0000-0000-0000-000000000000"], "5")], "6f1f2f3e"),
    ],
)
def test_what_cannot_be_kept_is_said_where_it_is_and_nothing_is_lost(
    browser: Browser, steps: list[tuple[list[str], str]], mend: str
) -> None:
    answer = browser.post(PAGE, filled(*steps))
    assert answer.status_code == 422
    assert mend in said(answer)
    assert 'value="5"' in said(answer)
    assert not EscalationPlan.objects.exists()


def test_a_step_that_reaches_nobody_is_flagged(browser: Browser, ada: Clinician) -> None:
    assert "can be called just now" not in said(browser.get(PAGE))
    ClinicianAddress.objects.filter(clinician=ada, use="notices").delete()
    assert "When somebody writes to Ada Quist, nobody in step 1 can be called" in said(browser.get(PAGE))
    User.objects.update(is_active=False)
    User.objects.filter(email="olive@inbox.example").update(is_active=True)
    plan = filled((["clinician"], "5"), (["covering"], "5"))
    assert browser.post(PAGE, plan).status_code == 302
    assert "When somebody writes to Ada Quist, nobody at all can be called" in said(browser.get(PAGE))


def test_clinicians_do_not_decide_it(ada: Clinician) -> None:
    browser = Browser()
    browser.force_login(user_of(ada))
    assert browser.get(PAGE).status_code == 403
