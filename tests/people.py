"""The four people of the tests: Ada; Ben, her colleague; Cleo of another practice; Dan, Ada's client."""

import pytest

from accounts.models import Client, Clinician
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
