"""The people of the tests: Ada; Ben, her colleague; Cleo of another practice; Dan, Ada's client.

Olive owns Ada's practice and is no clinician; Finn sits at its front desk.
"""

from datetime import timedelta

import pytest

from accounts.models import Client, Clinician, User
from scheduler.models import SessionType
from tests import factories


@pytest.fixture
def ada(db: None) -> Clinician:
    return factories.add_clinician(practice=factories.open_practice(), name="Ada Quist")


@pytest.fixture
def ben(ada: Clinician) -> Clinician:
    return factories.add_clinician(practice=ada.practice, name="Ben Ruiz")


@pytest.fixture
def cleo(db: None) -> Clinician:
    practice = factories.open_practice(name="Far Hill Practice")
    return factories.add_clinician(practice=practice, name="Cleo Sand")


@pytest.fixture
def dan(ada: Clinician) -> Client:
    return factories.add_client(clinician=ada, name="Dan Abara")


@pytest.fixture
def kind(ada: Clinician) -> SessionType:
    """Of a session with Ada, for clients at once; her hours are Tuesday to Thursday, nine to twelve."""
    factories.publish_policy(
        clinician=ada, document=factories.SESSION_HOURS, now=factories.NOW - timedelta(days=1)
    )
    return factories.offer_sessions(clinician=ada)


@pytest.fixture
def olive(ada: Clinician) -> User:
    return factories.add_person(practice=ada.practice, name="Olive Hart", is_owner=True)


@pytest.fixture
def finn(ada: Clinician) -> User:
    return factories.add_person(practice=ada.practice, name="Finn Moss", is_front_desk=True)
