"""While alarms may be delayed, whoever could be alarmed is told on each of their pages."""

import pytest
from django.test import Client as Browser

from accounts.models import Clinician
from notifications.services.lane import memory

BANNER = "Alarms may be delayed"


@pytest.fixture
def _red() -> None:
    memory.keep(None, seconds=60)


@pytest.mark.usefixtures("_red")
def test_a_clinician_is_told_on_every_page(signed_in: Browser) -> None:
    for page in ("/inbox/", "/clients/", "/policy/", "/duty/", "/emergency/"):
        shown = signed_in.get(page).content.decode()
        assert BANNER in shown
        assert "look into your inbox more often" in shown


def test_while_all_is_well_nothing_is_said(signed_in: Browser) -> None:
    assert BANNER not in signed_in.get("/inbox/").content.decode()


@pytest.mark.usefixtures("_red")
def test_clients_and_visitors_are_not_told_of_our_troubles(ada: Clinician, client: Browser) -> None:
    assert BANNER not in client.get(f"/p/{ada.slug}/").content.decode()
