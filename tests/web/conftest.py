"""A clinician whose policy says something about everything, and a browser in which she is signed in."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
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


@pytest.fixture
def emptied_afterwards(transactional_db: None) -> Iterator[None]:
    """A served database is emptied row by row on SQLite, where its triggers keep published versions."""
    yield
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        call_command("flush", interactive=False, verbosity=0)
        for _, statement in triggers:
            cursor.execute(statement)
