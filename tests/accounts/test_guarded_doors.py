"""Each door to people opens only for whom it should: insider, colleague, stranger of another practice."""

import pytest

from accounts import queries
from accounts.domain.actors import ClinicianActor, MailServer, Visitor
from accounts.models import Client, Clinician
from tests import factories


def test_a_clinician_sees_the_clinicians_of_the_practice_and_no_others(
    ada: Clinician, ben: Clinician, cleo: Clinician
) -> None:
    assert set(queries.clinicians(factories.clinician_actor(ada))) == {ada, ben}


def test_a_token_stays_in_its_practice(ada: Clinician, cleo: Clinician) -> None:
    actor = factories.integration_actor(ada.practice)
    assert queries.clinician(actor, "ada-quist") == ada
    with pytest.raises(queries.NotFoundError):
        queries.clinician(actor, "cleo-sand")


def test_anyone_may_visit_any_public_page(ada: Clinician, cleo: Clinician) -> None:
    assert set(queries.clinicians(Visitor())) == {ada, cleo}


def test_a_token_that_nobody_issued_opens_nothing(ada: Clinician) -> None:
    token = factories.issue_token(practice=ada.practice)
    assert queries.integration_for_token(token.lower(), now=factories.NOW) is None
    assert queries.integration_for_token("", now=factories.NOW) is None


def test_a_sign_in_leads_to_its_own_clinician(ada: Clinician, ben: Clinician) -> None:
    assert ada.user is not None
    expected = ClinicianActor(practice_id=ada.practice_id, clinician_id=ada.pk)
    assert queries.roles_of(ada.user).clinician == expected


def test_a_client_is_known_to_whoever_cares_for_them(
    ada: Clinician, ben: Clinician, cleo: Clinician, dan: Client
) -> None:
    assert queries.client_at(ada, "email", "dan@client.example") == dan
    assert queries.client_at(ben, "email", "dan@client.example") is None
    assert queries.client_at(cleo, "email", "dan@client.example") is None


def test_a_client_is_known_only_on_their_own_channel(ada: Clinician, dan: Client) -> None:
    assert queries.client_at(ada, "sms", "dan@client.example") is None


def test_the_mail_server_finds_every_inbox_once(ada: Clinician, ben: Clinician, cleo: Clinician) -> None:
    addresses = ["ada@inbox.example", "ada@home.example", "cleo@inbox.example", "nobody@inbox.example"]
    found = queries.inboxes_at(MailServer(), addresses)
    assert found == {ada: ["ada@inbox.example"], cleo: ["cleo@inbox.example"]}


def test_own_addresses_are_those_of_the_whole_practice(
    ada: Clinician, ben: Clinician, cleo: Clinician
) -> None:
    assert queries.own_mail_addresses(ada) == frozenset(
        {"ada@inbox.example", "ada@home.example", "ben@inbox.example", "ben@home.example"}
    )
