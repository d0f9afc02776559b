"""What somebody on duty does with an escalation: reads it, takes it up, and says what came of it."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.domain.actors import OnDutyActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.services import record
from accounts.wall import all_or_nothing
from notifications import outbox, queries
from notifications.models import Delivery, Escalation, EscalationEvent, InboundMessage
from notifications.services.escalating import ACTS_WITHIN, note
from notifications.services.things import thing_of

What = EscalationEvent.What
LONGEST_NOTE = 4_000  # characters


def open_escalation(*, actor: OnDutyActor, now: datetime) -> Escalation:
    """With what was said, which is put on record as read. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        found = queries.escalation(actor)
        for message in queries.messages(actor):
            record(actor, Verb.READ, thing_of(message), now=now)
    return found


def take_up(*, actor: OnDutyActor, now: datetime) -> bool:
    """They look after it: no further step is made, nothing more is sent. False where somebody already does.

    Once. Raises NotFoundError, also where their access has ended.
    """
    with all_or_nothing(actor.practice_id):
        if queries.is_over_for(actor):
            return False
        held = _alone_with(actor)
        if held.resolved_at or held.acknowledged_at:
            return False
        _stop(held, actor.person_id, now)
        record(actor, Verb.TOOK_UP, _thing(held), now=now)
    return True


def _stop(held: Escalation, person: UUID, now: datetime) -> None:
    held.acknowledged_at, held.acknowledged_by = now, person
    held.next_at, held.turn = now + ACTS_WITHIN, held.turn + 1
    held.save(update_fields=["acknowledged_at", "acknowledged_by", "next_at", "turn"])
    _silence(held)
    note(held, What.ACKNOWLEDGED, now, person=person)


def _silence(held: Escalation) -> None:
    """What is being sent just now asks once more before it goes out."""
    outbox.call_off(Delivery.objects.filter(duty__escalation=held))


def taken_up_by_answering(messages: QuerySet[InboundMessage], *, person: UUID, now: datetime) -> None:
    """Who answers looks after it, unless more has come that the answer is not to. Within its transaction."""
    answered = messages.order_by().values("pk")
    about = InboundMessage.objects.filter(escalation_events__escalation=OuterRef("pk"))
    unseen = about.filter(answered_by=None).exclude(pk__in=answered)
    theirs = queries.ringing().filter(~Exists(unseen), events__message__in=answered)
    for each in Escalation.objects.select_for_update().filter(pk__in=theirs.values("pk")).order_by("pk"):
        _stop(each, person, now)


def resolve(*, actor: OnDutyActor, outcome: str, text: str, now: datetime) -> bool:
    """It is over, with a note for the practice's own eyes. False: it was already. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        held = _alone_with(actor)
        if held.resolved_at:
            return False
        if held.acknowledged_at is None:
            _stop(held, actor.person_id, now)
        held.resolved_at, held.resolved_by, held.outcome = now, actor.person_id, Escalation.Outcome(outcome)
        held.note, held.next_at, held.turn = text[:LONGEST_NOTE], None, held.turn + 1
        held.save(update_fields=["resolved_at", "resolved_by", "outcome", "note", "next_at", "turn"])
        note(held, What.RESOLVED, now, person=actor.person_id)
        record(actor, Verb.RESOLVED, _thing(held), now=now)
    return True


def _alone_with(actor: OnDutyActor) -> Escalation:
    """Two who take it up at once: the second waits here, and finds it taken."""
    Escalation.objects.select_for_update().filter(
        pk=actor.escalation_id, practice_id=actor.practice_id
    ).first()
    return queries.escalation(actor)


def _thing(held: Escalation) -> Thing:
    return Thing(Kind.ESCALATION, held.pk, held.practice_id, held.client_id)
