"""What clients wish of us: to pause, to be left alone on a channel, to leave. One step, and one step back.

Nobody is asked why. A clinician does it for the client where the client asked them to.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.domain.actors import Actor, ClientActor, ClinicianActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import Care, Client, Clinician, OptOut
from accounts.queries import client_to_change, own_or_cared_for
from accounts.services.audit import record
from accounts.wall import all_or_nothing


def pause(*, actor: ClinicianActor | ClientActor, client_id: UUID, now: datetime) -> None:
    """No ordinary automatic replies from now on. Raises NotFoundError, as do all of these."""
    _wish(actor, client_id, Verb.PAUSED, now, lambda care: care.filter(paused_at=None).update(paused_at=now))


def resume(*, actor: ClinicianActor | ClientActor, client_id: UUID, now: datetime) -> None:
    _wish(
        actor,
        client_id,
        Verb.RESUMED,
        now,
        lambda care: care.exclude(paused_at=None).update(paused_at=None),
    )


def leave(*, actor: ClinicianActor | ClientActor, client_id: UUID, now: datetime) -> list[Clinician]:
    """Care has ended. What they write is taken in and screened all the same.

    Returns whose care it was that had not ended before.
    """
    with all_or_nothing(actor.practice_id):
        client = own_or_cared_for(actor, client_id)
        going_on = _care_of(actor, client).filter(ended_at=None).select_related("clinician")
        ended = list(going_on.select_for_update(of=("self",)).order_by("pk"))
        Care.objects.filter(pk__in=[care.pk for care in ended]).update(ended_at=now)
        if ended:
            record(actor, Verb.LEFT, _the_client(actor, client_id), now=now)
        return [care.clinician for care in ended]


def come_back(*, actor: ClinicianActor | ClientActor, client_id: UUID, now: datetime) -> None:
    _wish(
        actor,
        client_id,
        Verb.CAME_BACK,
        now,
        lambda care: care.exclude(ended_at=None).update(ended_at=None),
    )


def opt_out(*, actor: ClinicianActor | ClientActor, client_id: UUID, channel: str, now: datetime) -> None:
    with all_or_nothing(actor.practice_id):
        note_opt_out(actor, client_to_change(actor, client_id), channel, now=now)


def opt_in(*, actor: ClinicianActor | ClientActor, client_id: UUID, channel: str, now: datetime) -> None:
    with all_or_nothing(actor.practice_id):
        note_opt_in(actor, client_to_change(actor, client_id), channel, now=now)


def choose_news(
    *, actor: ClinicianActor | ClientActor, client_id: UUID, by: Client.News, now: datetime
) -> None:
    """How they are told of changes from now on."""
    with all_or_nothing(actor.practice_id):
        client = client_to_change(actor, client_id)
        if Client.objects.filter(pk=client.pk).exclude(news_by=by).update(news_by=by):
            record(actor, Verb.CHOSE, thing_of_client(client), now=now)


def note_opt_out(actor: Actor, client: Client, channel: str, *, now: datetime) -> None:
    """Within the caller's transaction, for a client whom the actor has been let through to."""
    _, new = OptOut.objects.get_or_create(
        client=client, channel=channel, defaults={"practice_id": client.practice_id, "since": now}
    )
    if new:
        record(actor, Verb.OPTED_OUT, thing_of_client(client), now=now)


def note_opt_in(actor: Actor, client: Client, channel: str, *, now: datetime) -> None:
    """Within the caller's transaction, likewise."""
    gone, _ = OptOut.objects.filter(client=client, channel=channel).delete()
    if gone:
        record(actor, Verb.OPTED_IN, thing_of_client(client), now=now)


def thing_of_client(client: Client) -> Thing:
    return Thing(Kind.CLIENT, client.pk, client.practice_id, client.pk)


def _care_of(actor: ClinicianActor | ClientActor, client: Client) -> QuerySet[Care]:
    """What of their care is the actor's to change: a clinician's own, a client's with everybody."""
    care = Care.objects.filter(client=client)
    return care.filter(clinician_id=actor.clinician_id) if isinstance(actor, ClinicianActor) else care


def _wish(
    actor: ClinicianActor | ClientActor,
    client_id: UUID,
    verb: Verb,
    now: datetime,
    change: Callable[[QuerySet[Care]], int],
) -> None:
    """On record only where it changed something: a button pressed twice is pressed once."""
    with all_or_nothing(actor.practice_id):
        care = _care_of(actor, client_to_change(actor, client_id))
        if change(care):
            record(actor, verb, _the_client(actor, client_id), now=now)


def _the_client(actor: ClinicianActor | ClientActor, client_id: UUID) -> Thing:
    return Thing(Kind.CLIENT, client_id, actor.practice_id, client_id)
