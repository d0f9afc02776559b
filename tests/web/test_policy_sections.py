"""The form's sections hold every document: what is looked at and sent back unchanged stays what it was."""

import os
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings

from policies.domain.document import BoundaryPolicy, DocumentError, parse_document, to_json
from tests.policies.language.documents import documents
from tests.web.policy_pages import sent_by
from web.policy_parts import SECTIONS, Section, Sheet

DOCUMENTS = 3_000 if os.environ.get("SOAK") == "1" else 20
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def typed(name: str, policy: BoundaryPolicy, **changed: list[str]) -> Section:
    """The section as a browser sends it, but for what is `changed`."""
    html = render_to_string("policy/piece.html", {"piece": SECTIONS[name](Sheet(policy))})
    form = QueryDict(mutable=True)
    for field, values in {**sent_by(html), **changed}.items():
        form.setlist(field, values)
    return SECTIONS[name](Sheet(policy, form))


def drawn(document: dict[str, Any]) -> BoundaryPolicy | None:
    try:
        return parse_document(document)
    except DocumentError:
        return None


@pytest.mark.parametrize("name", SECTIONS)
@given(document=documents())
@settings(max_examples=DOCUMENTS, deadline=None, suppress_health_check=SLOW)
def test_what_is_sent_back_unchanged_stays_as_it_was(name: str, document: dict[str, Any]) -> None:
    policy = drawn(document)
    if policy is None:
        return
    policy = parse_document(to_json(policy))
    section = typed(name, policy)
    assert section.document is not None, (section.errors, section.faults)
    assert to_json(section.document) == to_json(policy)
