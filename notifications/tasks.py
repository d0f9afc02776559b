"""What Celery is told by name. Nothing travels with a task; what is to be done stands in the rows."""

from celery import shared_task
from django.utils.timezone import now

from accounts.services import forget_ended_sign_ins
from notifications.outbox import wake
from notifications.services.delivering import deliver_due
from notifications.services.delivering import sweep as sweep_everything


@shared_task(name="notifications.deliver")
def deliver() -> None:
    """One turn, and a nudge for the next while there is something to do."""
    if deliver_due(clock=now):
        wake()


@shared_task(name="accounts.forget_ended_sign_ins")
def forget_sign_ins() -> None:
    """Nothing of them is kept for longer than an hour after their end."""
    forget_ended_sign_ins(now=now())


@shared_task(name="notifications.sweep")
def sweep() -> None:
    """Whatever a lost wake-up left behind."""
    if sweep_everything(clock=now):
        wake()
