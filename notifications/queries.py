"""The guarded doors to messages: what the actor may not see is as if it were not there."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from accounts.domain.actors import (
    ClientActor,
    ClinicianActor,
    CoveringActor,
    EmergencyActor,
    FrontDeskActor,
    Insider,
    OnDutyActor,
    OwnerActor,
)
from accounts.domain.canary import CANARY_PRACTICE
from accounts.domain.key_ring import WrongRingError
from accounts.domain.sealing import SealBrokenError
from accounts.marks import all_marks, index_keys, mark, marked_again
from accounts.models import Client, Clinician, LegalHold, Practice
from accounts.queries import (
    NotFoundError,
    clinician_with_access,
    mail_address_of,
    one_of,
    people,
    user_with_access,
)
from accounts.wall import every_practice
from notifications.domain.decision import Action, History, Kind, Reason, Told
from notifications.domain.escalation import USUAL, Plan, from_json
from notifications.domain.tiers import Level
from notifications.models import (
    TO_THE_PRACTICE,
    Decision,
    Delivery,
    Duty,
    Escalation,
    EscalationEvent,
    EscalationPlan,
    InboundMessage,
    Notice,
    PracticePhrase,
    RawMail,
    Screening,
)
from policies.domain.document import Matter

EXTERNAL_ID = "external id"  # what its mark is for
WAYS = {"email": ("email", "page")}  # by which somebody with this address may have come; others are their own
RINGING = Q(acknowledged_at=None, resolved_at=None)
ALARMS_COUNTED = 1000
REMEMBERED = 1000  # messages of one conversation: RFC 5230 section 4.2


Reader = ClinicianActor | CoveringActor | EmergencyActor | FrontDeskActor | OnDutyActor
logger = logging.getLogger(__name__)


def inbox(actor: ClinicianActor) -> QuerySet[InboundMessage]:
    """The clinician's own messages."""
    return _in_order(InboundMessage.objects.filter(clinician_id=actor.clinician_id))


def told_to_stay(actor: ClientActor) -> list[UUID]:
    """The versions of policies of which a mail said to the client that they do not come."""
    told = Notice.objects.filter(client_id=actor.client_id, kind=Notice.Kind.POLICY_STAYS)
    return list(told.values_list("version_id", flat=True))


def desk(actor: FrontDeskActor) -> QuerySet[InboundMessage]:
    """What is about scheduling and sounds like nothing else, to any clinician of the practice."""
    about_scheduling = InboundMessage.objects.filter(matter=Matter.SCHEDULING, screening__level=Level.NONE)
    return _in_order(about_scheduling.filter(practice_id=actor.practice_id))


def covered(actor: CoveringActor) -> QuerySet[InboundMessage]:
    """What came for the colleague within the absence; all of it, or what sounds or is said to be urgent."""
    within = InboundMessage.objects.filter(
        practice_id=actor.practice_id,
        clinician_id=actor.covered_id,
        received_at__gte=actor.start,
        received_at__lt=actor.end,
    )
    urgent = Q(screening__level__in=[Level.CONCERN, Level.CRISIS]) | Q(matter=Matter.URGENT)
    return _in_order(within if actor.scope == "all" else within.filter(urgent))


def opened_in_emergency(actor: EmergencyActor) -> QuerySet[InboundMessage]:
    return _in_order(
        InboundMessage.objects.filter(practice_id=actor.practice_id, clinician_id=actor.clinician_id)
    )


def alarmed_of(actor: OnDutyActor) -> QuerySet[InboundMessage]:
    """What an escalation is about."""
    about = escalations_reaching(actor.practice_id, actor.person_id).filter(pk=actor.escalation_id)
    heard = InboundMessage.objects.filter(
        practice_id=actor.practice_id, escalation_events__escalation__in=about.order_by().values("pk")
    )
    return _in_order(heard)


