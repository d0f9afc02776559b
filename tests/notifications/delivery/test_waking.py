"""When workers are told that something is due."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Clinician
from notifications import outbox
from notifications.models import Delivery
from tests.exchanges import take_message
from tests.factories import NOW


def wake_ups(callbacks: list[Callable[[], object]]) -> int:
    return callbacks.count(outbox.wake)


def test_a_message_wakes_them_once_and_on_commit(
    ada: Clinician, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        take_message(ada)
    assert wake_ups(callbacks) == 1


def test_what_is_handed_back_needs_no_worker(
    ada: Clinician, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    delivery = take_message(ada)
    handed_back = Delivery(
        practice_id=delivery.practice_id,
        message_id=delivery.message_id,
        kind=Delivery.Kind.AUTO_REPLY,
        channel="sms",
        recipient="+12125550123",
        dedupe_key="handed back",
        state=Delivery.State.HANDED_BACK,
        priority=1,
        created_at=NOW,
    )
    with django_capture_on_commit_callbacks() as callbacks:
        outbox.enqueue([handed_back])
    assert wake_ups(callbacks) == 0
    assert [held.pk for held in outbox.claim(now=NOW)] == [delivery.pk]


def test_what_is_rolled_back_was_never_promised(
    ada: Clinician, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        take_message(ada)
        transaction.set_rollback(True)
    assert wake_ups(callbacks) == 0
    assert outbox.claim(now=NOW + timedelta(days=1)) == []
