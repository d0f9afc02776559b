"""Migrations run as the owner of the tables; the role that the service connects as owns nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import ProgrammingError, connection

from accounts.row_security import let_in
from accounts.wall import EVERY


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  as Django passes them
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        become_owner()
        name_practices(EVERY)  # migrations of data are about all of them
        try:
            super().handle(*args, **options)
            if settings.MIGRATE_DATABASE:
                self._let_the_service_in()
        finally:
            name_practices("")

    def _let_the_service_in(self) -> None:
        role = settings.DATABASE["USER"]
        try:
            let_in(role, settings.DATABASE["PASSWORD"])
        except ProgrammingError as error:
            raise CommandError(
                f"The role {role} of DATABASE_URL could not be let in ({type(error).__name__}): "
                "make it by hand (docs/operations.md), and migrate again."
            ) from error


def become_owner() -> None:
    """As MIGRATE_DATABASE_URL has it, where it is set."""
    if settings.MIGRATE_DATABASE:
        connection.close()
        connection.settings_dict = {**connection.settings_dict, **settings.MIGRATE_DATABASE, "OPTIONS": {}}


def name_practices(name: str) -> None:
    """Until the connection ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('between.practice', %s, false)", [name])
