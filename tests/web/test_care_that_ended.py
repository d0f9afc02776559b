"""After care has ended a clinician may read; to change and to erase is for who still cares, or did last."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client as Browser

from accounts import services as people
from accounts.domain.actors import ClientActor
from accounts.models import Care, Client, Clinician, OptOut
from accounts.queries import NotFoundError
from accounts.services.clients import Particulars
from notifications import services
from notifications.models import Notice
from tests.factories import NOW, clinician_actor
from tests.notifications.services.test_erasing import write

BENS = {"clinician__slug": "ben-ruiz"}
CHANGES: dict[str, Callable[..., Any]] = {
    "correct": partial(people.correct, particulars=Particulars("Somebody Else")),
    "pause": people.pause,
    "resume": people.resume,
    "come back": people.come_back,
    "opt out": partial(people.opt_out, channel="email"),
    "opt in": partial(people.opt_in, channel="email"),
    "news": partial(people.choose_news, by=Client.News.PORTAL),
    "hold": partial(people.hold, reason="A dispute."),
    "lift the hold": people.lift_hold,
    "erase": services.erase_client,
}

pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")


@pytest.fixture
def shared(published: Clinician, ben: Clinician, dan: Client) -> Client:
    """Ada's care of Dan has ended; Ben's goes on."""
    Care.objects.filter(client=dan, clinician=published).update(ended_at=NOW - timedelta(days=30))
    Care.objects.create(practice=ben.practice, clinician=ben, client=dan)
    return dan


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_it_is_for_the_colleague_who_still_cares(
    change: str, published: Clinician, ben: Clinician, shared: Client
) -> None:
    def kept() -> tuple[Any, ...]:
        return Client.objects.get().name, OptOut.objects.count(), list(Care.objects.values_list())

    before = kept()
    with pytest.raises(NotFoundError):
        CHANGES[change](actor=clinician_actor(published), client_id=shared.pk, now=NOW)
    assert kept() == before
    CHANGES[change](actor=clinician_actor(ben), client_id=shared.pk, now=NOW)


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_where_nobody_cares_it_is_for_who_did_so_last(
    change: str, published: Clinician, ben: Clinician, shared: Client
) -> None:
    Care.objects.filter(**BENS).update(ended_at=NOW - timedelta(days=1))
    with pytest.raises(NotFoundError):
        CHANGES[change](actor=clinician_actor(published), client_id=shared.pk, now=NOW)
    CHANGES[change](actor=clinician_actor(ben), client_id=shared.pk, now=NOW)


def test_where_the_others_have_gone_somebody_can_still_erase(
    published: Clinician, ben: Clinician, shared: Client
) -> None:
    Clinician.objects.filter(pk=ben.pk).update(gone_since=NOW)
    services.erase_client(actor=clinician_actor(published), client_id=shared.pk, now=NOW)
    assert not Client.objects.exists()


def test_who_asks_to_be_erased_is_told_to_those_who_can(published: Clinician, shared: Client) -> None:
    actor = ClientActor(shared.practice_id, shared.pk)
    services.ask_to_be_erased(actor=actor, now=NOW)
    assert [each.recipient for each in Notice.objects.all()] == ["ben@home.example"]


def test_what_one_was_sent_can_be_read_and_handed_over(signed_in: Browser, shared: Client) -> None:
    row = write(text="From the time with Ada.")
    page = signed_in.get(f"/clients/{shared.pk}/").content.decode()
    assert f'href="/inbox/{row.pk}/"' in page
    assert "A colleague cares for them now" in page
    for offer in ("Save what changed", "Erase everything", "Put on hold", "Take up care again"):
        assert offer not in page
    assert signed_in.get(f"/clients/{shared.pk}/everything/").status_code == 200


def test_pages_that_were_open_change_nothing(signed_in: Browser, shared: Client) -> None:
    assert signed_in.get(f"/clients/{shared.pk}/erase/").status_code == 404
    for where, said in {
        "": {"name": "Somebody Else"},
        "erase/": {"name": "Dan Abara"},
        "wish/": {"wish": "come_back"},
        "hold/": {"reason": "A dispute."},
    }.items():
        assert signed_in.post(f"/clients/{shared.pk}/{where}", said).status_code == 404
    assert Client.objects.get().name == "Dan Abara"


def test_to_end_care_twice_is_to_end_it_once(signed_in: Browser, shared: Client) -> None:
    assert signed_in.post(f"/clients/{shared.pk}/wish/", {"wish": "leave"}).status_code == 302
