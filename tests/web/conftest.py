"""A clinician whose policy says something about everything, and a browser in which she is signed in."""

from datetime import timedelta

import pytest
from django.test import Client as Browser

from accounts.models import Clinician
from tests import factories
from tests.web_policies import FULL_POLICY


@pytest.fixture
def published(ada: Clinician) -> Clinician:
    factories.publish_policy(clinician=ada, document=FULL_POLICY, now=factories.NOW - timedelta(days=10))
    return ada


@pytest.fixture
def signed_in(client: Browser, published: Clinician) -> Browser:
    assert published.user is not None
    client.force_login(published.user)
    return client
