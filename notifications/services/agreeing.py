"""Agreeing with a client and ending it, with what both are told of that: in one transaction.

That it begins, is to be looked at again and ends stands in rows from the start, each with the instant at
which it is told; whether it still has to be, and in which way, is asked when it is sent.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from accounts.domain.actors import ClinicianActor
from accounts.queries import notice_address
from accounts.wall import all_or_nothing
from notifications.domain.daytime import by_day
from notifications.models import Notice
from notifications.services.deciding import language_for
from notifications.services.notices import in_their_hours
from policies import services as policies
from policies.services import Agreeing
from scheduler.domain.wall_clock import midnight, zone, zone_names

Kind = Notice.Kind


def agree_and_tell(*, actor: ClinicianActor, client_id: UUID, agreeing: Agreeing, now: datetime) -> UUID:
    """As `policies.services.agree`, whose errors it raises. Returns the key of the agreement."""
    with all_or_nothing(actor.practice_id):
        made = policies.agree(actor=actor, client_id=client_id, agreeing=agreeing, now=now)
        reviewed = midnight(made.review_on, zone(made.clinician.time_zone))
        _promise(
            made,
            {
                Kind.AGREEMENT_BEGINS: made.starts,
                Kind.AGREEMENT_REVIEW: max(reviewed, made.starts),
                Kind.AGREEMENT_ENDS: made.ends,
            },
            now,
        )
    return made.pk


def end_and_tell(*, actor: ClinicianActor, agreement_id: UUID, now: datetime) -> None:
    """As `policies.services.end_early`. What was still to be told is told no more, but that it has ended."""
    with all_or_nothing(actor.practice_id):
        ended = policies.end_early(actor=actor, agreement_id=agreement_id, now=now)
        Notice.objects.filter(agreement=ended, attempts=0).delete()
        _promise(ended, {Kind.AGREEMENT_ENDS: now}, now)


def _promise(agreement: Any, events: Mapping[Kind, datetime], now: datetime) -> None:  # noqa: ANN401  a row of policies'
    clinician, client = agreement.clinician, agreement.client
    address = notice_address(clinician, "email")
    theirs = zone(client.time_zone if client.time_zone in zone_names() else clinician.time_zone)
    for kind, at in events.items():
        of_it = partial(
            Notice.objects.create,
            practice_id=agreement.practice_id,
            kind=kind,
            agreement=agreement,
            created_at=now,
        )
        of_it(client=client, language=language_for(clinician, client), next_at=by_day(at, theirs))
        if address:
            language = language_for(clinician, client=None)
            of_it(recipient=address, language=language, next_at=in_their_hours(clinician, at))
