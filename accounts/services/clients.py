"""Clients as their clinicians keep them: welcomed, corrected, held."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts import data_keys
from accounts.data_keys import DataKey
from accounts.domain.actors import ClientActor, ClinicianActor, Operator
from accounts.domain.audit import Kind, Thing, Verb
from accounts.domain.errors import AddressInUseError
from accounts.leftovers import overwrite_once_committed
from accounts.models import Care, Client, ClientAddress, LegalHold, Practice, SafetyNotes, SignInCode
from accounts.queries import client_to_change, clients_cared_for, signed_in_clinician
from accounts.sealed import have_keys_ready
from accounts.services.audit import record
from accounts.services.opening import add_client, keep_address
from accounts.services.wishes import thing_of_client
from accounts.wall import all_or_nothing, every_practice


@dataclass(frozen=True, slots=True)
class Particulars:
    """Who a client is. `addresses`: channel to address, normalised; blank where there is none."""

    name: str
    language: str = ""
    time_zone: str = ""
    region: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict)


def list_clients(*, actor: ClinicianActor, now: datetime) -> list[Care]:
    """The clinician's clients, by their care. On record before they are shown."""
    with all_or_nothing(actor.practice_id):
        listed = Thing(Kind.CLIENTS, actor.clinician_id, actor.practice_id)
        record(actor, Verb.LISTED, listed, now=now)
        rows = list(clients_cared_for(actor))
        have_keys_ready(each.client for each in rows)
        return rows


def welcome(*, actor: ClinicianActor, particulars: Particulars, now: datetime) -> Client:
    """A new client of the clinician's. Raises AddressInUseError."""
    with all_or_nothing(actor.practice_id):
        client = add_client(
            clinician=signed_in_clinician(actor),
            name=particulars.name,
            addresses={},
            language=particulars.language,
            time_zone=particulars.time_zone,
            region=particulars.region,
        )
        _keep_addresses(client, particulars.addresses)
        record(actor, Verb.ADDED, thing_of_client(client), now=now)
    return client


def correct(
    *, actor: ClinicianActor | ClientActor, client_id: UUID, particulars: Particulars, now: datetime
) -> None:
    """Raises NotFoundError, AddressInUseError. Addresses let people in, so clinicians alone change them."""
    with all_or_nothing(actor.practice_id):
        client = client_to_change(actor, client_id)
        client.name = particulars.name
        client.language = particulars.language
        client.time_zone = particulars.time_zone
        client.region = particulars.region
        client.save()
        if isinstance(actor, ClinicianActor):
            _keep_addresses(client, particulars.addresses)
        record(actor, Verb.CORRECTED, thing_of_client(client), now=now)


def _keep_addresses(client: Client, addresses: Mapping[str, str]) -> None:
    """As given, on the channels that are named; what stays the same is left alone."""
    kept = ClientAddress.objects.filter(client=client)
    for channel, address in addresses.items():
        others = [each for each in kept.filter(channel=channel) if each.address != address]
        kept.filter(pk__in=[each.pk for each in others]).delete()
        if address and not kept.filter(channel=channel).exists():
            try:
                with transaction.atomic():
                    keep_address(client, channel, address)
            except IntegrityError:
                raise AddressInUseError(channel) from None


def ask_to_be_erased(*, actor: ClientActor, now: datetime) -> bool:
    """A clinician of theirs sees it and does it, since what has to be kept differs from place to place.

    False where they had asked already.
    """
    with all_or_nothing(actor.practice_id):
        asked = _own(actor).filter(erasure_asked_at=None).update(erasure_asked_at=now)
        if asked:
            record(actor, Verb.ASKED_TO_ERASE, _self(actor), now=now)
    return bool(asked)


def withdraw(*, actor: ClientActor, now: datetime) -> None:
    """The wish to be erased."""
    with all_or_nothing(actor.practice_id):
        if _own(actor).exclude(erasure_asked_at=None).update(erasure_asked_at=None):
            record(actor, Verb.WITHDREW, _self(actor), now=now)


