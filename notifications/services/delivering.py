"""Drains the outbox: builds each mail or post, sends it, and settles what became of it."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import SystemRandom

from accounts.services import seal
from accounts.wall import inside
from notifications import outbox
from notifications.channels.email import MailRoute, OutgoingMail
from notifications.channels.errors import (
    PermanentFailureError,
    SendingError,
    TemporaryFailureError,
    UnknownOutcomeError,
)
from notifications.channels.webhook import CHANNEL, OutgoingPost, PostRoute
from notifications.domain import retry
from notifications.models import Delivery
from notifications.services.calling import call_for
from notifications.services.composing import compose
from notifications.services.due_times import see_to_times
from notifications.services.escalating import go_on_at_once, is_still_wanted, make_due_steps
from notifications.services.forgetting import forget_a_little
from notifications.services.mail_intake import read_due_mail
from notifications.services.notices import send_notices

Clock = Callable[[], datetime]

TURN = timedelta(seconds=2)  # then claim again, so that a crisis never waits behind a long batch
TRIES_OF_A_POISONOUS_ROW = 5  # sends that failed by our own fault, or that their worker did not survive
SENDS_OF_AN_AUTO_REPLY = 2  # whose outcome nobody knows; one repeat is better than none, a third is noise

State = Delivery.State
logger = logging.getLogger(__name__)
jitter = SystemRandom()


def sweep(*, clock: Clock, lease: timedelta = outbox.LEASE) -> int:
    """Everything that is due, whatever became of its wake-up. Returns how much was done.

    First the steps of escalations, so that nothing that fails or hangs keeps one back. The audit trail is
    chained at the end, and a little forgotten whose time is over: nothing waits for it.
    """
    done = make_due_steps(clock=clock)
    done += read_due_mail(now=clock()) + deliver_due(clock=clock, lease=lease)
    done += see_to_times(now=clock())
    done += send_notices(clock=clock)
    seal()
    forget_a_little(now=clock())
    return done


def deliver_due(*, clock: Clock, limit: int = 100, lease: timedelta = outbox.LEASE) -> int:
    """Send what is due, the most urgent first, for one turn. Returns how many deliveries were taken up."""
    started = clock()
    waiting = _posts_first(outbox.claim(now=started, limit=limit, lease=lease))
    outcomes: Counter[str] = Counter()
    with MailRoute() as mails, PostRoute[Delivery]() as posts:
        aside: list[Delivery] = []
        try:
            while waiting and clock() < started + TURN:
                delivery = waiting.pop()
                if delivery.channel == CHANNEL and posts.is_full:
                    aside.append(delivery)
                elif outcome := _deliver(delivery, mails, posts, clock, lease):
                    outcomes[outcome] += 1
        finally:
            outbox.release([*waiting, *aside])
        for delivery, error in posts.outcomes():
            outcomes[_settle(delivery, error, clock())] += 1
    if outcomes:
        logger.info("deliveries", extra=dict(outcomes))
    return outcomes.total()


def _posts_first(claimed: list[Delivery]) -> list[Delivery]:
    """Of what is as urgent, and the last of the list first: a post that is begun holds up no mail."""
    return sorted(claimed, key=lambda each: (each.priority, each.channel != CHANNEL))[::-1]


def _deliver(
    delivery: Delivery, mails: MailRoute, posts: PostRoute[Delivery], clock: Clock, lease: timedelta
) -> str | None:
    """The outcome in a word, for the log; None while it is under way."""
    if state := _why_not_again(delivery):
        outbox.settle_unsent(delivery, state=state, error="NeverHeardOf")
        go_on_at_once(delivery, now=clock())
        return state
    if not outbox.begin(delivery, now=clock(), lease=lease):
        return "lapsed"
    try:
        made = _made_of(delivery, clock())
        if isinstance(made, OutgoingPost):
            posts.send(delivery, made)
            return None
        if made is None or (mails.open() and not _is_wanted(delivery)):  # a line may take a while
            return _call_off(delivery, clock())
        mails.send(made)
    except Exception as error:  # noqa: BLE001  a row that cannot be sent costs only itself
        return _settle(delivery, error, clock())
    return _settle(delivery, None, clock())


def _made_of(delivery: Delivery, now: datetime) -> OutgoingMail | OutgoingPost | None:
    """None where nobody waits for it any more."""
    with inside(delivery.practice_id):
        if not is_still_wanted(delivery):
            return None
        about = outbox.with_its_message(delivery)
        return call_for(about, now=now) if delivery.channel == CHANNEL else compose(about)


def _is_wanted(delivery: Delivery) -> bool:
    with inside(delivery.practice_id):
        return is_still_wanted(delivery)


def _settle(delivery: Delivery, error: BaseException | None, now: datetime) -> str:
    if error is None:
        return "sent" if outbox.settle_sent(delivery, now=now) else "lapsed"
    retry_at = _retry_at(delivery.attempts + 1, error, now)
    outbox.settle_failed(
        delivery,
        error=error.code if isinstance(error, SendingError) else type(error).__name__,
        retry_at=retry_at,
        may_have_arrived=isinstance(error, UnknownOutcomeError),
    )
    if retry_at is None:
        go_on_at_once(delivery, now=now)
    return "failed"


def _call_off(delivery: Delivery, now: datetime) -> str:
    settled = outbox.settle_not_needed(delivery)
    go_on_at_once(delivery, now=now)
    return "not_needed" if settled else "lapsed"


def _why_not_again(delivery: Delivery) -> Delivery.State | None:
    """Where sends were never heard of: crises and human answers are repeated, an auto-reply at most once."""
    if delivery.kind == Delivery.Kind.AUTO_REPLY and delivery.unsettled >= SENDS_OF_AN_AUTO_REPLY:
        return State.UNCERTAIN
    if delivery.unsettled >= TRIES_OF_A_POISONOUS_ROW:
        return State.DEAD
    return None


def _retry_at(attempt: int, error: BaseException, now: datetime) -> datetime | None:
    ours = not isinstance(error, SendingError)
    if isinstance(error, PermanentFailureError) or (ours and attempt >= TRIES_OF_A_POISONOUS_ROW):
        return None
    asked = (isinstance(error, TemporaryFailureError) and error.wait) or timedelta(0)
    wait = max(retry.delay(attempt, random=jitter), min(asked, retry.CAP))
    return None if retry.gives_up(attempt) else now + wait
