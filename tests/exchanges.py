"""Messages with their decisions and deliveries, stored as the service stores them: in one transaction."""

import hashlib
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from accounts.models import Clinician
from notifications import outbox
from notifications.models import Decision, Delivery, Duty, Escalation, InboundMessage, Reply, Screening
from tests.factories import NOW

PRIORITIES = {
    Delivery.Kind.CRISIS_REPLY: 0,
    Delivery.Kind.REPLY: 1,
    Delivery.Kind.NOTICE: 2,
    Delivery.Kind.ALARM: 2,
    Delivery.Kind.WAITING: 3,
    Delivery.Kind.AUTO_REPLY: 5,
}


def take_message(
    clinician: Clinician,
    *,
    kind: Delivery.Kind = Delivery.Kind.AUTO_REPLY,
    recipient: str = "dan@client.example",
    reply_text: str = "Thank you. I reply by tomorrow.",
    now: datetime = NOW,
) -> Delivery:
    with transaction.atomic():
        message = InboundMessage.objects.create(
            practice_id=clinician.practice_id,
            clinician=clinician,
            source="api",
            channel="email",
            sender=recipient,
            conversation=f"email:{recipient}",
            text="the words of a client",
            fingerprint=hashlib.sha256(b"").digest(),
            received_at=now,
        )
        _decide(message, kind, reply_text, now)
        human = (
            Reply.objects.create(
                practice_id=clinician.practice_id,
                message=message,
                clinician=clinician,
                text="See you then.",
                sent_at=now,
            )
            if kind == Delivery.Kind.REPLY
            else None
        )
        delivery = Delivery(
            practice_id=clinician.practice_id,
            message=message,
            reply=human,
            duty=_duty(message, now) if kind == Delivery.Kind.ALARM else None,
            kind=kind,
            channel="email",
            recipient=recipient,
            dedupe_key=str(uuid4()),
            priority=PRIORITIES[kind],
            created_at=now,
            next_at=now,
        )
        outbox.enqueue([delivery])
    return delivery


def _duty(message: InboundMessage, now: datetime) -> Duty:
    """Of the first step of an escalation, which is its clinician's."""
    about = {"practice_id": message.practice_id, "clinician": message.clinician}
    opened = Escalation.objects.create(**about, client=message.client, opened_at=now, note="")
    return Duty.objects.create(**about, escalation=opened, place=0, wait_minutes=10)


def _decide(message: InboundMessage, kind: Delivery.Kind, reply_text: str, now: datetime) -> None:
    Screening.objects.create(
        practice_id=message.practice_id,
        message=message,
        level="none",
        tier=0,
        categories=[],
        evidence=[],
        lexicon_version="test",
    )
    Decision.objects.create(
        practice_id=message.practice_id,
        message=message,
        state="open",
        explanation=[],
        action="reply",
        kind="crisis" if kind == Delivery.Kind.CRISIS_REPLY else "ordinary",
        reason="first_in_period",
        handle="open:-",
        language="en",
        reply_text=reply_text,
        resources=[],
        decided_at=now,
    )
