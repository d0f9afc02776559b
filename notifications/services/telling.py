"""Publishing a policy and withdrawing one, with what clients are told of it: in one transaction."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.domain.actors import ClinicianActor
from accounts.models import Client
from accounts.queries import signed_in_clinician, told_by_mail
from accounts.wall import all_or_nothing
from notifications.models import Notice
from notifications.services.deciding import language_for
from policies import services as policies
from policies.domain.versions import VersionState
from policies.queries import Standing, history

Kind = Notice.Kind
COMING = {VersionState.IN_FORCE, VersionState.SCHEDULED}


def publish_and_tell(
    *,
    actor: ClinicianActor,
    now: datetime,
    effective_from: datetime | None = None,
    seen: int | None = None,
) -> int:
    """As `policies.services.publish`, whose errors it raises. Returns the number of the version.

    Clients in care are told at once of what alters how they are reached, and from when, in the way they
    chose: by a mail, or when they sign in next, which needs no row.
    """
    with all_or_nothing(actor.practice_id):
        version = policies.publish(actor=actor, now=now, effective_from=effective_from, seen=seen)
        _tell_what_is_new(actor, now)
    return version.number or 0


def withdraw_and_tell(*, actor: ClinicianActor, version_id: UUID, now: datetime) -> None:
    """As `policies.services.withdraw`. Whoever was told that something comes is told that it does not."""
    with all_or_nothing(actor.practice_id):
        policies.withdraw(actor=actor, version_id=version_id, now=now)
        notices = Notice.objects.filter(kind=Kind.POLICY_CHANGED, version_id=version_id)
        notices.filter(attempts=0).delete()
        told = Client.objects.filter(pk__in=notices.values("client_id"))
        _promise_news(Kind.POLICY_STAYS, version_id, told, actor, now)
        _tell_what_is_new(actor, now)


def _tell_what_is_new(actor: ClinicianActor, now: datetime) -> None:
    """Of each version that begins now or later and differs from what it takes over from.

    What is published between two, or taken away from between them, makes of the second another change.
    """
    for each in history(actor, now):
        begins = each.version.effective_from
        if each.state in COMING and begins and begins >= now and _is_material(each):
            _promise_news(Kind.POLICY_CHANGED, each.version.pk, told_by_mail(actor), actor, now)


def _is_material(standing: Standing) -> bool:
    return any(change.material for change in standing.changes)


def _promise_news(
    kind: Kind, version_id: UUID, clients: QuerySet[Client], actor: ClinicianActor, now: datetime
) -> None:
    """To each client once. Nobody is erased meanwhile; locked as everywhere, in the order of their keys."""
    clinician = signed_in_clinician(actor)
    told = Notice.objects.filter(kind=kind, version_id=version_id).values("client_id")
    there = clients.exclude(pk__in=told).order_by("pk").select_for_update(no_key=True)
    Notice.objects.bulk_create(
        Notice(
            practice_id=actor.practice_id,
            kind=kind,
            language=language_for(clinician, client),
            client=client,
            version_id=version_id,
            created_at=now,
            next_at=now,
        )
        for client in there
    )
