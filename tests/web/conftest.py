"""A clinician whose policy says something about everything, and browsers that she and her client use."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from accounts.models import Client, Clinician
from scheduler.models import SessionType
from tests import factories
from tests.client_sign_in import let_in
from tests.web_policies import FULL_POLICY


@pytest.fixture
def on_a_tuesday_morning() -> Iterator[None]:
    with time_machine.travel(factories.NOW, tick=False):
        yield


@pytest.fixture
def published(ada: Clinician) -> Clinician:
    factories.publish_policy(clinician=ada, document=FULL_POLICY, now=factories.NOW - timedelta(days=10))
    return ada


@pytest.fixture
def signed_in(client: Browser, published: Clinician) -> Browser:
    assert published.user is not None
    client.force_login(published.user)
    return client


@pytest.fixture
def inside(client: Browser, published: Clinician, dan: Client) -> Browser:
    """Dan's browser."""
    return let_in(client, dan, published)


@pytest.fixture
def kind(published: Clinician) -> SessionType:
    """Its times are its client's at once."""
    return factories.offer_sessions(clinician=published)


@pytest.fixture
def meeting(published: Clinician) -> SessionType:
    """Anyone may ask for it."""
    return factories.offer_sessions(
        clinician=published, name="First meeting", is_instant=False, who_books="anyone"
    )
