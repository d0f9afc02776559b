"""The watch: looks whether alarms go out, sends a canary after them, and writes down what it saw.

It asks the same rows as whoever does the work, from a process that does none of it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from accounts.domain.canary import CANARY_PRACTICE
from accounts.wall import every_practice
from notifications.domain import watch as rules
from notifications.domain.watch import Seen, Trouble
from notifications.models import Delivery, Escalation, EscalationEvent, Watch
from notifications.services import canary
from notifications.services.escalating import NOBODY_AGAIN
from notifications.services.lane import seen_in
from notifications.services.posting import AT_ONCE
from notifications.services.rota import tell_of_unreachable

# For the one question: then the look has failed; and a plan made for any values would use no partial index.
AT_MOST = """
    SELECT set_config('statement_timeout', '5s', true),
        set_config('plan_cache_mode', 'force_custom_plan', true)
"""
A_DAY = timedelta(days=1)

Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


def look(*, clock: Clock, heartbeat_at: datetime | None = None) -> Seen:
    """Once, with everything written down. `heartbeat_at`: the last that was answered."""
    _row()
    troubles, now = audit(clock=clock), clock()
    beat = {"heartbeat_at": heartbeat_at} if heartbeat_at else {}
    _note(
        looked_at=now,
        troubles=[trouble.value for trouble in troubles],
        canary_is_on=canary.address() is not None,
        **beat,
    )
    return seen()


def seen() -> Seen:
    """What is written down by now, also before the first look."""
    return seen_in(_row())


def _row() -> Watch:
    row, _ = Watch.objects.get_or_create(pk=1)
    return row


def audit(*, clock: Clock) -> tuple[Trouble, ...]:
    """What is overdue, given up or out of step: one question, each part of it by an index."""
    with every_practice():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(AT_MOST)
        now = clock()
        asked = {trouble.value: Exists(rows) for trouble, rows in what_is_wrong(now).items()}
        answer = Watch.objects.annotate(**asked, there=Now()).values(*asked, "there").get(pk=1)
    apart = abs(answer.pop("there") - now) > rules.CLOCKS_MAY_DIFFER
    found = [Trouble(name) for name, is_so in answer.items() if is_so]
    return (*found, Trouble.CLOCKS_APART) if apart else tuple(found)


def what_is_wrong(now: datetime) -> dict[Trouble, QuerySet[Any]]:
    """An alarm is late also where it is tried again and again; the time of its next try says nothing then."""
    late = now - rules.LATE_AFTER
    crisis = Delivery.objects.filter(priority=AT_ONCE)
    waiting = crisis.filter(next_at__isnull=False)
    dead = crisis.filter(state=Delivery.State.DEAD, created_at__gt=now - rules.DEAD_FOR)
    alarms = Q(kind=Delivery.Kind.ALARM)
    return {
        Trouble.STEPS_LATE: Escalation.objects.filter(next_at__lte=late),
        Trouble.ALARMS_LATE: waiting.filter(Q(next_at__lte=late) | alarms & Q(created_at__lte=late)),
        Trouble.ALARMS_DEAD: dead.filter(alarms).exclude(Exists(_other_roads())),
        Trouble.NOBODY_CALLED: _in_vain(now),
        Trouble.REPLIES_DEAD: dead.exclude(alarms),
    }


def _other_roads() -> QuerySet[Delivery]:
    """Of the same call to the same person: those that are not given up, too."""
    same_call = Delivery.objects.filter(duty=OuterRef("duty"), created_at=OuterRef("created_at"))
    return same_call.exclude(state=Delivery.State.DEAD)


def _in_vain(now: datetime) -> QuerySet[Escalation]:
    """Ringing for nobody when its steps were last tried; of a canary, that it is lost says enough."""
    last_try = now - NOBODY_AGAIN - rules.LATE_AFTER
    nobody = EscalationEvent.objects.filter(what=EscalationEvent.What.NOBODY, at__gt=last_try)
    of_people = nobody.exclude(practice_id=CANARY_PRACTICE).order_by()
    return Escalation.objects.filter(
        pk__in=of_people.values("escalation"), next_at__isnull=False, acknowledged_at=None
    )


def look_for_canary(*, now: datetime) -> None:
    """Whether it is back, and whether it is time for the next. Cheap, to be asked often."""
    before, to = seen(), canary.address()
    if to is None:
        _send_no_more(before)
    elif _is_back(before):
        _note(canary_back_at=now, canary_awaited_since=None)
        canary.clear()
    elif rules.canary_is_due(before, now=now) and _is_first_to_send(before, now):
        canary.send(to=to, now=now)


def _send_no_more(before: Seen) -> None:
    if before.canary_sent_at:
        canary.clear()
        _note(canary_sent_at=None, canary_awaited_since=None)


def _is_back(before: Seen) -> bool:
    sent = before.canary_sent_at
    return bool(before.canary_awaited_since and sent and canary.came_back_since(sent))


def _is_first_to_send(before: Seen, now: datetime) -> bool:
    """Two that watch share one canary."""
    as_it_was = Watch.objects.filter(canary_sent_at=before.canary_sent_at)
    since = before.canary_awaited_since or now
    return bool(as_it_was.update(canary_sent_at=now, canary_awaited_since=since))


def look_at_plans(*, now: datetime) -> bool:
    """Once a day, whoever comes first. Apart from the look: it takes longer the more practices there are."""
    last = _row().plans_looked_at
    if last is not None and now - last < A_DAY:
        return False
    if is_ours := bool(Watch.objects.filter(plans_looked_at=last).update(plans_looked_at=now)):
        _note(unreachable=tell_of_unreachable(now=now))
    return is_ours


def _note(**what: object) -> None:
    Watch.objects.filter(pk=1).update(**what)
