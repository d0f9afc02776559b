"""Who may send what, and when: claims, leases and the tokens that settle them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from accounts.models import Clinician
from notifications import outbox
from notifications.models import Delivery
from tests.exchanges import take_message
from tests.factories import NOW

Kind = Delivery.Kind
SOON = NOW + timedelta(seconds=1)
AFTER_THE_LEASE = NOW + outbox.LEASE


def ids(deliveries: list[Delivery]) -> list[object]:
    return [delivery.pk for delivery in deliveries]


def state_of(delivery: Delivery) -> tuple[str, int, int]:
    row = Delivery.objects.get(pk=delivery.pk)
    return row.state, row.attempts, row.unsettled


def test_the_most_urgent_goes_first(ada: Clinician) -> None:
    ordinary = take_message(ada)
    human = take_message(ada, kind=Kind.REPLY)
    crisis = take_message(ada, kind=Kind.CRISIS_REPLY)
    assert ids(outbox.claim(now=NOW)) == ids([crisis, human, ordinary])


def test_a_claim_takes_no_more_than_its_limit(ada: Clinician) -> None:
    first, second = take_message(ada), take_message(ada, now=SOON)
    assert ids(outbox.claim(now=SOON, limit=1)) == ids([first])
    assert ids(outbox.claim(now=SOON, limit=1)) == ids([second])


def test_what_is_claimed_is_nobody_elses_until_the_lease_runs_out(ada: Clinician) -> None:
    delivery = take_message(ada)
    assert ids(outbox.claim(now=NOW)) == ids([delivery])
    assert outbox.claim(now=AFTER_THE_LEASE - timedelta(microseconds=1)) == []
    assert ids(outbox.claim(now=AFTER_THE_LEASE)) == ids([delivery])


def test_nothing_is_sent_before_its_time(ada: Clinician) -> None:
    take_message(ada, now=SOON)
    assert outbox.claim(now=NOW) == []


def test_a_send_is_begun_only_on_a_lease_that_holds(ada: Clinician) -> None:
    delivery = take_message(ada)
    [held] = outbox.claim(now=NOW)
    assert not outbox.begin(held, now=AFTER_THE_LEASE)
    assert state_of(delivery) == ("leased", 0, 0)
    assert outbox.begin(held, now=SOON)
    assert state_of(delivery) == ("leased", 1, 1)


def test_beginning_renews_the_lease(ada: Clinician) -> None:
    take_message(ada)
    [held] = outbox.claim(now=NOW)
    outbox.begin(held, now=SOON)
    assert outbox.claim(now=AFTER_THE_LEASE) == []
    assert len(outbox.claim(now=AFTER_THE_LEASE + timedelta(seconds=1))) == 1


@pytest.mark.parametrize(
    ("settle", "settled"),
    [
        (lambda held: outbox.settle_sent(held, now=SOON), ("sent", 1, 0)),
        (lambda held: outbox.settle_failed(held, error="451", retry_at=SOON), ("pending", 1, 0)),
        (lambda held: outbox.settle_failed(held, error="550", retry_at=None), ("dead", 1, 0)),
        (
            lambda held: outbox.settle_failed(held, error="Timeout", retry_at=SOON, may_have_arrived=True),
            ("pending", 1, 1),
        ),
    ],
    ids=["sent", "failed for now", "failed for good", "who knows"],
)
def test_only_the_last_holder_settles(
    ada: Clinician, settle: Callable[[Delivery], bool], settled: tuple[str, int, int]
) -> None:
    delivery = take_message(ada)
    [paused] = outbox.claim(now=NOW)
    [current] = outbox.claim(now=AFTER_THE_LEASE)
    outbox.begin(current, now=AFTER_THE_LEASE)
    assert not settle(paused)
    assert state_of(delivery) == ("leased", 1, 1)
    assert settle(current)
    assert state_of(delivery) == settled
    assert not settle(current)


def test_a_lease_that_ran_out_unclaimed_may_still_be_settled(ada: Clinician) -> None:
    delivery = take_message(ada)
    [held] = outbox.claim(now=NOW)
    outbox.begin(held, now=NOW)
    assert outbox.settle_sent(held, now=AFTER_THE_LEASE + outbox.LEASE)
    assert state_of(delivery) == ("sent", 1, 0)


def test_what_is_given_back_is_due_at_once_and_uncounted(ada: Clinician) -> None:
    delivery = take_message(ada)
    outbox.release(outbox.claim(now=NOW))
    assert state_of(delivery) == ("pending", 0, 0)
    assert ids(outbox.claim(now=NOW)) == ids([delivery])


def test_nobody_gives_back_what_another_holds(ada: Clinician) -> None:
    delivery = take_message(ada)
    paused = outbox.claim(now=NOW)
    outbox.claim(now=AFTER_THE_LEASE)
    outbox.release(paused)
    assert state_of(delivery) == ("leased", 0, 0)


def to_name_every_practice() -> int:
    """Savepoint, name, unname, savepoint: within a test's own transaction."""
    return 4 if connection.vendor == "postgresql" else 0


def test_a_look_into_an_empty_outbox_is_one_read(
    ada: Clinician, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1 + to_name_every_practice()):
        assert outbox.claim(now=NOW) == []


@pytest.mark.parametrize("waiting", [1, 30])
def test_a_claim_costs_the_same_for_one_and_for_many(
    ada: Clinician, waiting: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(waiting):
        take_message(ada)
    expected = 6 + to_name_every_practice()  # look, savepoint, choose, lease, savepoint, read back
    with django_assert_num_queries(expected):
        assert len(outbox.claim(now=NOW)) == waiting
