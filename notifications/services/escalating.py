"""Getting a human to look: the steps of an escalation, each made when it is due, until somebody takes it up.

The row is the promise. Every step is one transaction, fenced by `turn`: whoever dies amid it has done
nothing, and whoever comes second finds another number.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Clinician
from accounts.queries import clinician_with_access, notice_address, owners, user_with_access
from accounts.wall import all_or_nothing, every_practice
from notifications import outbox, queries
from notifications.domain import escalation as rules
from notifications.domain.escalation import Role
from notifications.models import Delivery, Duty, Escalation, EscalationEvent, EscalationPlan, InboundMessage
from policies.domain.promise import State
from policies.queries import looks_after
from scheduler.queries import is_covered

ACTS_WITHIN = timedelta(minutes=30)  # who took it up; then it rings again
NOBODY_AGAIN = timedelta(minutes=5)  # until everyone is tried anew, where nobody could be reached
A_TURN = 100

Who = tuple[str, UUID]  # `clinician`, or `user` where they are none, and the id
What = EscalationEvent.What
Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


# --- beginning


def raise_alarm(message: InboundMessage, *, now: datetime) -> Escalation:
    """Within the transaction that takes the message in: its first step is made before anyone hears of it.

    While one rings for the same conversation, the message joins it.
    """
    if ringing := _ringing_for(message):
        note(ringing, What.JOINED, now, message=message)
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
    ringing = Escalation.objects.filter(acknowledged_at=None, resolved_at=None, clinician=message.clinician)
    of_them = ringing.filter(events__message__conversation__in=queries.conversations(message))
    return of_them.select_for_update(of=("self",)).first()


def _duties(escalation: Escalation, message: InboundMessage, now: datetime) -> Iterator[Duty]:
    is_away = message.decision.state == State.AWAY
    for place, step in enumerate(plan_of(message.clinician)):
        people = dict.fromkeys(people_of(step.whom, message.clinician, now, is_away=is_away))
        for who in [{f"{kind}_id": person} for kind, person in people] or [{}]:
            yield Duty(
                practice_id=escalation.practice_id,
                escalation=escalation,
                place=place,
                wait_minutes=step.wait // timedelta(minutes=1),
                **who,
            )


def plan_of(clinician: Clinician) -> rules.Plan:
    stored = EscalationPlan.objects.filter(practice_id=clinician.practice_id).first()
    return rules.from_json(stored.steps) if stored else rules.USUAL


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


def make_due_steps(*, clock: Clock) -> int:
    """Whatever is due. Returns how many were taken up; one that cannot be made keeps no other from it."""
    now = clock()
    due = Escalation.objects.filter(next_at__lte=now).order_by("next_at")
    with every_practice():
        chosen = list(due.values_list("pk", "practice_id", "turn")[:A_TURN])
    for pk, practice_id, turn in chosen:
        try:
            with all_or_nothing(practice_id):
                held = due.select_for_update().filter(pk=pk, turn=turn).first()
                if held is not None:
                    _go_on(held, clock())
        except Exception as error:  # noqa: BLE001  it is due again at the next look
            logger.error("escalation step not made", extra={"error": type(error).__name__})  # noqa: TRY400
    return len(chosen)


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
    """Somebody has answered since it was taken up."""
    about = InboundMessage.objects.filter(escalation_events__escalation=held)
    return about.filter(answered_by__sent_at__gte=held.acknowledged_at).exists()


def _make_step(held: Escalation, now: datetime) -> None:
    """The next one in which somebody can be reached; where there is none, all are tried again soon."""
    steps: dict[int, list[Duty]] = {}
    for duty in held.duties.select_related("clinician", "user"):
        steps.setdefault(duty.place, []).append(duty)
    for place in rules.in_turn(held.place, len(steps)):
        alarms = [alarm for duty in steps[place] for alarm in _alarms(held, duty, now)]
        if alarms:
            outbox.enqueue(alarms)
            note(held, What.ALARMED, now, place=place)
            wait = timedelta(minutes=steps[place][0].wait_minutes)
            _save(
                held,
                next_at=now + wait,
                place=(place + 1) % len(steps),
                reached=max(held.reached, place + 1),
            )
            return
        note(held, What.SKIPPED, now, place=place)
    note(held, What.NOBODY, now)
    logger.error("nobody could be alarmed", extra={"escalation": str(held.pk)})
    _save(held, next_at=now + NOBODY_AGAIN, place=0, reached=len(steps))


def _alarms(held: Escalation, duty: Duty, now: datetime) -> Iterator[Delivery]:
    """By every way in which this person is told of things, unless their access has ended."""
    first = held.events.filter(what=What.OPENED).values_list("message_id", flat=True).get()
    for channel, address in ways_to(duty):
        yield Delivery(
            practice_id=held.practice_id,
            message_id=first,
            duty=duty,
            kind=Delivery.Kind.ALARM,
            channel=channel,
            recipient=address,
            dedupe_key=f"alarm:{held.pk}:{held.turn}:{duty.pk}:{channel}",
            priority=0,
            created_at=now,
            next_at=now,
        )


def reaches_somebody(whom: Iterable[rules.Whom], clinician: Clinician, now: datetime) -> bool:
    """Whether anybody of these could be alarmed, if somebody wrote to the clinician now."""
    people = (Duty(**{f"{kind}_id": person}) for kind, person in people_of(whom, clinician, now))
    return any(True for duty in people for _ in ways_to(duty))


def ways_to(duty: Duty) -> Iterator[tuple[str, str]]:
    """Channel and address as they are by now: the people of an escalation stay, where they are told moves."""
    if duty.clinician_id and (clinician := clinician_with_access(duty.clinician_id)):
        if address := notice_address(clinician, "email"):
            yield "email", address
    elif duty.user_id and (user := user_with_access(duty.user_id)):
        yield "email", user.email


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
    """Asked just before an alarm is sent: somebody may have taken it up since it was claimed."""
    return delivery.duty_id is None or ringing().filter(duties=delivery.duty_id).exists()


def ringing() -> QuerySet[Escalation]:
    return Escalation.objects.filter(acknowledged_at=None, resolved_at=None)


def go_on_at_once(delivery: Delivery, *, now: datetime) -> None:
    """An alarm cannot be sent: where none of its step's can, the next step does not wait for its time."""
    if delivery.duty_id is None:
        return
    _, escalation, turn, *_ = delivery.dedupe_key.split(":")
    with all_or_nothing(delivery.practice_id):
        held = ringing().select_for_update().filter(pk=escalation, turn=int(turn) + 1).first()
        together = Delivery.objects.filter(dedupe_key__startswith=f"alarm:{escalation}:{turn}:")
        if held and not together.exclude(state=Delivery.State.DEAD).exists():
            place = held.duties.values_list("place", flat=True).get(alarms=delivery.pk)
            note(held, What.FAILED, now, place=place)
            _save(held, next_at=now)
