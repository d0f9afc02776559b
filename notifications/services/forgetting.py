"""Forgetting what a practice keeps no longer: a little at a time, so that no delivery waits for it.

What nobody has answered, what is still to be sent and what is on hold is never forgotten by age alone.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.domain.actors import Operator
from accounts.domain.audit import Verb
from accounts.models import Care, Client, LegalHold, Practice
from accounts.services import record
from accounts.services.clients import alone_with, forgetting_practices, look_again
from accounts.services.wishes import thing_of_client
from accounts.wall import all_or_nothing
from notifications import queries
from notifications.models import Decision, InboundMessage, RawMail, Reply
from notifications.services.erasing import erase
from notifications.services.taking_away import take_away
from notifications.services.things import thing_of
from policies.queries import agreements_ended_before
from policies.services import forget_agreements
from scheduler.queries.appointments import appointments_over_before
from scheduler.services import forget_appointments, forget_what_ended

A_FEW = 20  # messages at a time
NEXT_TIME = timedelta(seconds=1)  # while there is more
LATER = timedelta(hours=1)

logger = logging.getLogger(__name__)


def forget_a_little(*, now: datetime) -> int:
    """For the practice that waits longest, if it is time. Returns how much was forgotten."""
    return sum(
        _forget_if_possible(practice_id, days, now) for practice_id, days in forgetting_practices(now)[:1]
    )


def _forget_if_possible(practice_id: UUID, days: int, now: datetime) -> int:
    """What cannot be forgotten holds up neither the other practices nor any delivery."""
    try:
        return _forget(practice_id, days, now)
    except IntegrityError as error:
        details = {"practice": str(practice_id), "error": type(error).__name__}
        logger.warning("not forgotten", extra=details)
        with all_or_nothing(practice_id):
            look_again(practice_id, at=now + LATER, now=now)
        return 0


def _forget(practice_id: UUID, days: int, now: datetime) -> int:
    with all_or_nothing(practice_id):
        if not look_again(practice_id, at=now + LATER, now=now):  # somebody else is at it
            return 0
        cutoff = now - timedelta(days=days)
        done = _messages(practice_id, cutoff, now) + _mails(practice_id, cutoff)
        done += _agreements(practice_id, cutoff, now) + _times(practice_id, cutoff, now)
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
    chosen = _chosen_alone(past.order_by("received_at", "pk"))
    while wait := set(_whose_answers_are_needed(chosen)):
        chosen -= wait
    ours = InboundMessage.objects.filter(pk__in=chosen)
    for message in ours:
        record(Operator(), Verb.FORGOT, thing_of(message), now=now)
    take_away(ours)
    return len(chosen)


def _chosen_alone(past: QuerySet[Any]) -> set[UUID]:
    """The first few of these messages or mails, but for what was just put on hold; from here nothing is."""
    chosen = dict(past.values_list("pk", "client_id")[:A_FEW])
    whose = Client.objects.select_for_update(no_key=True).filter(pk__in=filter(None, chosen.values()))
    list(whose.order_by("pk").values_list("pk"))
    return set(past.filter(pk__in=chosen).values_list("pk", flat=True))


def _whose_answers_are_needed(messages: set[UUID]) -> QuerySet[Reply, UUID]:
    """Of these, those with an answer that was for another as well, which stays for now."""
    staying = InboundMessage.objects.filter(answered_by=OuterRef("pk")).exclude(pk__in=messages)
    return Reply.objects.filter(Exists(staying), message_id__in=messages).values_list("message_id", flat=True)


def _mails(practice_id: UUID, cutoff: datetime) -> int:
    """Read, and a message of nothing any more: the same had come before."""
    past = RawMail.objects.filter(practice_id=practice_id, read_at__lt=cutoff, messages=None)
    chosen = _chosen_alone(past.exclude(queries.on_hold()))
    RawMail.objects.filter(pk__in=chosen).delete()
    return len(chosen)


def _agreements(practice_id: UUID, cutoff: datetime, now: datetime) -> int:
    """Ended before the cutoff, with no promise left that was made by them; the first to end first."""
    made = Decision.objects.filter(agreement=OuterRef("pk"))
    past = agreements_ended_before(practice_id, cutoff).filter(~Exists(made))
    chosen = _chosen_alone(past.exclude(queries.on_hold()))
    forget_agreements(chosen, now=now)
    return len(chosen)


def _times(practice_id: UUID, cutoff: datetime, now: datetime) -> int:
    """Appointments that were over before the cutoff, then what is left of series; the first to end first."""
    chosen = _chosen_alone(appointments_over_before(practice_id, cutoff))
    forget_appointments(chosen, now=now)
    return len(chosen) + forget_what_ended(practice_id, cutoff)


def _clients(practice_id: UUID, cutoff: datetime, now: datetime) -> int:
    """Who left every clinician before the cutoff, and of whom nothing else is kept."""
    still = Care.objects.filter(client=OuterRef("pk")).filter(Q(ended_at=None) | Q(ended_at__gte=cutoff))
    kept = (model.objects.filter(client=OuterRef("pk")) for model in (InboundMessage, RawMail))
    gone = Client.objects.filter(~Exists(still), *(~Exists(each) for each in kept), practice_id=practice_id)
    held = LegalHold.objects.filter(client=OuterRef("pk"), lifted_at=None)
    gone = gone.exclude(Exists(held)).filter(care__ended_at__lt=cutoff).distinct()
    alone = [each.pk for each in alone_with(list(gone.values_list("pk", flat=True)[:A_FEW]))]
    chosen = list(gone.filter(pk__in=alone))  # asked again: some may have come back, or be held by now
    for client in chosen:
        erase(client)
        record(Operator(), Verb.FORGOT, thing_of_client(client), now=now)
    return len(chosen)
