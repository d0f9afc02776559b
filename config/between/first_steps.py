"""What has to be there before the service starts. On SQLite it is made here; elsewhere by the operator."""

import io
from datetime import UTC, datetime

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections

from accounts.services.key_rotation import ring_troubles
from config.between import welcome
from config.database_away import is_there
from config.health import NotMigratedError, must_be_migrated
from web.demo import DemoPractice, open_demo_practice


def take() -> DemoPractice | None:
    """The demo practice, where there is one. Raises CommandError, saying what to mend.

    While the database's server is away the rest starts all the same, to show whoever comes where help is.
    """
    call_command("check", stdout=io.StringIO())
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    if not settings.WHITENOISE_USE_FINDERS:
        call_command("collectstatic", interactive=False, verbosity=0)
    return _look_at_database() if is_there() else None


def _look_at_database() -> DemoPractice | None:
    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)
    else:
        _must_be_migrated()
    for trouble in ring_troubles():
        raise CommandError(trouble)
    demo = None
    if settings.DEMO:
        demo = open_demo_practice(now=datetime.now(UTC), known_token=welcome.known_token())
    connections.close_all()
    return demo


def _must_be_migrated() -> None:
    try:
        must_be_migrated()
    except NotMigratedError:
        raise CommandError("The database is older than this release: run manage.py migrate first.") from None
