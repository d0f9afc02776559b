"""The policy in force as a document."""

from datetime import timedelta

import jsonschema
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
    assert answer.json() == to_json(parse_document(FULL_POLICY))
    assert (answer.headers["Policy-Version"], answer.headers["Last-Modified"]) == (
        "1",
        "Sat, 28 Feb 2026 14:30:00 GMT",
    )


def test_it_says_where_its_schema_is(client: Browser, published: Clinician) -> None:
    answer = client.get(ADDRESS)
    address, _, _ = answer.headers["Link"].removeprefix("<").partition(">")
    schema = client.get(address)
    jsonschema.validate(answer.json(), schema.json())
    assert client.get(address, headers={"if-none-match": schema.headers["ETag"]}).status_code == 304


def test_who_has_it_already_is_told_so_until_it_changes(client: Browser, published: Clinician) -> None:
    etag = client.get(ADDRESS).headers["ETag"]
    assert client.get(ADDRESS, headers={"if-none-match": etag}).status_code == 304
    factories.publish_policy(clinician=published, now=NOW + timedelta(days=1))
    assert client.get(ADDRESS, headers={"if-none-match": etag}).headers["Policy-Version"] == "2"


def test_a_version_still_to_come_is_not_told(client: Browser, ada: Clinician) -> None:
    factories.publish_policy(clinician=ada, effective_from=NOW + timedelta(days=1))
    with time_machine.travel(NOW, tick=False):
        assert client.get(ADDRESS).status_code == 404


def test_nobody_has_no_policy(client: Browser, ada: Clinician) -> None:
    assert client.get("/p/nobody/policy.json").status_code == 404