def _own(actor: ClientActor) -> QuerySet[Client]:
    return Client.objects.filter(practice_id=actor.practice_id, pk=actor.client_id)


def _self(actor: ClientActor) -> Thing:
    return Thing(Kind.CLIENT, actor.client_id, actor.practice_id, actor.client_id)


# --- for whoever is on duty


def note_for_safety(*, actor: ClinicianActor, client_id: UUID, text: str, now: datetime) -> None:
    """In place of what stood there; blank: nothing does. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        client = client_to_change(actor, client_id)
        kept = SafetyNotes.objects.filter(client=client).first()
        if (kept.text if kept else "") == text:
            return
        if text:
            SafetyNotes(
                practice_id=actor.practice_id,
                client=client,
                text=text,
                changed_at=now,
                changed_by_id=actor.clinician_id,
            ).save()
        else:
            SafetyNotes.objects.filter(client=client).delete()
            overwrite_once_committed()
        record(actor, Verb.NOTED, thing_of_client(client), now=now)


# --- what has to be kept


def hold(*, actor: ClinicianActor, client_id: UUID, reason: str, now: datetime) -> None:
    """From now on nothing of theirs is erased or forgotten. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        client = client_to_change(actor, client_id)  # whoever erases just now is waited for
        if held(client):
            return
        LegalHold.objects.create(
            practice_id=actor.practice_id,
            client=client,
            reason=reason,
            placed_at=now,
            placed_by_id=actor.clinician_id,
        )
        record(actor, Verb.HELD, thing_of_client(client), now=now)


def lift_hold(*, actor: ClinicianActor, client_id: UUID, now: datetime) -> None:
    """Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        client = client_to_change(actor, client_id)
        if LegalHold.objects.filter(client=client, lifted_at=None).update(lifted_at=now):
            record(actor, Verb.LIFTED, thing_of_client(client), now=now)


def held(client: Client) -> bool:
    return LegalHold.objects.filter(client=client, lifted_at=None).exists()


def alone_with(clients: Collection[UUID]) -> list[Client]:
    """Those of them who are still there, for the transaction to erase: whoever else needs them waits for it.

    Their codes go first, because a try at one locks it first, and the client then.
    """
    SignInCode.objects.filter(client_id__in=clients).delete()
    return list(Client.objects.select_for_update().filter(pk__in=clients).order_by("pk"))


def shred(client: Client) -> None:
    """From the end of the transaction on nobody can read what was sealed for them, wherever it lies."""
    DataKey.objects.filter(client=client).delete()
    transaction.on_commit(data_keys.forget)
    overwrite_once_committed()


def remove(client: Client) -> None:
    """A client of whom no message is left, with their addresses, care and wishes. Within a transaction."""
    LegalHold.objects.filter(client=client).delete()
    client.delete()


# --- how long things are kept


def set_retention(*, practice_id: UUID, days: int | None, now: datetime) -> bool:
    """How long a practice keeps what it was sent; None: for ever. False where there is no such practice."""
    with all_or_nothing(practice_id):
        known = Practice.objects.filter(pk=practice_id).update(
            retention_days=days, forgets_next_at=None if days is None else now
        )
        if known:
            record(Operator(), Verb.SET_PERIOD, Thing(Kind.PRACTICE, practice_id, practice_id), now=now)
    return bool(known)


def forgetting_practices(now: datetime) -> list[tuple[UUID, int]]:
    """Which have something to look for, with their days, the longest waiting first."""
    due = Practice.objects.filter(forgets_next_at__lte=now, retention_days__isnull=False)
    with every_practice():
        rows = list(due.order_by("forgets_next_at").values_list("pk", "retention_days"))
    return [(practice_id, days) for practice_id, days in rows if days is not None]


def look_again(practice_id: UUID, *, at: datetime, now: datetime) -> bool:
    """Put off the next look; False where somebody else has just done so."""
    return bool(Practice.objects.filter(pk=practice_id, forgets_next_at__lte=now).update(forgets_next_at=at))
