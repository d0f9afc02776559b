"""What SQLite leaves in its files of deleted rows, until something else happens to be written there.

Pages are overwritten as their rows go (`secure_delete`, in the settings); the write-ahead log would keep them
for days where little is written. Of PostgreSQL: docs/decisions/0011-retention-and-rights.md.
"""

from django.db import connection, transaction


def overwrite_once_committed() -> None:
    """As soon as nobody reads what was there before. On PostgreSQL, nothing."""
    if connection.vendor == "sqlite":
        transaction.on_commit(_empty_the_log, robust=True)


def _empty_the_log() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
