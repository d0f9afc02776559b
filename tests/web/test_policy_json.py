"""The policy in force as a document."""

from datetime import timedelta

import time_machine
from django.test import Client as Browser

from accounts.models import Clinician
from policies.domain.document import parse_document, to_json
from tests import factories
from tests.factories import NOW
from tests.web_policies import FULL_POLICY

ADDRESS = "/p/ada-quist/policy.json"


def test_it_gives_the_document_with_its_version(client: Browser, published: Clinician) -> None:
    answer = client.get(ADDRESS)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {
        "version": 1,
        "effective_from": "2026-02-28T14:30:00Z",
        "policy": to_json(parse_document(FULL_POLICY)),
    }


def test_who_has_it_already_is_told_so_until_it_changes(client: Browser, published: Clinician) -> None:
    etag = client.get(ADDRESS).headers["ETag"]
    assert client.get(ADDRESS, headers={"if-none-match": etag}).status_code == 304
    factories.publish_policy(clinician=published, now=NOW + timedelta(days=1))
    assert client.get(ADDRESS, headers={"if-none-match": etag}).json()["version"] == 2


def test_a_version_still_to_come_is_not_told(client: Browser, ada: Clinician) -> None:
    factories.publish_policy(clinician=ada, effective_from=NOW + timedelta(days=1))
    with time_machine.travel(NOW, tick=False):
        assert client.get(ADDRESS).status_code == 404


def test_nobody_has_no_policy(client: Browser, ada: Clinician) -> None:
    assert client.get("/p/nobody/policy.json").status_code == 404
