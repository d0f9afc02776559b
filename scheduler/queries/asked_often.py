"""Questions that calendar apps have us ask all day: phrased once for each of them, not once for each app.

Django takes several times as long to phrase one as the database takes to answer it, and a feed that has not
changed is nothing but such questions.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import DateTimeField, Expression, Field, QuerySet, UUIDField
from django.db.models.sql.compiler import SQLCompiler

_FIELDS: "dict[type, Field[Any, Any]]" = {UUID: UUIDField(), datetime: DateTimeField()}


class Given(Expression):
    """Stands in a question for what is only known when it is asked."""

    def __init__(self, name: str, kind: type) -> None:
        super().__init__(output_field=_FIELDS[kind])
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


Known = UUID | datetime | Given


def ask(question: Callable[..., QuerySet[Any, Any]], **given: UUID | datetime) -> list[tuple[Any, ...]]:
    """Its rows as the database has them: good to compare, and to tell whether anything changed.

    `question`: a function of a module, which makes the same of the same names whatever they stand for.
    """
    alias, sql, parts = _phrased(question, tuple((name, _kind(value)) for name, value in given.items()))
    connection = connections[alias]
    values = [
        each.output_field.get_db_prep_value(given[each.name], connection) if isinstance(each, Given) else each
        for each in parts
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [tuple(map(_comparable, row)) for row in cursor.fetchall()]


@cache
def _phrased(
    question: Callable[..., QuerySet[Any, Any]], names: tuple[tuple[str, type], ...]
) -> tuple[str, str, tuple[Any, ...]]:
    asked = question(**{name: Given(name, kind) for name, kind in names})
    sql, parts = asked.query.get_compiler(asked.db).as_sql()
    return asked.db, sql, tuple(parts)


def _kind(value: UUID | datetime) -> type:
    return UUID if isinstance(value, UUID) else datetime


def _comparable(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
