"""The engine gives what stepping through every minute gives, in every zone whose clocks ever change."""

import os
from datetime import datetime, timedelta
from random import Random

import pytest

from policies.domain.document import parse_document
from policies.domain.promise import compile_policy
from tests.policies.domain.brute_force import BruteForce
from tests.policies.domain.random_policies import (
    random_policy,
    random_receipt,
    transitions,
    zones_that_change,
)

SOAK = os.environ.get("SOAK") == "1"
ZONES = zones_that_change(None if SOAK else 60)
POLICIES_A_ZONE = 40 if SOAK else 8
FAR = timedelta(days=50)


@pytest.mark.parametrize("zone", ZONES)
def test_equals_brute_force(zone: str) -> None:
    chance = Random(zone)  # noqa: S311 -- to draw the same again
    for _ in range(POLICIES_A_ZONE):
        change = chance.choice(transitions(zone))
        document, received = random_policy(chance, zone, change), random_receipt(chance, change)
        compiled = compile_policy(parse_document(document))
        brute = BruteForce(document, received)
        expected, promised = brute.reply_by(), compiled.promise("email", received).reply_by
        if expected is not None or (promised and promised < received + FAR):
            assert promised == expected, (document, received)
        for at in (received, *edges(brute)):
            assert compiled.is_open("email", at) == brute.is_open(at), (document, at)


def edges(brute: BruteForce) -> list[datetime]:
    """Each start and end of hours, time away and busy time in the ten days after receipt, and its seconds."""
    spans = [*brute.away, *brute.busy, *(span for day in brute.dates[2:14] for span in brute.spans[day])]
    near = [
        edge for span in spans for edge in span if timedelta() <= edge - brute.received < timedelta(days=10)
    ]
    return [edge + timedelta(seconds=seconds) for edge in near for seconds in (-1, 0, 1)]
