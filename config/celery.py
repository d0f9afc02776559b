"""Celery's application: how deliveries are woken in production. It carries names; the rows are the truth.

The settings follow what was measured of Celery with Redis under `kill -9` (docs/decisions/0002-delivery.md).
"""

import os

from celery import Celery, signals
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

VISIBILITY_SECONDS = 120
SWEEP_SECONDS = 5.0
A_MINUTE, AN_HOUR = 60.0, 3600.0
ONE_QUICK_RETRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}

app = Celery("between")
app.conf.update(
    broker_url=settings.REDIS_URL or "memory://",
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_acks_on_failure_or_timeout=True,  # the row, not the broker, tries again
    task_soft_time_limit=20,
    task_time_limit=30,
    task_publish_retry_policy=ONE_QUICK_RETRY,
    task_default_queue="deliveries",
    task_routes={"scheduler.read_calendars": {"queue": "calendars"}},  # slow servers hold up no delivery
    worker_prefetch_multiplier=1,
    worker_disable_prefetch=True,
    worker_max_tasks_per_child=500,
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_soft_shutdown_timeout=20,
    worker_enable_soft_shutdown_on_idle=True,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_SECONDS,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 2,
        "socket_connect_timeout": 1,
        "health_check_interval": 10,
        **ONE_QUICK_RETRY,
    },
    visibility_timeout=VISIBILITY_SECONDS,
    timezone="UTC",
    beat_schedule={
        "sweep": {
            "task": "notifications.sweep",
            "schedule": SWEEP_SECONDS,
            "options": {"expires": SWEEP_SECONDS},  # without workers they would pile up
        },
        "calendars": {
            "task": "scheduler.read_calendars",
            "schedule": A_MINUTE,
            "options": {"expires": A_MINUTE},
        },
        "sign-ins": {
            "task": "accounts.forget_ended_sign_ins",
            "schedule": AN_HOUR,
            "options": {"expires": AN_HOUR},
        },
    },
)
app.autodiscover_tasks(["notifications", "scheduler"])


@signals.worker_init.connect
@signals.beat_init.connect
def _must_be_safe(**said: object) -> None:
    """As the web process: celery takes every other exception for granted."""
    from django.db import connections  # noqa: PLC0415  models come after apps, and the app is made before them
    from django.db.backends.postgresql.base import DatabaseWrapper  # noqa: PLC0415  likewise

    from config.checks import must_be_safe  # noqa: PLC0415  likewise

    try:
        must_be_safe()
    except ImproperlyConfigured as error:
        os.write(2, f"{error}\n".encode())  # by the file's number: beat makes log lines of what is printed
        raise SystemExit(1) from None
    if isinstance(server := connections["default"], DatabaseWrapper):
        server.close_pool()  # its threads would not be there in a forked child
