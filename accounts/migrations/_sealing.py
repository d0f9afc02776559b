"""Sealing what is in the tables already, as it was done when sealing came. Nothing here follows later models."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from accounts.domain.key_ring import KeyRing, Owner, Wrapped, new_number
from accounts.domain.sealing import Key, Place, seal

AT_ONCE = 20  # rows: among them may be mails of 25 MB

Whose = tuple[Any, Any]  # practice and client
Values = Mapping[str, bytes | str | None]


class Sealer:
    def __init__(self, apps: StateApps) -> None:
        self.apps = apps
        self._keys: dict[Whose, Key] = {}

    def rows(self, model: str, *related: str) -> Iterator[Any]:
        """Every row, a few at a time."""
        manager = self.apps.get_model(model).objects
        pks = iter(list(manager.order_by("pk").values_list("pk", flat=True)))
        while chunk := list(islice(pks, AT_ONCE)):
            yield from manager.select_related(*related).filter(pk__in=chunk)

    def sealed(self, row: Any, client_id: Any, name: Any, columns: Mapping[str, str | bytes]) -> dict[str, bytes]:
        """`columns`: the column's name from now on, and what stands in it."""
        key = self._key(row.practice_id, client_id)
        table = row._meta.db_table
        return {
            f"{column}_sealed": seal(
                plain.encode() if isinstance(plain, str) else bytes(plain),
                key,
                Place(row.practice_id, table, column, str(name)),
            )
            for column, plain in columns.items()
        }

    def _key(self, practice_id: Any, client_id: Any) -> Key:
        """The current one; made where there is none."""
        whose = (practice_id, client_id)
        if whose not in self._keys:
            self._keys[whose] = self._kept(*whose) or self._made(*whose)
        return self._keys[whose]

    def _kept(self, practice_id: Any, client_id: Any) -> Key | None:
        rows = self.apps.get_model("accounts.DataKey").objects
        for row in rows.filter(practice_id=practice_id, client_id=client_id, retired_at=None):
            owner = Owner(row.pk, practice_id, client_id)
            return Key(row.pk, AESGCM(self._ring.unwrap(Wrapped(row.ring_key, bytes(row.wrapped)), owner)))
        return None

    def _made(self, practice_id: Any, client_id: Any) -> Key:
        number, key = new_number(practice_id), token_bytes(32)
        wrapped = self._ring.wrap(key, Owner(number, practice_id, client_id))
        self.apps.get_model("accounts.DataKey").objects.create(
            id=number,
            practice_id=practice_id,
            client_id=client_id,
            wrapped=wrapped.content,
            ring_key=wrapped.ring_key,
        )
        return Key(number, AESGCM(key))

    @property
    def _ring(self) -> KeyRing:
        return KeyRing.parse(settings.ENCRYPTION_KEYS)


def with_sealer(
    work: Callable[[Sealer], None],
) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
    def run(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute("SELECT set_config('between.practice', 'every', true)")
        work(Sealer(apps))
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would stand in the way of ALTER

    return run


def only_where_nothing_is(*models: str) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
    def refuse(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if any(apps.get_model(model).objects.exists() for model in models):
            raise RuntimeError("What was sealed is not unsealed again: restore a backup of the release before.")

    return refuse


def leave_no_trace(*tables: str) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
    """What was there unsealed is gone from the files, too; it stays in older backups."""

    def run(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute("VACUUM")
            with schema_editor.connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        else:
            for table in tables:
                schema_editor.execute(f"VACUUM FULL {table}")

    return run
