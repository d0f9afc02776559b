"""Getting a human to look: the steps of an escalation, each made when it is due, until somebody takes it up.

The row is the promise. Every step is one transaction, fenced by `turn`: whoever dies amid it has done
nothing, and whoever comes second finds another number.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import Clinician
from accounts.queries import (
    alarm_address_of,
    clinician_with_access,
    notice_address,
    owners,
    user_with_access,
)
from accounts.wall import all_or_nothing, every_practice
from notifications import outbox, queries
from notifications.channels import webhook
from notifications.domain import escalation as rules
from notifications.domain.escalation import Role
from notifications.models import Delivery, Duty, Escalation, EscalationEvent, InboundMessage
from notifications.services.posting import AT_ONCE
from policies.domain.promise import State
from policies.queries import looks_after
from scheduler.queries import is_covered

ACTS_WITHIN = timedelta(minutes=30)  # who took it up; then it rings again
NOBODY_AGAIN = timedelta(minutes=5)  # until everyone is tried anew, where nobody could be reached
JOINED_AGAIN = timedelta(minutes=10)  # at most, until the next step once more has come from the same person
ROUNDS_AS_PLANNED = 3
LATER_WAIT = timedelta(minutes=15)  # at least, from then on: a night must not fill with mail
FAILED_AGAIN = timedelta(seconds=30)
CLOCK_WENT_BACK = timedelta(minutes=1)  # by more than that; less is drift
A_TURN = 100

UNSENT = [Delivery.State.DEAD, Delivery.State.NOT_NEEDED]

Who = tuple[str, UUID]  # `clinician`, or `user` where they are none, and the id
What = EscalationEvent.What
Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


# --- beginning


def raise_alarm(message: InboundMessage, *, now: datetime) -> Escalation:
    """Within the transaction that takes the message in: its first step is made before anyone hears of it.

    While one rings for the same person, the message joins it. What is left on the public page never does: how
    long that takes would tell whoever types an address there whether somebody rings already.
    """
    on_the_page = message.source == InboundMessage.Source.PAGE
    if not on_the_page and (ringing := _ringing_for(message)):
        note(ringing, What.JOINED, now, message=message)
        _wait_no_longer(ringing, now + JOINED_AGAIN)
        return ringing
    opened = Escalation.objects.create(
        practice_id=message.practice_id,
        clinician=message.clinician,
        client=message.client,
        opened_at=now,
        next_at=now,
        note="",
    )
    Duty.objects.bulk_create(_duties(opened, message, now))
    note(opened, What.OPENED, now, message=message)
    _make_step(opened, now)
    return opened


def _ringing_for(message: InboundMessage) -> Escalation | None:
    """Whichever way a client writes, it is one person."""
    theirs = Q(events__message__conversation__in=queries.conversations(message))
    if message.client_id:
        theirs |= Q(client=message.client_id)
    of_them = queries.ringing().filter(theirs, clinician=message.clinician)
    return of_them.select_for_update(of=("self",)).first()


def _wait_no_longer(held: Escalation, until: datetime) -> None:
    """No mail of its own tells of what joins, and a step may wait for hours: the next one comes sooner."""
    if held.next_at is None or held.next_at > until:
        held.next_at = until
        held.save(update_fields=["next_at"])


def _duties(escalation: Escalation, message: InboundMessage, now: datetime) -> Iterator[Duty]:
    is_away = message.decision.state == State.AWAY
    for place, step in enumerate(queries.plan_of(message.practice_id)):
        people = dict.fromkeys(people_of(step.whom, message.clinician, now, is_away=is_away))
        for who in [{f"{kind}_id": person} for kind, person in people] or [{}]:
            yield Duty(
                practice_id=escalation.practice_id,
                escalation=escalation,
                place=place,
                wait_minutes=step.minutes,
                **who,
            )


def people_of(
    whom: Iterable[rules.Whom], clinician: Clinician, now: datetime, *, is_away: bool = False
) -> Iterator[Who]:
    """Where nobody covers for a clinician who is away or has gone, owners stand in."""
    for each in whom:
        match each:
            case Role.CLINICIAN:
                yield "clinician", clinician.pk
            case Role.COVERING:
                yield from _who_covers(clinician, now, is_away=is_away)
            case Role.OWNERS:
                yield from _owners_of(clinician)
            case _:
                yield _as_person(each)


def _who_covers(clinician: Clinician, now: datetime, *, is_away: bool) -> Iterator[Who]:
    there = looks_after(clinician, now)
    yield from (("clinician", each.pk) for each in there)
    if not there and (
        is_away or is_covered(clinician, now=now) or clinician_with_access(clinician.pk) is None
    ):
        yield from _owners_of(clinician)


def _owners_of(clinician: Clinician) -> Iterator[Who]:
    return (_as_person(each) for each in owners(clinician.practice_id).values_list("user_id", flat=True))


def _as_person(user_id: UUID) -> Who:
    known = Clinician.objects.filter(user_id=user_id).values_list("pk", flat=True).first()
    return ("clinician", known) if known else ("user", user_id)


# --- going on


@dataclass(slots=True)
class Memory:
    """Of one process: what its clock showed last, and when to try again what could not be made."""

    latest: datetime | None = None
    failed: dict[UUID, datetime] = field(default_factory=dict)

    def goes_back(self, now: datetime) -> bool:
        """Also at the start, when nobody knows."""
        before, self.latest = self.latest, now
        return before is None or now < before

    def set_aside(self, now: datetime) -> list[UUID]:
        self.failed = {pk: until for pk, until in self.failed.items() if now < until <= now + FAILED_AGAIN}
        return list(self.failed)


memory = Memory()


def make_due_steps(*, clock: Clock) -> int:
    """Whatever is due. Returns how many were made; one that cannot be made keeps no other from its step."""
    now = clock()
    due = Escalation.objects.filter(next_at__lte=now).exclude(pk__in=memory.set_aside(now))
    with every_practice():
        if memory.goes_back(now):
            _wait_for_no_clock(now)
        chosen = list(due.order_by("next_at").values_list("pk", "practice_id", "turn")[:A_TURN])
    return sum(_make_if_possible(*each, clock) for each in chosen)


def _wait_for_no_clock(now: datetime) -> None:
    """What was last done to these is still to come: nobody knows how long they waited, so it is enough."""
    last = EscalationEvent.objects.filter(escalation=OuterRef("pk")).order_by("-pk").values("at")[:1]
    waiting = queries.ringing().filter(next_at__gt=now).annotate(last=Subquery(last))
    early = waiting.filter(last__gt=now + CLOCK_WENT_BACK)
    Escalation.objects.filter(pk__in=early.values("pk")).update(next_at=now)
    outbox.wait_for_no_clock(now)


def _make_if_possible(pk: UUID, practice_id: UUID, turn: int, clock: Clock) -> bool:
    try:
        with all_or_nothing(practice_id):
            held = _alone_with(pk, turn, clock())
            if held is not None:
                _go_on(held, clock())
    except Exception as error:  # noqa: BLE001  the row says that it is late, and the watch reads that
        memory.failed[pk] = clock() + FAILED_AGAIN
        details = {"escalation": str(pk), "error": type(error).__name__}
        logger.error("escalation step not made", extra=details)  # noqa: TRY400
        return False
    return True


def _alone_with(pk: UUID, turn: int, now: datetime) -> Escalation | None:
    """Locked as everywhere: what was written, then the escalation, then what is sent of it."""
    _about(pk).select_for_update(of=("self",), no_key=True).first()
    return Escalation.objects.select_for_update().filter(pk=pk, turn=turn, next_at__lte=now).first()


def _about(escalation: UUID) -> QuerySet[InboundMessage]:
    """What is still there of it. Alarms hang on the first."""
    about = InboundMessage.objects.filter(escalation_events__escalation=escalation)
    return about.order_by("escalation_events__pk")


def _go_on(held: Escalation, now: datetime) -> None:
    if held.acknowledged_at is None:
        _make_step(held, now)
    elif _was_acted_on(held):
        _save(held, next_at=None)
    else:
        note(held, What.REOPENED, now)
        held.acknowledged_at = held.acknowledged_by = None
        held.place = 0
        _make_step(held, now)


def _was_acted_on(held: Escalation) -> bool:
    """Somebody has answered since it was taken up, and nothing of it is left without an answer."""
    about = _about(held.pk)
    since = about.filter(answered_by__sent_at__gte=held.acknowledged_at).exists()
    return since and not about.filter(answered_by=None).exists()


def _make_step(held: Escalation, now: datetime) -> None:
    """The next one in which somebody can be reached; where there is none, all are tried again soon."""
    steps: dict[int, list[Duty]] = {}
    for duty in held.duties.select_related("clinician", "user"):
        steps.setdefault(duty.place, []).append(duty)
    first = _about(held.pk)[:1].get()
    for place in rules.in_turn(held.place, len(steps)):
        alarms = [alarm for duty in steps[place] for alarm in _alarms(held, duty, first, now)]
        if alarms:
            _send(alarms, now)
            wait = _wait(held, steps[place][0])
            note(held, What.ALARMED, now, place=place)
            _save(
                held,
                next_at=now + wait,
                place=(place + 1) % len(steps),
                reached=max(held.reached, place + 1),
            )
            return
        note(held, What.SKIPPED, now, place=place)
    if _owners_join(held, len(steps)):
        _make_step(held, now)
        return
    note(held, What.NOBODY, now)
    logger.error("nobody could be alarmed", extra={"escalation": str(held.pk)})
    _save(held, next_at=now + NOBODY_AGAIN, place=0, reached=len(steps))


def _wait(held: Escalation, duty: Duty) -> timedelta:
    """As planned, and longer once all have been called in vain for some rounds."""
    planned, calls = timedelta(minutes=duty.wait_minutes), held.events.filter(what=What.ALARMED)
    if reopened := held.events.filter(what=What.REOPENED).last():
        calls = calls.filter(pk__gt=reopened.pk)
    in_vain = calls.filter(place=duty.place).count()
    return planned if in_vain < ROUNDS_AS_PLANNED else max(planned, LATER_WAIT)


def _owners_join(held: Escalation, place: int) -> bool:
    """Nobody of the plan can be reached: whoever leads the practice by now has a step of their own."""
    known = {who for duty in held.duties.all() for who in (duty.clinician_id, duty.user_id)}
    missing = (who for who in _owners_of(held.clinician) if who[1] not in known)
    duties = [
        Duty(
            practice_id=held.practice_id,
            escalation=held,
            place=place,
            wait_minutes=rules.USUAL[-1].minutes,
            **{f"{kind}_id": person},
        )
        for kind, person in missing
    ]
    within_reach = [duty for duty in duties if any(ways_to(duty))]
    held.place = place if within_reach else held.place
    return bool(Duty.objects.bulk_create(within_reach))


def _alarms(held: Escalation, duty: Duty, first: InboundMessage, now: datetime) -> Iterator[Delivery]:
    """By every way in which this person is told of things, unless their access has ended."""
    for channel, address in ways_to(duty):
        yield Delivery(
            practice_id=held.practice_id,
            message=first,
            duty=duty,
            kind=Delivery.Kind.ALARM,
            channel=channel,
            recipient=address,
            dedupe_key=f"alarm:{held.pk}:{held.turn}:{duty.pk}:{channel}",
            priority=AT_ONCE,
            created_at=now,
            next_at=now,
        )


def _send(alarms: list[Delivery], now: datetime) -> None:
    """One that has not gone out yet is brought forward, not doubled.

    While mail is down for a night the steps go on; afterwards each is told once, and not of every round.
    """
    outbox.enqueue([alarm for alarm in alarms if not _is_brought_forward(alarm, now)])


def _is_brought_forward(alarm: Delivery, now: datetime) -> bool:
    for each in Delivery.objects.filter(duty=alarm.duty, channel=alarm.channel, next_at__isnull=False):
        if each.recipient == alarm.recipient:
            return outbox.bring_forward(each, dedupe_key=alarm.dedupe_key, now=now)
        outbox.call_off(Delivery.objects.filter(pk=each.pk))  # they are told elsewhere by now
    return False


def reaches_somebody(whom: Iterable[rules.Whom], clinician: Clinician, now: datetime) -> bool:
    """Whether anybody of these could be alarmed, if somebody wrote to the clinician now."""
    people = (Duty(**{f"{kind}_id": person}) for kind, person in people_of(whom, clinician, now))
    return any(any(ways_to(duty)) for duty in people)


def ways_to(duty: Duty) -> Iterator[tuple[str, str]]:
    """Channel and address as they are by now: the people of an escalation stay, where they are told moves."""
    if duty.clinician_id and (clinician := clinician_with_access(duty.clinician_id)):
        if address := notice_address(clinician, "email"):
            yield "email", address
    elif duty.user_id and (user := user_with_access(duty.user_id)):
        yield "email", user.email
    if alarm_address_of(clinician_id=duty.clinician_id, user_id=duty.user_id):
        yield webhook.CHANNEL, ""  # looked up and opened when it is sent: a key that is lost stops no mail


def _save(held: Escalation, **changed: object) -> None:
    for name, value in changed.items():
        setattr(held, name, value)
    held.turn += 1
    held.save(update_fields=["turn", "acknowledged_at", "acknowledged_by", *changed])


def note(
    escalation: Escalation,
    what: What,
    now: datetime,
    *,
    place: int | None = None,
    person: UUID | None = None,
    message: InboundMessage | None = None,
) -> None:
    EscalationEvent.objects.create(
        practice_id=escalation.practice_id,
        escalation=escalation,
        what=what,
        at=now,
        place=place,
        person=person,
        message=message,
    )


# --- what becomes of alarms


def is_still_wanted(delivery: Delivery) -> bool:
    """Asked just before an alarm is sent: somebody may have taken it up, or its recipient may have gone."""
    if delivery.duty_id is None:
        return True
    duty = Duty.objects.filter(pk=delivery.duty_id, escalation__in=queries.ringing()).first()
    return duty is not None and any(ways_to(duty))


def go_on_at_once(delivery: Delivery, *, now: datetime) -> None:
    """An alarm will not be sent: where none of its step's will, the next step does not wait for its time."""
    if delivery.duty_id is None:
        return
    try:
        with all_or_nothing(delivery.practice_id):
            _go_on_at_once(delivery, now)
    except Exception as error:  # noqa: BLE001  then the next step comes in its time
        logger.error("next step not brought forward", extra={"error": type(error).__name__})  # noqa: TRY400


def _go_on_at_once(delivery: Delivery, now: datetime) -> None:
    calling = queries.ringing().filter(duties=delivery.duty_id, next_at__gt=now)
    held = calling.select_for_update(of=("self",)).first()
    if held is None:
        return
    of_its_last_step = f"alarm:{held.pk}:{held.turn - 1}:"
    together = Delivery.objects.filter(duty__escalation=held, dedupe_key__startswith=of_its_last_step)
    if together.filter(pk=delivery.pk).exists() and not together.exclude(state__in=UNSENT).exists():
        place = held.duties.values_list("place", flat=True).get(alarms=delivery.pk)
        note(held, What.FAILED, now, place=place)
        _save(held, next_at=now)
