"""The pages of owners, the front desk, who covers and who reads in an emergency."""

from datetime import timedelta
from html import unescape
from typing import Any, ClassVar
from uuid import uuid4

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client as Browser
from pytest_django import Settings

from accounts import services as accounts
from accounts.domain.actors import Visitor
from accounts.domain.scopes import Scope
from accounts.models import ApiToken, AuditEntry, Client, Clinician, EmergencyAccess, Membership, User
from accounts.queries import integration_for_token
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import InboundMessage, Notice, Reply
from scheduler.models import Coverage
from tests.factories import NOW
from tests.sign_in import once_mails_have_left, out_of_the_demo, show_password, user_of

REASON = "She wrote that tonight is the night."


pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")


def browser_of(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def read(browser: Browser, address: str) -> str:
    return unescape(browser.get(address).content.decode())


def write(matter: str = "scheduling", text: str = "Could we move Thursday?") -> InboundMessage:
    incoming = Incoming(
        clinician="ada-quist",
        source=Source.API,
        channel="email",
        sender="dan@client.example",
        text=text,
        matter=matter,
    )
    return services.receive(actor=Visitor(), incoming=incoming, now=NOW)


LINKS = {
    "ada": ["/inbox/", "/coverage/", "/emergency/"],
    "olive": ["/practice/", "/emergency/"],
    "finn": ["/desk/"],
}


@pytest.mark.parametrize("who", LINKS)
def test_only_what_one_may_open_is_shown_and_all_of_it_opens(
    request: pytest.FixtureRequest, published: Clinician, who: str
) -> None:
    person = request.getfixturevalue(who)
    browser = browser_of(person if isinstance(person, User) else user_of(person))
    shown = read(browser, "/security/")
    every = {link for links in LINKS.values() for link in links} | {"/covering/"}
    assert [link for link in sorted(every) if f'href="{link}"' in shown] == sorted(LINKS[who])
    assert {browser.get(link).status_code for link in LINKS[who]} == {200}
    assert {browser.get(link).status_code for link in every - set(LINKS[who])} <= {403, 404}


@pytest.mark.parametrize(("who", "first"), [("olive", "/practice/"), ("finn", "/desk/"), ("ada", "/inbox/")])
def test_everyone_begins_where_their_work_is(
    request: pytest.FixtureRequest, client: Browser, who: str, first: str
) -> None:
    request.getfixturevalue(who)
    assert show_password(client, login=f"{who}@inbox.example").headers["Location"] == first


@pytest.mark.parametrize("who", ["olive", "finn"])
def test_nobody_gets_in_without_a_second_factor(
    request: pytest.FixtureRequest, settings: Settings, who: str
) -> None:
    out_of_the_demo(settings)
    browser = browser_of(request.getfixturevalue(who))
    for address in ("/practice/", "/practice/tokens/", "/emergency/", "/desk/"):
        answer = browser.get(address)
        assert answer.status_code == 403 or answer.headers["Location"] == "/security/"


def test_what_was_taken_away_is_gone_at_the_next_click(olive: User, finn: User) -> None:
    browser = browser_of(finn)
    assert browser.get("/desk/").status_code == 200
    Membership.objects.filter(pk=finn.pk).update(is_front_desk=False)
    assert browser.get("/desk/").status_code == 403


@pytest.mark.parametrize(
    ("address", "marked"), [("/practice/", "page"), ("/practice/tokens/", "true"), ("/emergency/", "")]
)
def test_the_way_around_says_where_one_is(
    olive: User, published: Clinician, address: str, marked: str
) -> None:
    practice = f' aria-current="{marked}"' if marked else ""
    assert f'<a href="/practice/"{practice}>Practice</a>' in read(browser_of(olive), address)


class TestAnOwner:
    HERE: ClassVar = {"is_clinician": "on", "region": "US-NY", "time_zone": "America/New_York"}

    def add(self, browser: Browser, **said: str) -> Any:
        form = {"name": "Gil Park", "email": "gil@inbox.example", "is_front_desk": "on"}
        return browser.post("/practice/", form | said)

    def test_lets_somebody_in_who_begins_with_a_mailed_code(self, olive: User, mailoutbox: list[Any]) -> None:
        assert self.add(browser_of(olive)).status_code == 302
        once_mails_have_left()
        assert mailoutbox[-1].to == ["gil@inbox.example"]
        assert "/sign-in/forgotten/" in mailoutbox[-1].body
        newcomer = Browser()
        newcomer.post("/sign-in/forgotten/", {"email": "gil@inbox.example"})
        once_mails_have_left()
        code = mailoutbox[-1].body.split("password is ")[1].split()[0]
        newcomer.post("/sign-in/forgotten/code/", {"code": code})
        words = {"password1": "slow rain on slate", "password2": "slow rain on slate"}
        newcomer.post("/sign-in/forgotten/new/", words)
        assert newcomer.get("/desk/").status_code == 200

    def test_lets_a_clinician_in(self, olive: User, ada: Clinician) -> None:
        said = {
            "is_front_desk": "",
            "is_clinician": "on",
            "inbox": "Gil@clinic.example",
            "time_zone": "America/New_York",
            "region": "us-ny",
        }
        assert self.add(browser_of(olive), **said).status_code == 302
        gil = Clinician.objects.get(name="Gil Park")
        assert (gil.practice, gil.region, gil.languages) == (ada.practice, "US-NY", ada.languages)

    @pytest.mark.parametrize(
        "said",
        [
            {"name": ""},
            {"email": "nobody"},
            {"email": "CLEO@inbox.example"},
            {"is_front_desk": ""},
            {"is_clinician": "on", "region": "New York"},
            HERE | {"region": "ZZ-999"},
            {"is_clinician": "on", "region": "US-NY", "time_zone": "Nowhere"},
            HERE | {"inbox": "ada@inbox.example"},
            HERE | {"inbox": "Cleo@inbox.example"},
        ],
    )
    def test_is_told_what_does_not_fit(self, olive: User, cleo: Clinician, said: dict[str, str]) -> None:
        before = User.objects.count()
        assert self.add(browser_of(olive), **said).status_code == 422
        assert User.objects.count() == before

    def test_is_asked_for_the_region_of_a_clinician_as_of_something_needed(
        self, olive: User, ada: Clinician
    ) -> None:
        shown = read(browser_of(olive), "/practice/")
        assert "Country or region</label>" in shown
        assert 'Address for clients <span class="optional">(if you like)</span></label>' in shown

    @pytest.mark.parametrize("name", ["practice", "practice_id", "user_id", "is_active", "password", "slug"])
    def test_says_nothing_that_the_service_decides(self, olive: User, cleo: Clinician, name: str) -> None:
        self.add(browser_of(olive), **{name: str(cleo.practice_id)})
        added = Membership.objects.select_related("user").get(name="Gil Park")
        assert added.practice_id == olive.membership.practice_id
        assert not added.user.has_usable_password()

    def test_shows_somebody_out_at_once(self, olive: User, finn: User) -> None:
        out = Browser()
        show_password(out, login="finn@inbox.example")
        assert out.get("/desk/").status_code == 200
        assert browser_of(olive).post(f"/practice/people/{finn.pk}/access/").status_code == 302
        assert out.get("/desk/").status_code == 302
        assert not UserSession.objects.filter(user=finn).exists()
        assert show_password(Browser(), login="finn@inbox.example").status_code == 200

    def test_who_is_the_last_stays(self, olive: User) -> None:
        browser = browser_of(olive)
        answer = browser.post(f"/practice/people/{olive.pk}/access/")
        assert answer.status_code == 422
        assert "A practice needs an owner." in answer.content.decode()
        assert browser.post(f"/practice/people/{olive.pk}/", {"is_front_desk": "on"}).status_code == 422
        assert browser.get("/practice/").status_code == 200

    def test_changes_what_somebody_does_and_gives_access_again(self, olive: User, finn: User) -> None:
        browser, page = browser_of(olive), f"/practice/people/{finn.pk}/"
        assert browser.post(page, {"is_owner": "on"}).status_code == 302
        assert browser.post(page, {}).status_code == 422
        browser.post(f"{page}access/")
        assert "Give access again" in read(browser, page)
        browser.post(f"{page}access/", {"restore": "yes"})
        finn.refresh_from_db()
        assert finn.is_active

    def test_reads_no_messages(self, olive: User, published: Clinician, dan: Client) -> None:
        row, browser = write(), browser_of(olive)
        for address in ("/inbox/", f"/inbox/{row.pk}/", f"/desk/{row.pk}/", f"/covering/{row.pk}/"):
            assert browser.get(address).status_code == 403

    def test_makes_a_token_that_is_shown_once(self, olive: User, ada: Clinician) -> None:
        browser = browser_of(olive)
        form = {"name": "portal", "scopes": "messages:write", "clinician": "ada-quist", "days": "30"}
        answer = browser.post("/practice/tokens/", form)
        assert "Good until Thursday 9 April 2026" in answer.content.decode()
        secret = "bs_" + answer.content.decode().split("<code>bs_")[1].split("<")[0]
        actor = integration_for_token(secret, now=NOW)
        assert actor is not None
        assert (actor.clinician_id, actor.scopes) == (ada.pk, frozenset({Scope.MESSAGES_WRITE}))
        assert integration_for_token(secret, now=NOW + timedelta(days=30)) is None
        assert secret not in read(browser, "/practice/tokens/")
        browser.post(f"/practice/tokens/{ApiToken.objects.get().pk}/revoke/")
        assert integration_for_token(secret, now=NOW) is None
        assert {"issued", "revoked"} == set(
            AuditEntry.objects.filter(actor_kind="owner", actor_id=olive.pk).values_list("verb", flat=True)
        )

    @pytest.mark.parametrize(
        "said", [{"scopes": "everything"}, {"days": "9999"}, {"clinician": "cleo-sand"}, {"name": ""}]
    )
    def test_makes_no_token_that_does_not_fit(
        self, olive: User, cleo: Clinician, said: dict[str, str]
    ) -> None:
        form = {"name": "portal", "scopes": "messages:write", "days": "30"} | said
        assert browser_of(olive).post("/practice/tokens/", form).status_code == 422
        assert not ApiToken.objects.exists()


class TestTheFrontDesk:
    def test_reads_and_answers_what_is_about_scheduling(
        self, finn: User, published: Clinician, dan: Client
    ) -> None:
        note = write("between_session_note", "I had that dream again.")
        row, browser = write(), browser_of(finn)
        shown = read(browser, "/desk/")
        assert "Could we move Thursday?" in shown
        assert "dream" not in shown
        assert browser.get(f"/desk/{note.pk}/").status_code == 404
        browser.post(f"/desk/{row.pk}/answer/", {"text": "Yes, at 4."})
        assert "Yes, at 4." in read(browser, f"/desk/{row.pk}/")

    def test_does_not_see_what_the_clinician_answered(
        self, finn: User, published: Clinician, dan: Client
    ) -> None:
        row, note = write(), write("between_session_note", "I had that dream again.")
        clinicians = browser_of(user_of(published))
        clinicians.post(f"/inbox/{note.pk}/answer/", {"text": "Dreams pass."})
        row.refresh_from_db()
        assert row.answered_by is not None
        shown = read(browser_of(finn), f"/desk/{row.pk}/")
        assert "Dreams pass." not in shown
        assert "It was answered, and the answer is not for this page." in shown

    def test_the_clinician_sees_who_answered(self, finn: User, published: Clinician, dan: Client) -> None:
        row = write()
        browser_of(finn).post(f"/desk/{row.pk}/answer/", {"text": "Yes, at 4."})
        shown = read(browser_of(user_of(published)), f"/inbox/{row.pk}/")
        assert "Finn Moss" in shown
        assert "Yes, at 4." in shown


class TestCoverage:
    FORM = {"colleague": "ben-ruiz", "first": "2026-03-10", "last": "2026-03-11", "scope": "all"}

    def test_from_the_question_to_the_answer(self, published: Clinician, ben: Clinician, dan: Client) -> None:
        away, covering = browser_of(user_of(published)), browser_of(user_of(ben))
        assert away.post("/coverage/", self.FORM).status_code == 302
        offer = Coverage.objects.get()
        row = write("between_session_note", "I had that dream again.")
        assert covering.get("/covering/").status_code == 404
        asked = read(covering, "/coverage/")
        assert "Yes, I cover it" in asked
        assert "From Tuesday 10 March to Wednesday 11 March (New York)" in asked
        covering.post(f"/coverage/{offer.pk}/", {"answer": "accept"})
        shown = read(covering, "/covering/")
        assert "I had that dream again." in shown
        assert "From Tuesday 10 March to Wednesday 11 March (New York); after that you see none" in shown
        covering.post(f"/covering/{row.pk}/answer/", {"text": "Sleep well."})
        reply = Reply.objects.get()
        assert (reply.clinician, reply.message) == (ben, row)
        assert "Ben Ruiz" in read(away, f"/inbox/{row.pk}/")
        away.post(f"/coverage/{offer.pk}/", {"answer": "withdraw"})
        assert covering.get(f"/covering/{row.pk}/").status_code == 404
        assert covering.get("/covering/").status_code == 404
        assert list(Notice.objects.order_by("kind").values_list("kind", "recipient")) == [
            ("coverage_answered", "ada@home.example"),
            ("coverage_asked", "ben@home.example"),
            ("coverage_withdrawn", "ben@home.example"),
        ]

    @pytest.mark.parametrize(
        "said",
        [
            {"colleague": "cleo-sand"},
            {"colleague": "ada-quist"},
            {"first": "2026-03-12"},
            {"first": "2026-03-01", "last": "2026-03-02"},
            {"last": "9999-12-31"},
            {"first": "0001-01-01", "last": "2026-12-31"},
            {"scope": "everything"},
            {"first": ""},
        ],
    )
    def test_what_does_not_fit_is_told(
        self, published: Clinician, ben: Clinician, cleo: Clinician, said: dict[str, str]
    ) -> None:
        answer = browser_of(user_of(published)).post("/coverage/", self.FORM | said)
        assert answer.status_code == 422
        assert not Coverage.objects.exists()

    @pytest.mark.parametrize("name", ["practice", "clinician", "covering", "accepted_at", "start", "end"])
    def test_nobody_says_yes_for_another(self, published: Clinician, ben: Clinician, name: str) -> None:
        browser_of(user_of(published)).post("/coverage/", self.FORM | {name: str(uuid4())})
        offer = Coverage.objects.get()
        assert (offer.clinician, offer.covering, offer.accepted_at) == (published, ben, None)
        browser_of(user_of(published)).post(f"/coverage/{offer.pk}/", {"answer": "accept"})
        offer.refresh_from_db()
        assert offer.accepted_at is None


class TestInAnEmergency:
    def open(self, browser: Browser, reason: str = REASON) -> Any:
        return browser.post("/emergency/", {"slug": "ada-quist", "reason": reason})

    def test_it_is_loud_and_ends(
        self, published: Clinician, ben: Clinician, olive: User, finn: User, dan: Client
    ) -> None:
        row, browser = write("between_session_note", "I had that dream again."), browser_of(user_of(ben))
        where = self.open(browser).headers["Location"]
        assert "I had that dream again." in read(browser, where)
        assert "I had that dream again." in read(browser, f"/emergency/message/{row.pk}/")
        entry = AuditEntry.objects.get(verb="read")
        assert (entry.actor_kind, entry.actor_id) == ("emergency", EmergencyAccess.objects.get().pk)
        until = "in an emergency, until Tuesday 10 March at 11:30 (New York)."
        assert f"You have opened the messages of Ada Quist {until}" in read(browser, "/inbox/")
        for concerned in (user_of(published), olive):
            told = read(browser_of(concerned), "/emergency/")
            assert f"Ben Ruiz has opened the messages of Ada Quist {until}" in told
            assert "Tuesday 10 March, 10:30 to 11:30 (New York)" in told
            assert REASON in told
        assert REASON in read(browser_of(olive), "/practice/emergency/")
        assert "Ada Quist" not in read(browser_of(finn), "/security/")
        assert "Ben Ruiz" in read(browser_of(user_of(published)), f"/inbox/{row.pk}/")
        browser.post(f"{where}end/")
        for address in (where, f"/emergency/message/{row.pk}/"):
            assert browser.get(address).status_code == 404
        assert "You have opened" not in read(browser, "/inbox/")

    def test_it_ends_by_itself(self, published: Clinician, olive: User) -> None:
        browser = browser_of(olive)
        where = self.open(browser).headers["Location"]
        with time_machine.travel(NOW + timedelta(minutes=59), tick=False):
            assert browser.get(where).status_code == 200
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            assert browser.get(where).status_code == 404

    @pytest.mark.parametrize("reason", ["", "now", "be quick"])
    def test_a_reason_is_needed(self, published: Clinician, ben: Clinician, reason: str) -> None:
        assert self.open(browser_of(user_of(ben)), reason).status_code == 422
        assert not EmergencyAccess.objects.exists()

    def test_nothing_is_answered_from_there(self, published: Clinician, ben: Clinician, dan: Client) -> None:
        row, browser = write(""), browser_of(user_of(ben))
        self.open(browser)
        assert "<textarea" not in read(browser, f"/emergency/message/{row.pk}/")

    @pytest.mark.parametrize("name", ["until", "opened_by", "practice", "ended_at"])
    def test_nobody_makes_it_longer(self, published: Clinician, ben: Clinician, name: str) -> None:
        said = {"slug": "ada-quist", "reason": REASON, name: "2027-01-01T00:00:00Z"}
        browser_of(user_of(ben)).post("/emergency/", said)
        access = EmergencyAccess.objects.get()
        assert (access.until, access.opened_by) == (NOW + timedelta(hours=1), user_of(ben))


class TestTokensAtTheApi:
    BODY = {"clinician": "ada-quist", "channel": "sms", "from": "+12125550123", "text": "Could we move?"}

    def post(self, secret: str, **said: str) -> Any:
        bearer = {"authorization": f"Bearer {secret}"}
        return Browser().post(
            "/api/v1/messages/", self.BODY | said, content_type="application/json", headers=bearer
        )

    def test_one_that_was_not_made_for_it_is_told_so(self, published: Clinician) -> None:
        secret = accounts.issue_token(practice=published.practice, name="x", now=NOW, scopes=[])
        answer = self.post(secret)
        assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
        assert "messages:write" in answer.json()["detail"]
        assert not InboundMessage.objects.exists()

    def test_one_of_which_nothing_is_said_hands_over_messages_and_reads_nothing(
        self, published: Clinician
    ) -> None:
        secret = accounts.issue_token(practice=published.practice, name="x", now=NOW)
        assert ApiToken.objects.get().scopes == ["messages:write"]
        assert self.post(secret).status_code == 201
        headers = {"authorization": f"Bearer {secret}"}
        refused = Browser().get("/fhir/r5/Appointment", headers=headers)
        assert refused.status_code == 403
        assert "appointments:read" in refused.json()["issue"][0]["diagnostics"]

    def test_one_that_has_expired_is_as_one_that_nobody_made(self, published: Clinician) -> None:
        secret = accounts.issue_token(
            practice=published.practice, name="x", now=NOW - timedelta(days=2), life=timedelta(days=1)
        )
        assert self.post(secret).status_code == 401
        assert self.post(secret).content == self.post("bs_nobody").content

    def test_one_for_one_clinician_knows_no_other(self, published: Clinician, ben: Clinician) -> None:
        secret = accounts.issue_token(practice=published.practice, name="x", now=NOW, clinician=published)
        assert self.post(secret).status_code == 201
        assert self.post(secret, clinician="ben-ruiz").status_code == 404
        assert ApiToken.objects.get().last_used_on == NOW.date()
