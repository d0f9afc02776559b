"""Reading a policy as a client, and seeing as its clinician who has."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain.actors import ClientActor, ClinicianActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import Client
from accounts.queries import NotFoundError, care_for_all, own_self, still_there
from accounts.services import list_clients, record
from accounts.wall import all_or_nothing
from policies.models import Acknowledgement, PolicyVersion
from policies.queries import acknowledgements, history, unread


def acknowledge(*, actor: ClientActor, version_id: UUID, now: datetime) -> None:
    """The client has read this version; to say so again changes nothing. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        client = still_there(own_self(actor))
        carers = care_for_all(actor).values("clinician_id")
        versions = PolicyVersion.objects.filter(clinician_id__in=carers, published_at__isnull=False)
        version = versions.filter(pk=version_id).first()
        if client is None or version is None:
            raise NotFoundError
        _, new = Acknowledgement.objects.get_or_create(
            client=client,
            version=version,
            defaults={"practice_id": actor.practice_id, "clinician_id": version.clinician_id, "at": now},
        )
        if new:
            thing = Thing(Kind.POLICY_VERSION, version.pk, actor.practice_id, actor.client_id)
            record(actor, Verb.ACKNOWLEDGED, thing, now=now)


@dataclass(frozen=True, slots=True)
class HasRead:
    """A client in care, what they have read, the latest reading first, and whether they are asked to read."""

    client: Client
    read: tuple[Acknowledgement, ...]
    is_asked: bool


def list_readers(*, actor: ClinicianActor, now: datetime) -> list[HasRead]:
    """Those whom the clinician cares for. On record before they are shown, as every list of clients."""
    clients = [each.client for each in list_clients(actor=actor, now=now) if each.ended_at is None]
    by_client: dict[UUID, list[Acknowledgement]] = {}
    for each in acknowledgements(actor):
        by_client.setdefault(each.client_id, []).append(each)
    earliest_first = history(actor, now)[::-1]

    def has_read(client: Client) -> HasRead:
        read = tuple(by_client.get(client.pk, ()))
        asked = unread(earliest_first, {each.version_id for each in read}, now)
        return HasRead(client, read, any(each.is_in_force for each in asked))

    return [has_read(client) for client in clients]