def messages(actor: Reader) -> QuerySet[InboundMessage]:
    match actor:
        case ClinicianActor():
            return inbox(actor)
        case FrontDeskActor():
            return desk(actor)
        case CoveringActor():
            return covered(actor)
        case EmergencyActor():
            return opened_in_emergency(actor)
        case OnDutyActor():
            return alarmed_of(actor)


def _in_order(messages: QuerySet[InboundMessage]) -> QuerySet[InboundMessage]:
    """Unanswered ones first, among them crises, then by what is due soonest."""
    waiting = Case(
        When(answered_by__isnull=False, then=Value(2)),
        When(screening__level="crisis", then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return (
        messages.select_related(
            "client",
            "clinician",
            "screening",
            "decision",
            "decision__policy_version",
            "decision__agreement",
            "answered_by",
        )
        .defer("decision__policy_version__document", "decision__policy_version__statement")
        .annotate(waiting=waiting)
        .order_by("waiting", F("decision__reply_by").asc(nulls_last=True), "-received_at")
    )


def count_for_gone(actor: OwnerActor, user_id: UUID) -> int:
    """How much has come for a colleague since their access ended; of none of it may an owner see a word."""
    theirs = InboundMessage.objects.filter(practice_id=actor.practice_id, clinician__user_id=user_id)
    return theirs.filter(received_at__gte=F("clinician__gone_since")).count()


def message(actor: Reader, message_id: UUID) -> InboundMessage:
    """Raises NotFoundError."""
    return one_of(messages(actor), message_id)


def sees(actor: Reader, message_id: UUID) -> bool:
    return messages(actor).filter(pk=message_id).exists()


def deliveries(actor: Reader, message: InboundMessage) -> QuerySet[Delivery]:
    """What was sent for a message that the actor may see; where a colleague is told is not for others."""
    sent = Delivery.objects.filter(message=message, message__in=messages(actor).order_by().values("pk"))
    if not isinstance(actor, ClinicianActor):
        sent = sent.exclude(kind__in=TO_THE_PRACTICE)
    return sent.order_by("created_at")


def messages_from(actor: ClinicianActor, client: Client) -> QuerySet[InboundMessage]:
    """What this client wrote to the clinician, the newest first."""
    return inbox(actor).filter(client_id=client.pk).order_by("-received_at")


def heard_from(actor: ClinicianActor, client: Client, since: datetime) -> list[tuple[datetime, str]]:
    """When this client wrote to the clinician since then, and the level that was heard, the first first."""
    theirs = inbox(actor).filter(client_id=client.pk, received_at__gte=since)
    return list(theirs.order_by("received_at").values_list("received_at", "screening__level"))


def written_by_the_same(actor: ClinicianActor, message: InboundMessage) -> QuerySet[InboundMessage]:
    """What whoever wrote this has written to the clinician on this way."""
    return InboundMessage.objects.filter(
        clinician_id=actor.clinician_id, conversation__in=conversations(message), client=message.client
    )


def written_before(actor: ClinicianActor, client: Client) -> QuerySet[InboundMessage]:
    """What came to the clinician from an address of the client's while nobody knew whose it was.

    Whether they wrote it, an address does not prove.
    """
    theirs = [
        conversation
        for each in client.addresses.all()
        for way in WAYS.get(each.channel, (each.channel,))
        for conversation in conversations_of_unknown(client.practice_id, way, each.address)
    ]
    return inbox(actor).filter(client=None, conversation__in=theirs).order_by("received_at", "pk")


def conversations(message: InboundMessage) -> list[str]:
    """Under which what belongs to the same one may be found: more than its own only while INDEX_KEY turns."""
    if len(index_keys()) == 1 or message.client_id or not (sender := _sender(message)):
        return [message.conversation]
    way, _, _ = message.conversation.partition(":")
    return conversations_of_unknown(message.practice_id, way, sender)


def _sender(message: InboundMessage) -> str:
    """Blank where it does not open: nobody can say who it was."""
    try:
        return str(message.sender)
    except (SealBrokenError, WrongRingError):
        return ""


def conversations_of_unknown(practice_id: UUID, way: str, address: str) -> list[str]:
    """Of whoever writes this way from an address that is nobody's; the first is to be kept."""
    return [f"{way}:{each.hex()}" for each in all_marks("conversation", practice_id, way, address)]


def conversation_of_client(way: str, client: Client) -> str:
    """`way`: or a conversation that came that way."""
    return f"{way.partition(':')[0]}:{client.pk}"


def mails_of_unknown(message: InboundMessage) -> list[RawMail]:
    """From the address that this came from, and a message of nothing: the same had come before, say."""
    if message.channel != "email" or message.source == InboundMessage.Source.PAGE:
        return []
    strangers = RawMail.objects.filter(clinician_id=message.clinician_id, client=None, messages=None)
    return [each for each in strangers if _is_by_the_same(each, message)]


def _is_by_the_same(mail: RawMail, message: InboundMessage) -> bool:
    """Not where either does not open: nobody can say whose it is."""
    try:
        return bool(mail.envelope_from == message.sender)
    except (SealBrokenError, WrongRingError):
        return False


def messages_of(actor: ClientActor) -> QuerySet[InboundMessage]:
    """What the client wrote, the latest first, with what was promised and answered.

    Not what was heard in it: that is for who cares for them.
    """
    return (
        InboundMessage.objects.filter(practice_id=actor.practice_id, client_id=actor.client_id)
        .select_related(
            "clinician", "decision", "decision__agreement", "answered_by", "answered_by__clinician"
        )
        .order_by("-received_at", "pk")
    )


def own_message(actor: ClientActor, message_id: UUID) -> InboundMessage:
    """Raises NotFoundError."""
    return one_of(messages_of(actor), message_id)


# --- escalations


def escalations_reaching(practice_id: UUID, person_id: UUID) -> QuerySet[Escalation]:
    """Of one person, a clinician or a user: those whose steps have got to them, the newest first.

    Resolved, it is the clinician's own alone to whom it was written, and of those who looked after it.
    """
    reached = _duties_of(person_id).filter(escalation=OuterRef("pk"), place__lt=OuterRef("reached"))
    theirs = Q(clinician_id=person_id) | Q(acknowledged_by=person_id) | Q(resolved_by=person_id)
    ours = Escalation.objects.filter(practice_id=practice_id).filter(
        theirs | Q(Exists(reached), resolved_at=None)
    )
    return ours.select_related("clinician", "client").order_by("-opened_at", "pk")


def _duties_of(person_id: UUID) -> QuerySet[Duty]:
    return Duty.objects.filter(Q(clinician_id=person_id) | Q(user_id=person_id))


def ringing() -> QuerySet[Escalation]:
    """Nobody looks after these yet."""
    return Escalation.objects.filter(RINGING)


def ringing_for(actor: Insider) -> int:
    """How many of these have got to the actor."""
    return escalations_of_person(actor).filter(RINGING).count()


def escalations_about(client: Client) -> QuerySet[Escalation]:
    """The first first."""
    theirs = Escalation.objects.filter(client_id=client.pk).order_by("opened_at", "pk")
    return theirs.prefetch_related("events")


def escalations_of(message: InboundMessage) -> QuerySet[Escalation]:
    """Those that it opened or joined."""
    return Escalation.objects.filter(events__message=message).distinct()


def on_duty(actor: Insider, escalation_id: UUID) -> OnDutyActor:
    """The actor as one whom it has reached. Raises NotFoundError."""
    if not escalations_of_person(actor).filter(pk=escalation_id).exists():
        raise NotFoundError
    return OnDutyActor(actor.practice_id, person_of(actor), escalation_id)


def escalations_of_person(actor: Insider) -> QuerySet[Escalation]:
    return escalations_reaching(actor.practice_id, person_of(actor))


def person_of(actor: Insider) -> UUID:
    """By which duties and records name whoever signed in."""
    return actor.clinician_id if isinstance(actor, ClinicianActor) else actor.user_id


def escalation(actor: OnDutyActor) -> Escalation:
    """Raises NotFoundError."""
    found = escalations_reaching(actor.practice_id, actor.person_id).filter(pk=actor.escalation_id).first()
    if found is None or not _has_access(actor):
        raise NotFoundError
    return found


def is_over_for(actor: OnDutyActor) -> bool:
    """Whether somebody whom it had reached comes when it is resolved: they may know that, and no more."""
    called = _duties_of(actor.person_id).filter(
        practice_id=actor.practice_id,
        escalation=actor.escalation_id,
        escalation__resolved_at__isnull=False,
        place__lt=F("escalation__reached"),
    )
    return called.exists() and _has_access(actor)


def _has_access(actor: OnDutyActor) -> bool:
    return bool(clinician_with_access(actor.person_id) or user_with_access(actor.person_id))


def escalation_plan(actor: OwnerActor) -> Plan:
    return plan_of(actor.practice_id)


def plan_of(practice_id: UUID) -> Plan:
    """One that cannot be read costs no message and keeps no owner from another: then the usual one holds."""
    stored = EscalationPlan.objects.filter(practice_id=practice_id).first()
    try:
        return from_json(stored.steps) if stored else USUAL
    except (KeyError, TypeError, ValueError) as error:
        details = {"practice": str(practice_id), "error": type(error).__name__}
        logger.error("plan not read", extra=details)  # noqa: TRY400
        return USUAL


def are_of_the_practice(actor: OwnerActor, plan: Plan) -> bool:
    """Everyone whom it names."""
    named = {each for step in plan for each in step.whom if isinstance(each, UUID)}
    return people(actor).filter(user_id__in=named, user__is_active=True).count() == len(named)


# --- what a practice adds to the screening


def own_phrases(actor: Insider) -> QuerySet[PracticePhrase]:
    """Those that hold, in the order in which they were added."""
    return phrases_of(actor.practice_id)


def own_phrase(actor: Insider, phrase_id: UUID) -> PracticePhrase:
    """Raises NotFoundError."""
    return one_of(own_phrases(actor), phrase_id)


def phrases_of(practice_id: UUID) -> QuerySet[PracticePhrase]:
    return PracticePhrase.objects.filter(practice_id=practice_id, removed_at=None).order_by("number")


PhrasesState = tuple[int, datetime | None, datetime | None]  # the revision, and what tells it from any other


def state_of_phrases(practice_id: UUID) -> PhrasesState:
    """Another one after every change, whichever process made it; revision 0: nothing was ever added."""
    known = PracticePhrase.objects.filter(practice_id=practice_id).aggregate(
        revision=Count("pk") + Count("removed_at"), added=Max("added_at"), removed=Max("removed_at")
    )
    return known["revision"], known["added"], known["removed"]


def newest_messages(actor: Insider, most: int) -> list[InboundMessage]:
    """A clinician's own; to an owner who is none, of all that came, for numbers and never for their eyes."""
    theirs = InboundMessage.objects.filter(practice_id=actor.practice_id)
    if isinstance(actor, ClinicianActor):
        theirs = theirs.filter(clinician_id=actor.clinician_id)
    newest = theirs.select_related("client", "clinician").order_by("-received_at", "pk")
    return list(newest[:most])


@dataclass(frozen=True, slots=True)
class Rang:
    """How often a rule was among the reasons for an alarm, and what those who looked said of it."""

    times: int = 0
    looked_after: int = 0
    false_alarms: int = 0


def rang_by_rule(actor: Insider) -> dict[str, Rang]:
    """In the latest `ALARMS_COUNTED` escalations of the practice: numbers, and no word of anybody."""
    latest = Escalation.objects.filter(practice_id=actor.practice_id).order_by("-opened_at", "pk")
    about = EscalationEvent.objects.filter(
        escalation__in=latest.values("pk")[:ALARMS_COUNTED], message__isnull=False
    )
    rules: dict[tuple[UUID, str], set[str]] = defaultdict(set)
    told = about.values_list("escalation_id", "escalation__outcome", "message__screening__evidence")
    for escalation, outcome, evidence in told:
        rules[escalation, outcome] |= {each["rule"] for each in evidence or ()}
    counted: dict[str, Rang] = defaultdict(Rang)
    for (_, outcome), heard in rules.items():
        for rule in heard:
            counted[rule] = _one_more(counted[rule], outcome)
    return dict(counted)


def _one_more(rang: Rang, outcome: str) -> Rang:
    return Rang(
        rang.times + 1,
        rang.looked_after + (outcome == Escalation.Outcome.LOOKED_AFTER),
        rang.false_alarms + (outcome == Escalation.Outcome.FALSE_ALARM),
    )


# --- what the services ask for one clinician whom their actor has already been let through to


def mark_of_external_id(clinician: Clinician, external_id: str | None) -> bytes | None:
    """What is kept of it: a program may have made it of anything."""
    return None if external_id is None else mark(EXTERNAL_ID, clinician.practice_id, external_id)


def message_with_external_id(clinician: Clinician, external_id: str) -> InboundMessage | None:
    newest, *older = all_marks(EXTERNAL_ID, clinician.practice_id, external_id)
    again = [marked_again(EXTERNAL_ID, clinician.practice_id, each) for each in older]
    named = InboundMessage.objects.filter(clinician=clinician, external_id__in=[newest, *older, *again])
    return named.select_related("screening", "decision").first()


def history(message: InboundMessage, *, before: datetime) -> History:
    """What this conversation has heard from us so far, automatic replies and human ones."""
    earlier = (
        InboundMessage.objects.filter(
            clinician_id=message.clinician_id, conversation__in=conversations(message)
        )
        .order_by("-received_at")
        .values_list(
            "answered_by__sent_at",
            "decision__action",
            "decision__reason",
            "decision__kind",
            "decision__decided_at",
            "decision__handle",
            "decision__reply_by",
            "decision__policy_version_id",
            "decision__agreement_id",
        )
    )
    told: dict[str, list[Told]] = {Kind.ORDINARY: [], Kind.CRISIS: []}
    answered: list[datetime] = []
    for answered_at, action, reason, kind, at, handle, reply_by, *held in earlier[:REMEMBERED]:
        if action == Action.REPLY or reason == Reason.CANNOT_BE_TEXTED:  # which says it by mail
            told[kind].append(Told(at, handle, reply_by, tuple(held)))
        if answered_at is not None:
            answered.append(answered_at)
    return History(
        told=tuple(told[Kind.ORDINARY]),
        human_replied_at=max(answered, default=None),
        ordinary_last_day=_since(before - timedelta(days=1), before, told[Kind.ORDINARY]),
        crisis_last_hour=_since(before - timedelta(hours=1), before, told[Kind.CRISIS]),
    )


def texts_were_stopped(message: InboundMessage) -> bool:
    """Whether a number that is nobody's has last said STOP, or else START."""
    earlier = Decision.objects.filter(
        message__clinician_id=message.clinician_id,
        message__conversation__in=conversations(message),
        reason__in=[Reason.STOPPED_TEXTS, Reason.STARTED_TEXTS],
    )
    last = earlier.order_by("-message__received_at").values_list("reason", flat=True).first()
    return last == Reason.STOPPED_TEXTS


def _since(start: datetime, end: datetime, told: Iterable[Told]) -> int:
    """How many in that time. What a wrong clock put into the future may not cost anyone a reply."""
    return sum(start < each.at <= end for each in told)


def mail_address_of_writer(message: InboundMessage) -> str | None:
    """Where a mail reaches who wrote this, if anywhere.

    A form is filled in by anyone: an address typed into it is written to only where it is a client's own.
    """
    typed_by_anyone = message.source == InboundMessage.Source.PAGE and message.client_id is None
    return None if message.channel != "email" or typed_by_anyone else message.sender or None


def mail_address_of_reader(message: InboundMessage) -> str | None:
    """Where the client is told by mail that an answer is there, to be read after signing in."""
    client = message.client if message.source == InboundMessage.Source.PORTAL else None
    return mail_address_of(client) if client else None


def mail_address_of_client(message: InboundMessage) -> str | None:
    """Where a client is written to who cannot be reached on the way on which this came."""
    return mail_address_of(message.client) if message.client else None


def all_from(client: Client) -> QuerySet[InboundMessage]:
    """Every message of a client's, to whichever clinician, the first first, with all that hangs on it."""
    theirs = InboundMessage.objects.filter(client_id=client.pk).order_by("received_at", "pk")
    return theirs.select_related("screening", "decision__policy_version", "mail").prefetch_related(
        "replies", "deliveries"
    )


def mails_without_a_message(client: Client) -> QuerySet[RawMail]:
    """Not read yet, or the same had come before."""
    return RawMail.objects.filter(client_id=client.pk, messages=None).order_by("received_at", "pk")


# --- how the service is doing: numbers alone, so no actor is asked for


def messages_by_level() -> dict[str, int]:
    with every_practice():
        of_people = Screening.objects.exclude(practice_id=CANARY_PRACTICE).order_by()
        return dict(of_people.values_list("level").annotate(Count("pk")))


def deliveries_by_state() -> dict[str, int]:
    with every_practice():
        of_people = Delivery.objects.exclude(practice_id=CANARY_PRACTICE).order_by()
        return dict(of_people.values_list("state").annotate(Count("pk")))


def notices_by_state() -> dict[str, int]:
    """`waiting`, `sent` or `given_up`."""
    state = Case(
        When(next_at__isnull=False, then=Value("waiting")),
        When(sent_at__isnull=False, then=Value("sent")),
        default=Value("given_up"),
    )
    with every_practice():
        counted = Notice.objects.annotate(state=state).order_by().values_list("state")
        return dict(counted.annotate(Count("pk")))


def oldest_due_delivery(now: datetime) -> datetime | None:
    """When the one that waits longest fell due."""
    return _oldest_due(Delivery.objects.filter(next_at__lte=now))


def oldest_due_notice(now: datetime) -> datetime | None:
    """Likewise."""
    return _oldest_due(Notice.objects.filter(next_at__lte=now))


def _oldest_due(due: QuerySet[Delivery] | QuerySet[Notice]) -> datetime | None:
    with every_practice():
        oldest: datetime | None = due.aggregate(oldest=Min("next_at"))["oldest"]
    return oldest


@dataclass(frozen=True, slots=True)
class KeptBack:
    """Messages whose time is over and that are kept all the same: how many wait, how many are on hold."""

    waiting: int
    held: int


def kept_back(now: datetime) -> KeptBack:
    """In every practice that keeps things for a time only."""
    with every_practice():
        periods = Practice.objects.filter(retention_days__isnull=False).values_list("pk", "retention_days")
        past = [
            past_their_time(each, now - timedelta(days=days)) for each, days in periods if days is not None
        ]
        held = sum(messages.filter(on_hold()).count() for messages in past)
        waiting = sum(messages.exclude(on_hold()).filter(unsettled()).count() for messages in past)
    return KeptBack(waiting, held)


def past_their_time(practice_id: UUID, cutoff: datetime) -> QuerySet[InboundMessage]:
    """Whether or not they may be forgotten."""
    return InboundMessage.objects.filter(practice_id=practice_id, received_at__lt=cutoff)


def unsettled() -> Q:
    """Nobody has answered, or something is still to be sent."""
    under_way = Delivery.objects.filter(message=OuterRef("pk"), next_at__isnull=False)
    return Q(answered_by=None) | Q(Exists(under_way))


def on_hold() -> Q:
    """Of messages or mails."""
    return Q(Exists(LegalHold.objects.filter(client_id=OuterRef("client_id"), lifted_at=None)))
