"""Agreeing with one client on something for a time, and ending it before its time."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts.domain.actors import ClientActor, ClinicianActor, Operator
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import Clinician
from accounts.queries import NotFoundError, care_of, client_to_change, own_self, signed_in_clinician
from accounts.sealed import have_keys_ready
from accounts.services import record
from accounts.wall import all_or_nothing
from policies.domain.agreement import (
    OverAlreadyError,
    OverlapError,
    Terms,
    require_possible,
    terms_to_json,
)
from policies.models import Agreement
from policies.queries import agreement, agreement_overlapping, agreements_with, own_agreements
from scheduler.domain.wall_clock import zone


@dataclass(frozen=True, slots=True)
class Agreeing:
    """What is agreed, in whose words, and for how long: from `starts` until the instant `ends`.

    `review_on` is a date where the clinician is; `language` is that of the words for the client.
    """

    terms: Terms
    words: str
    language: str
    starts: datetime
    ends: datetime
    review_on: date


def agree(*, actor: ClinicianActor, client_id: UUID, agreeing: Agreeing, now: datetime) -> Agreement:
    """Holds from `starts`, and from now where that has passed. Both are told by `notifications.services`.

    Raises NotFoundError where the client is not in the clinician's care, ImpossibleTimeError, and
    OverlapError where something else is agreed with them for some of that time.
    """
    starts = max(agreeing.starts, now)
    with all_or_nothing(actor.practice_id):
        client = client_to_change(actor, client_id)  # whoever agrees at the same moment is waited for
        clinician = signed_in_clinician(actor)
        care = care_of(clinician, client)
        if care is None or care.ended_at:
            raise NotFoundError
        place = zone(clinician.time_zone)
        require_possible(starts, agreeing.ends, agreeing.review_on, place=place, now=now)
        if there := agreement_overlapping(actor, client_id, starts, agreeing.ends):
            raise OverlapError(there.starts, there.until)
        made = Agreement(
            practice_id=actor.practice_id,
            clinician=clinician,
            client=client,
            terms=json.dumps(terms_to_json(agreeing.terms), ensure_ascii=False),
            words=agreeing.words,
            language=agreeing.language,
            starts=starts,
            ends=agreeing.ends,
            review_on=agreeing.review_on,
            agreed_at=now,
        )
        made.save(force_insert=True)
        record(actor, Verb.AGREED, thing_of_agreement(made), now=now)
    return made


def end_early(*, actor: ClinicianActor, agreement_id: UUID, now: datetime) -> Agreement:
    """The general policy holds again from now on; what has not begun never does.

    Raises NotFoundError, OverAlreadyError.
    """
    with all_or_nothing(actor.practice_id):
        ending = agreement(actor, agreement_id)
        client_to_change(actor, ending.client_id)
        ending.refresh_from_db(fields=["ended_at"])
        if ending.until <= now:
            raise OverAlreadyError(ending.until)
        still = Agreement.objects.filter(pk=ending.pk, ended_at=None)
        if not still.update(ended_at=now, ended_by_id=actor.clinician_id):
            raise OverAlreadyError(now)
        ending.ended_at, ending.ended_by_id = now, actor.clinician_id
        record(actor, Verb.ENDED, thing_of_agreement(ending), now=now)
    return ending


def list_agreements(*, actor: ClinicianActor, client_id: UUID, now: datetime) -> list[Agreement]:
    """All with this client, the latest to begin first; on record before they are shown.

    Raises NotFoundError.
    """
    with all_or_nothing(actor.practice_id):
        return _on_record(actor, list(agreements_with(actor, client_id)), now)


def read_agreement(*, actor: ClinicianActor, agreement_id: UUID, now: datetime) -> Agreement:
    """Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        return _on_record(actor, [agreement(actor, agreement_id)], now)[0]


def open_own_agreements(*, actor: ClientActor, clinician: Clinician, now: datetime) -> list[Agreement]:
    """As `queries.own_agreements`."""
    with all_or_nothing(actor.practice_id):
        own_self(actor)
        return _on_record(actor, list(own_agreements(actor, clinician)), now)


def forget_agreements(chosen: Collection[UUID], *, now: datetime) -> None:
    """Within a transaction in which nobody else comes at their clients."""
    rows = Agreement.objects.filter(pk__in=chosen)
    for each in rows:
        record(Operator(), Verb.FORGOT, thing_of_agreement(each), now=now)
    rows.delete()


def thing_of_agreement(agreement: Agreement) -> Thing:
    return Thing(Kind.AGREEMENT, agreement.pk, agreement.practice_id, agreement.client_id)


def _on_record(actor: ClinicianActor | ClientActor, rows: list[Agreement], now: datetime) -> list[Agreement]:
    for each in rows:
        record(actor, Verb.READ, thing_of_agreement(each), now=now)
    have_keys_ready(rows)
    return rows
