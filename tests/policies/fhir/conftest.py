"""Everything takes place on one morning."""

from collections.abc import Iterator

import pytest
import time_machine

from accounts.models import Client, Clinician
from tests.policies.fhir.practice import NOW, Practice, fill


@pytest.fixture
def practice(ada: Clinician, dan: Client) -> Iterator[Practice]:
    with time_machine.travel(NOW, tick=False):
        yield fill(ada, dan)
