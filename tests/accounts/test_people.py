"""Who is let in, what they may do, and how it ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser

from accounts import queries, services
from accounts.domain.actors import FrontDeskActor, OwnerActor
from accounts.domain.errors import AddressTakenError, LastOwnerError, NoWorkError
from accounts.models import ApiToken, AuditEntry, Clinician, Membership, User
from accounts.queries import NotFoundError
from tests import factories
from tests.factories import NOW
from tests.sign_in import user_of

NOTHING, DESK, OWNER = services.Work(), services.Work(is_front_desk=True), services.Work(is_owner=True)


def add(owner: User, **changed: Any) -> Membership:
    actor = factories.owner_actor(owner)
    said: dict[str, Any] = {
        "name": "Gil Park",
        "email": "gil@inbox.example",
        "work": DESK,
        "now": NOW,
    } | changed
    return services.add_person(actor=actor, practice=queries.practice(actor), **said)


def test_each_door_opens_for_its_own(ada: Clinician, olive: User, finn: User) -> None:
    practice_id = ada.practice_id
    assert queries.roles_of(olive) == queries.Roles(owner=OwnerActor(practice_id, olive.pk))
    assert queries.roles_of(finn) == queries.Roles(front_desk=FrontDeskActor(practice_id, finn.pk))
    assert queries.roles_of(user_of(ada)) == queries.Roles(clinician=factories.clinician_actor(ada))
    nobody = User.objects.create_user(email="nobody@inbox.example")
    assert queries.roles_of(nobody) == queries.Roles()


def test_a_clinician_may_own_the_practice_too(ada: Clinician, olive: User) -> None:
    actor = factories.owner_actor(olive)
    services.change_work(actor=actor, user_id=user_of(ada).pk, work=OWNER, now=NOW)
    roles = queries.roles_of(user_of(ada))
    assert roles.insider == roles.clinician == factories.clinician_actor(ada)
    assert roles.owner == OwnerActor(ada.practice_id, user_of(ada).pk)


def test_who_is_let_in_sets_their_own_password(olive: User) -> None:
    added = add(olive)
    assert not added.user.has_usable_password()
    assert queries.roles_of(added.user).front_desk
    assert AuditEntry.objects.filter(verb="granted", thing_id=added.pk, actor_id=olive.pk).exists()


def test_a_clinician_gets_a_page_of_their_own(olive: User) -> None:
    as_clinician = services.AsClinician("Europe/Paris", "FR", ("fr",), {"email": "gil@clinic.example"})
    added = add(olive, name="Ada Quist", work=NOTHING, as_clinician=as_clinician)
    assert added.user.clinician.slug == "ada-quist-2"
    assert queries.notice_address(added.user.clinician, "email") == "gil@inbox.example"
    assert queries.inbox_address(added.user.clinician, "email") == "gil@clinic.example"


def test_an_address_signs_in_once_and_nobody_comes_for_nothing(olive: User, cleo: Clinician) -> None:
    with pytest.raises(AddressTakenError):
        add(olive, email="CLEO@inbox.example")
    with pytest.raises(NoWorkError):
        add(olive, work=NOTHING)
    assert not Membership.objects.filter(name="Gil Park").exists()


def test_the_last_owner_stays(olive: User, finn: User) -> None:
    actor = factories.owner_actor(olive)
    with pytest.raises(LastOwnerError):
        services.change_work(actor=actor, user_id=olive.pk, work=DESK, now=NOW)
    with pytest.raises(LastOwnerError):
        services.end_access(actor=actor, user_id=olive.pk, now=NOW)
    services.change_work(actor=actor, user_id=finn.pk, work=OWNER, now=NOW)
    services.end_access(actor=actor, user_id=olive.pk, now=NOW)
    assert queries.roles_of(olive).owner is None


def test_an_owner_who_is_none_any_more_changes_nothing(olive: User, finn: User) -> None:
    actor = factories.owner_actor(olive)
    services.change_work(actor=actor, user_id=finn.pk, work=OWNER, now=NOW)
    services.end_access(actor=factories.owner_actor(finn), user_id=olive.pk, now=NOW)
    with pytest.raises(NotFoundError):
        services.end_access(actor=actor, user_id=finn.pk, now=NOW)


def test_people_of_another_practice_are_as_if_missing(olive: User, cleo: Clinician) -> None:
    actor, stranger = factories.owner_actor(olive), user_of(cleo)
    for change in (services.end_access, services.restore_access):
        with pytest.raises(NotFoundError):
            change(actor=actor, user_id=stranger.pk, now=NOW)
    with pytest.raises(NotFoundError):
        services.change_work(actor=actor, user_id=stranger.pk, work=OWNER, now=NOW)
    assert queries.roles_of(stranger).owner is None
    assert set(queries.people(actor).values_list("name", flat=True)) == {"Ada Quist", "Olive Hart"}


def test_an_ended_access_opens_nothing_until_it_is_given_again(olive: User, finn: User) -> None:
    actor = factories.owner_actor(olive)
    services.end_access(actor=actor, user_id=finn.pk, now=NOW)
    assert queries.roles_of(finn) == queries.Roles()
    services.restore_access(actor=actor, user_id=finn.pk, now=NOW)
    finn.refresh_from_db()
    assert queries.roles_of(finn).front_desk
    assert not finn.has_usable_password()


class TestOpeningAPractice:
    def test_the_owner_begins_with_a_mailed_code(
        self, client: Browser, db: None, mailoutbox: list[Any]
    ) -> None:
        call_command("open_practice", "Far Hill", "Gil@Inbox.example", "--owner", "Gil Park")
        user = User.objects.get(email="gil@inbox.example")
        assert queries.roles_of(user).owner
        assert queries.roles_of(user).clinician is None

    def test_an_owner_who_sees_clients(self, db: None) -> None:
        words = ["--owner", "Gil Park", "--clinician", "--inbox", "gil@clinic.example"]
        call_command(
            *("open_practice", "Far Hill", "gil@inbox.example", *words),
            *("--time-zone", "Europe/Madrid", "--region", "ES", "--languages", "es,en"),
        )
        gil = Clinician.objects.get()
        assert (gil.slug, gil.time_zone, gil.region, gil.languages) == (
            "gil-park",
            "Europe/Madrid",
            "ES",
            ["es", "en"],
        )

    @pytest.mark.parametrize(
        "words",
        [
            ["no address"],
            ["ada@inbox.example"],
            ["gil@inbox.example", "--clinician"],
            ["gil@inbox.example", "--clinician", "--time-zone", "Nowhere/At_All"],
            ["gil@inbox.example", "--clinician", "--time-zone", "Europe/Madrid", "--region", "ES"],
            [
                "gil@inbox.example",
                "--clinician",
                "--time-zone=Europe/Madrid",
                "--region=ES",
                "--inbox=ada@inbox.example",
            ],
        ],
    )
    def test_what_does_not_fit_is_refused_whole(self, ada: Clinician, words: list[str]) -> None:
        with pytest.raises(CommandError):
            call_command("open_practice", "Far Hill", *words, "--owner", "Gil Park")
        assert Membership.objects.count() == 1


class TestTokens:
    def test_a_token_ends_with_its_time(self, ada: Clinician) -> None:
        life = timedelta(days=30)
        secret = services.issue_token(practice=ada.practice, name="x", now=NOW, life=life)
        last = NOW + life - timedelta(seconds=1)
        assert queries.integration_for_token(secret, now=last)
        assert queries.integration_for_token(secret, now=NOW + life) is None

    @pytest.mark.parametrize("days", [0, -1, 731])
    def test_none_is_good_for_ever(self, ada: Clinician, days: int) -> None:
        with pytest.raises(ValueError, match="730 days at most"):
            services.issue_token(practice=ada.practice, name="x", now=NOW, life=timedelta(days=days))

    def test_one_may_be_for_one_clinician(self, ada: Clinician, ben: Clinician) -> None:
        secret = services.issue_token(practice=ada.practice, name="x", now=NOW, clinician=ben)
        actor = queries.integration_for_token(secret, now=NOW)
        assert actor is not None
        assert list(queries.clinicians(actor)) == [ben]

    def test_its_use_is_noted_once_a_day(self, ada: Clinician, django_assert_num_queries: Any) -> None:
        secret = factories.issue_token(practice=ada.practice)
        first = queries.integration_for_token(secret, now=NOW)
        assert first is not None
        services.note_use(first, now=NOW)
        again = queries.integration_for_token(secret, now=NOW)
        assert again is not None
        with django_assert_num_queries(0):
            services.note_use(again, now=NOW)
        assert ApiToken.objects.get().last_used_on == NOW.date()

    def test_another_practices_tokens_are_not_an_owners(self, olive: User, cleo: Clinician) -> None:
        factories.issue_token(practice=cleo.practice)
        assert not queries.tokens(factories.owner_actor(olive)).exists()
