"""Outside the demo, nobody sees a client's word with a password alone; and a code opens once."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from pytest_django import Settings

from accounts.models import AuditEntry, Clinician, User
from tests.factories import NOW
from tests.sign_in import (
    SEED,
    give_app,
    has_app,
    out_of_the_demo,
    show_code,
    show_password,
    six_digits,
    user_of,
)

INSIDE = ["/security/", "/security/app/remove/", "/security/passkeys/", "/security/recovery-codes/"]


@pytest.fixture(autouse=True)
def for_real(settings: Settings) -> None:
    out_of_the_demo(settings)


@pytest.fixture
def with_app(published: Clinician) -> list[str]:
    return give_app(published)


def test_after_the_first_sign_in_a_second_factor_is_set_up(client: Browser, published: Clinician) -> None:
    assert show_password(client).headers["Location"] == "/inbox/"
    assert client.get("/inbox/").headers["Location"] == "/security/"
    assert "choose a second factor" in client.get("/security/").content.decode()
    seed = client.get("/security/app/").context["form"].secret
    added = client.post("/security/app/", {"code": six_digits(seed)})
    assert added.headers["Location"] == "/security/recovery-codes/"
    assert len(client.get("/security/recovery-codes/").context["unused_codes"]) == 10
    assert client.get("/inbox/").status_code == 200


def test_a_sign_in_is_on_record_when_it_is_whole(client: Browser, with_app: list[str]) -> None:
    show_password(client)
    assert not AuditEntry.objects.filter(verb="signed_in").exists()
    show_code(client, six_digits())
    assert AuditEntry.objects.filter(verb="signed_in").count() == 1


def test_the_demo_asks_for_none_and_says_that_it_is_a_demo(
    client: Browser, published: Clinician, settings: Settings
) -> None:
    settings.DEMO = True
    assert "This is the demo practice." in client.get("/sign-in/").content.decode()
    show_password(client)
    assert client.get("/inbox/").status_code == 200


def test_password_and_code_open_the_inbox(client: Browser, with_app: list[str]) -> None:
    assert show_password(client).headers["Location"] == "/sign-in/second-factor/"
    assert client.get("/inbox/").headers["Location"] == "/sign-in/?next=/inbox/"
    assert show_code(client, six_digits()).headers["Location"] == "/inbox/"
    assert client.get("/inbox/").status_code == 200


@pytest.mark.parametrize("code", ["000000", "", "\uff14\uff12" * 3, "x" * 300, "0 0 0 0 0 0"])
def test_any_other_code_opens_nothing(client: Browser, with_app: list[str], code: str) -> None:
    show_password(client)
    assert show_code(client, code).status_code == 200
    assert client.get("/inbox/").status_code == 302


@pytest.mark.parametrize("steps_later", [-1, 0, 1])
def test_a_code_of_the_app_opens_once_however_long_it_is_good_for(
    client: Browser, with_app: list[str], steps_later: int
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        code = six_digits(steps_later=steps_later)
        show_password(client)
        assert show_code(client, code).status_code == 302
        client.post("/sign-out/")
        for _ in range(4):
            show_password(client)
            assert show_code(client, code).status_code == 200
            clock.shift(timedelta(seconds=29))


def test_the_code_that_set_up_the_app_opens_nothing_more(client: Browser, published: Clinician) -> None:
    show_password(client)
    seed = client.get("/security/app/").context["form"].secret
    code = six_digits(seed)
    client.post("/security/app/", {"code": code})
    assert has_app(published)
    client.post("/sign-out/")
    show_password(client)
    assert show_code(client, code).status_code == 200


def test_a_recovery_code_opens_once(client: Browser, with_app: list[str]) -> None:
    show_password(client)
    assert show_code(client, with_app[0]).headers["Location"] == "/inbox/"
    client.post("/sign-out/")
    show_password(client)
    assert show_code(client, with_app[0]).status_code == 200
    assert show_code(client, with_app[1]).headers["Location"] == "/inbox/"


def test_after_the_recovery_codes_everyone_goes_to_where_their_work_is(client: Browser, finn: User) -> None:
    TOTP.activate(finn, SEED)
    RecoveryCodes.activate(finn)
    show_password(client, login="finn@inbox.example")
    show_code(client, six_digits())
    shown = client.get("/security/recovery-codes/").content.decode()
    assert '<a class="button" href="/desk/">I have kept them</a>' in shown


@pytest.mark.parametrize("address", [*INSIDE, "/inbox/"])
def test_a_session_that_never_showed_the_second_factor_ends(
    client: Browser, published: Clinician, address: str
) -> None:
    show_password(client)
    give_app(published)
    assert client.get(address).headers["Location"] == f"/sign-in/?next={address}"
    assert "_auth_user_id" not in client.session


def test_to_set_one_up_ends_the_sessions_elsewhere(client: Browser, published: Clinician) -> None:
    stranger = Browser()
    show_password(stranger)
    show_password(client)
    seed = client.get("/security/app/").context["form"].secret
    client.post("/security/app/", {"code": six_digits(seed)})
    assert stranger.get("/security/").headers["Location"] == "/sign-in/?next=/security/"


def test_the_last_one_cannot_be_removed(client: Browser, published: Clinician, with_app: list[str]) -> None:
    show_password(client)
    show_code(client, six_digits())
    shown = client.post("/security/app/remove/").content.decode()
    assert "This is your only second factor." in shown
    assert has_app(published)
    Authenticator.objects.create(user=user_of(published), type="webauthn", data={})
    assert client.post("/security/app/remove/").headers["Location"] == "/security/"
    assert not has_app(published)


def test_the_sign_in_is_shown_again_before_it_is_changed(client: Browser, with_app: list[str]) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        show_password(client)
        show_code(client, six_digits())
        clock.shift(timedelta(minutes=6))
        asked = client.get("/security/recovery-codes/").headers["Location"]
        assert asked == "/security/confirm/?next=%2Fsecurity%2Frecovery-codes%2F"
        assert client.post(asked, {"password": "wrong"}).status_code == 200
        assert client.post(asked, {"password": "a quiet harbour"}).headers["Location"] == (
            "/security/recovery-codes/"
        )
        assert client.get("/security/recovery-codes/").status_code == 200


def test_what_it_is_computed_from_is_not_kept_in_the_clear(published: Clinician) -> None:
    codes = give_app(published)
    kept = "".join(str(each.data) for each in Authenticator.objects.all())
    assert SEED not in kept
    assert not any(code in kept for code in codes)


def test_passkeys_are_offered_with_a_fresh_challenge(client: Browser, published: Clinician) -> None:
    show_password(client)
    asked = [client.get("/security/passkeys/add/").context["js_data"] for _ in range(2)]
    challenges = {each["creation_options"]["publicKey"]["challenge"] for each in asked}
    assert len(challenges) == 2


FORGED = ["", "{}", "[]", "null", '{"id": "x"}', "not json", "9" * 5000, "[" * 100_000]


@pytest.mark.parametrize("credential", FORGED)
def test_a_forged_passkey_signs_nobody_in(client: Browser, published: Clinician, credential: str) -> None:
    client.get("/sign-in/passkey/", headers={"Accept": "application/json"})
    client.post("/sign-in/passkey/", {"credential": credential})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("credential", FORGED)
@pytest.mark.parametrize("page", ["/sign-in/second-factor/", "/security/passkeys/add/"])
def test_a_forged_passkey_is_no_second_factor(
    client: Browser, published: Clinician, page: str, credential: str
) -> None:
    if page.startswith("/sign-in/"):
        give_app(published)
    show_password(client)
    client.get(page)
    assert client.post(page, {"credential": credential, "name": "x"}).status_code == 200
    assert not Authenticator.objects.filter(type="webauthn").exists()
    assert client.get("/inbox/").status_code == 302


def test_who_lost_everything_sets_up_a_new_one(client: Browser, published: Clinician) -> None:
    give_app(published)
    lost_phone = Browser()
    show_password(lost_phone)
    show_code(lost_phone, six_digits())
    call_command("forget_second_factor", "Ada@inbox.example", stdout=StringIO())
    show_password(client)
    assert client.get("/inbox/").headers["Location"] == "/security/"
    assert lost_phone.get("/inbox/").headers["Location"] == "/sign-in/?next=/inbox/"
    for email, said in (("ada@inbox.example", "no second factor"), ("x@else.example", "Nobody signs in")):
        with pytest.raises(CommandError, match=said):
            call_command("forget_second_factor", email)
