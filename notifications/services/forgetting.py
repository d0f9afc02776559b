"""Forgetting what a practice keeps no longer: a little at a time, so that no delivery waits for it.

What nobody has answered, what is still to be sent and what is on hold is never forgotten by age alone.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.domain.actors import Operator
from accounts.domain.audit import Verb
from accounts.models import Care, Client, LegalHold, Practice
from accounts.services import record
from accounts.services.clients import forgetting_practices, look_again
from accounts.services.wishes import thing_of_client
from accounts.wall import all_or_nothing
from notifications import queries
from notifications.models import InboundMessage, RawMail, Reply
from notifications.services.erasing import erase
from notifications.services.taking_away import take_away
from notifications.services.things import thing_of

A_FEW = 20  # messages at a time
NEXT_TIME = timedelta(seconds=1)  # while there is more
LATER = timedelta(hours=1)


def forget_a_little(*, now: datetime) -> int:
    """For the practice that waits longest, if it is time. Returns how much was forgotten."""
    return sum(_forget(practice_id, days, now) for practice_id, days in forgetting_practices(now)[:1])


def _forget(practice_id: UUID, days: int, now: datetime) -> int:
    with all_or_nothing(practice_id):
        if not look_again(practice_id, at=now + LATER, now=now):  # somebody else is at it
            return 0
        cutoff = now - timedelta(days=days)
        done = _messages(practice_id, cutoff, now) + _mails(practice_id, cutoff)
        done = done or _clients(practice_id, cutoff, now)
        if done:
            Practice.objects.filter(pk=practice_id).update(forgets_next_at=now + NEXT_TIME)
    return done


def _messages(practice_id: UUID, cutoff: datetime, now: datetime) -> int:
    """Answered before the cutoff, with nothing under way; the oldest first."""
    past = (
        queries.past_their_time(practice_id, cutoff).exclude(queries.on_hold()).exclude(queries.unsettled())
    )
    past = past.filter(answered_by__sent_at__lt=cutoff)
    chosen = set(past.order_by("received_at", "pk").values_list("pk", flat=True)[:A_FEW])
    while wait := set(_whose_answers_are_needed(chosen)):
        chosen -= wait
    ours = InboundMessage.objects.filter(pk__in=chosen)
    for message in ours:
        record(Operator(), Verb.FORGOT, thing_of(message), now=now)
    take_away(ours)
    return len(chosen)


def _whose_answers_are_needed(messages: set[UUID]) -> QuerySet[Reply, UUID]:
    """Of these, those with an answer that was for another as well, which stays for now."""
    staying = InboundMessage.objects.filter(answered_by=OuterRef("pk")).exclude(pk__in=messages)
    return Reply.objects.filter(Exists(staying), message_id__in=messages).values_list("message_id", flat=True)


def _mails(practice_id: UUID, cutoff: datetime) -> int:
    """Read, and a message of nothing any more: the same had come before."""
    past = RawMail.objects.filter(practice_id=practice_id, read_at__lt=cutoff, messages=None)
    past = past.exclude(queries.on_hold())
    chosen = list(past.values_list("pk", flat=True)[:A_FEW])
    RawMail.objects.filter(pk__in=chosen).delete()
    return len(chosen)


def _clients(practice_id: UUID, cutoff: datetime, now: datetime) -> int:
    """Who left every clinician before the cutoff, and of whom nothing else is kept."""
    still = Care.objects.filter(client=OuterRef("pk")).filter(Q(ended_at=None) | Q(ended_at__gte=cutoff))
    kept = (model.objects.filter(client=OuterRef("pk")) for model in (InboundMessage, RawMail))
    gone = Client.objects.filter(~Exists(still), *(~Exists(each) for each in kept), practice_id=practice_id)
    held = LegalHold.objects.filter(client=OuterRef("pk"), lifted_at=None)
    chosen = list(gone.exclude(Exists(held)).filter(care__ended_at__lt=cutoff).distinct()[:A_FEW])
    for client in chosen:
        erase(client)
        record(Operator(), Verb.FORGOT, thing_of_client(client), now=now)
    return len(chosen)
