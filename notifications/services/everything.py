"""Everything that is kept on one client, in one plain structure: for them to read, or to take elsewhere.

Rows are told whole, column by column, so that a new column is told as well. What is left out is named
here with its reason; a test holds every table that hangs on a client to standing in here or there.

Clients are told everything. A clinician hands over what is theirs to read: what a client wrote to a
colleague is the colleague's to hand over, and when a client signs in and looks is nobody else's affair.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from accounts.domain.actors import ClientActor, ClinicianActor
from accounts.domain.audit import Verb
from accounts.models import AuditEntry, Client
from accounts.queries import clinicians, own_or_cared_for, safety_notes_of, seen_of
from accounts.services import record
from accounts.services.wishes import thing_of_client
from accounts.wall import all_or_nothing
from notifications import queries
from notifications.models import TO_THE_PRACTICE, Delivery, InboundMessage, Notice
from policies.queries import agreements_of
from scheduler.queries.appointments import all_series_of, appointments_of, waiting_places_of
from scheduler.queries.rows import Appointment, Series, WaitingPlace

FORMAT = "everything-on-a-client/1"
LEFT_OUT = {
    "token_hash": "opens a session",
    "practice_id": "the same everywhere; the practice is named once",
    "client_id": "the same everywhere",
    "message_id": "stands with its message",
    "escalation_id": "stands with the same escalation",
    "duty_id": "who else was alarmed is how the practice arranges itself",
    "reply_id": "stands with the same message",
    "mail_id": "the mail stands with its message",
    "fingerprint": "made of the words, to tell a repeat",
    "mark": "made of the address, to find it again",
    "conversation": "made of the client and the channel",
    "external_id": "a program's own name for the message",
    "dedupe_key": "made of the other columns",
    "lease_until": "how the sending is organised, at this moment",
    "lease_token": "likewise",
    "priority": "likewise",
    "unsettled": "likewise",
}
OWN_AFFAIRS = [Verb.LISTED, Verb.READ, Verb.EXPORTED, Verb.SIGNED_IN, Verb.SIGNED_OUT]  # a client's
Facts = dict[str, Any]


def everything_on(*, actor: ClinicianActor | ClientActor, client_id: UUID, now: datetime) -> Facts:
    """Raises NotFoundError. On record before it is shown."""
    with all_or_nothing(actor.practice_id):
        client = own_or_cared_for(actor, client_id)
        record(actor, Verb.EXPORTED, thing_of_client(client), now=now)
        return _everything(actor, client, now)


def _everything(actor: ClinicianActor | ClientActor, client: Client, now: datetime) -> Facts:
    names = dict(clinicians(actor).values_list("pk", "name"))
    only = {"clinician_id": actor.clinician_id} if isinstance(actor, ClinicianActor) else {}
    everything = queries.all_from(client)
    messages = everything.filter(**only)
    to_others = everything.exclude(pk__in=messages.values("pk"))
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "practice": client.practice.name,
        "client": _facts(client),
        "addresses": _rows(client.addresses.order_by("pk")),
        "care": [_facts(each) | _named(names, each.clinician_id) for each in client.care.order_by("pk")],
        "opt_outs": _rows(client.opt_outs.order_by("pk")),
        "policies_read": [
            _facts(each) | _named(names, each.clinician_id) | {"version": each.version.number}
            for each in client.acknowledgements.filter(**only).select_related("version").order_by("at", "pk")
        ],
        "agreements": [
            _facts(each) | _named(names, each.clinician_id) for each in agreements_of(client).filter(**only)
        ],
        "appointments": [_time(each, names) for each in appointments_of(client).filter(**only)],
        "series": [_time(each, names) for each in all_series_of(client).filter(**only)],
        "waiting_places": [
            _time(each, names)
            for each in waiting_places_of(client).filter(
                **{f"session_type__{name}": value for name, value in only.items()}
            )
        ],
        "news": _rows(_news(client, **only)),
        "sign_ins": [] if only else _rows(client.sessions.order_by("began_at")),
        "holds": [_facts(each) | _named(names, each.placed_by_id) for each in client.holds.order_by("pk")],
        "safety_notes": [
            _facts(each) | _named(names, each.changed_by_id) for each in [safety_notes_of(client)] if each
        ],
        "messages": [_message(each, names) for each in messages],
        "messages_to_colleagues": to_others.count(),
        "escalations": [
            _facts(each) | _named(names, each.clinician_id) | {"events": _rows(each.events.all())}
            for each in queries.escalations_about(client).filter(**only)
        ],
        "mails_without_a_message": _rows(queries.mails_without_a_message(client).filter(**only)),
        "seen_and_done": [
            {
                "at": entry.at.isoformat(),
                "by": names.get(entry.actor_id, entry.actor_kind) if entry.actor_id else entry.actor_kind,
                "what": entry.verb,
                "of": entry.thing_kind,
                "id": str(entry.thing_id),
            }
            for entry in _on_record(actor, client, to_others)
        ],
    }


def _time(row: Appointment | Series | WaitingPlace, names: Mapping[UUID, str]) -> Facts:
    """With what it is a time for, and where that takes place."""
    kind = row.session_type
    return (
        _facts(row) | _named(names, kind.clinician_id) | {"session_type": kind.name, "where": str(kind.where)}
    )


def _news(client: Client, **only: UUID) -> QuerySet[Notice]:
    """What a mail told them of policies, of what was agreed, and of their times."""
    of_policies = Q(**{f"version__{name}": value for name, value in only.items()})
    of_agreements = Q(**{f"agreement__{name}": value for name, value in only.items()})
    of_times = Q(**{f"appointment__{name}": value for name, value in only.items()})
    of_series = Q(**{f"series__{name}": value for name, value in only.items()})
    of_places = Q(**{f"waiting_place__session_type__{name}": value for name, value in only.items()})
    return client.news.filter(of_policies | of_agreements | of_times | of_series | of_places).order_by(
        "created_at", "pk"
    )


def _on_record(
    actor: ClinicianActor | ClientActor, client: Client, to_others: QuerySet[InboundMessage]
) -> QuerySet[AuditEntry]:
    whole = seen_of(client)
    if isinstance(actor, ClientActor):
        return whole
    of_their_own = Q(actor_kind="client", verb__in=OWN_AFFAIRS)
    return whole.exclude(of_their_own | Q(thing_id__in=to_others.order_by().values("pk")))


def _message(message: InboundMessage, names: Mapping[UUID, str]) -> Facts:
    return _facts(message) | {
        "clinician": names.get(message.clinician_id, ""),
        "screening": _facts(message.screening),
        "decision": _facts(message.decision) | {"policy_version": _number_of_policy(message)},
        "replies": [_facts(reply) | _named(names, reply.clinician_id) for reply in message.replies.all()],
        "deliveries": [_delivery(each) for each in message.deliveries.all()],
        "mail": _facts(message.mail) if message.mail else None,
    }


def _number_of_policy(message: InboundMessage) -> int | None:
    version = message.decision.policy_version
    return version.number if version else None


def _delivery(delivery: Delivery) -> Facts:
    """Where clinicians are told, perhaps at home, is no fact about the client."""
    facts = _facts(delivery)
    return facts | {"recipient": None} if delivery.kind in TO_THE_PRACTICE else facts


def _named(names: Mapping[UUID, str], clinician_id: UUID | None) -> Facts:
    """Nobody is named where the front desk answered: it answers as the practice."""
    return {"clinician": names.get(clinician_id, "") if clinician_id else ""}


def _rows(rows: Iterable[Model]) -> list[Facts]:
    return [_facts(each) for each in rows]


def _facts(row: Model) -> Facts:
    columns = (field.attname for field in row._meta.concrete_fields)
    return {column: plain(getattr(row, column)) for column in columns if column not in LEFT_OUT}


def plain(value: Any) -> Any:  # noqa: ANN401  whatever a column holds
    match value:
        case date():  # or datetime, which is one
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes() | memoryview():
            return b64encode(value).decode()
    return value
