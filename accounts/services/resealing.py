"""Every value under a fresh data key, while the service runs.

Values name the key that opens them, so a reader never waits and never fails: an old key is removed only when
no value names it and no process can hold it ready any more. All that is known of how far it got stands in the
tables, so it may end at any instant and go on later.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import BinaryField, Count, Func

from accounts import data_keys
from accounts.data_keys import DataKey
from accounts.domain.sealing import FORMAT, NUMBER_BYTES, ErasedError, Key, SealBrokenError, number_in
from accounts.sealed import Sealed, SealedField, sealed_fields
from accounts.services.key_rotation import Progress
from accounts.wall import every_practice

HELD = timedelta(minutes=5)  # a process seals with a key for a minute, and commits what it sealed soon after
LOOKED_AT, SEALED_AT_ONCE = 2000, 50  # rows
REST_SECONDS = 0.002  # between two batches: others want to write, too

Rows = list[tuple[Any, ...]]


@dataclass
class Resealing:
    """What came of one pass over all values."""

    done: int = 0
    broken: list[str] = field(default_factory=list)  # where values do not open: `table row`


def sealed_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if sealed_fields(model)]


def values_by_key() -> Counter[int]:
    """How many values there are under each data key."""
    counted: Counter[int] = Counter()
    for model in sealed_models():
        for column in sealed_fields(model):
            rows = model._base_manager.order_by().values_list(_number(column)).annotate(Count("pk"))
            with every_practice():
                for raw, times in rows:
                    counted[int.from_bytes(raw or b"", "big")] += times
    return counted


def retire_all(*, now: datetime) -> int:
    """A fresh data key for each client and practice; the old ones go on opening what they sealed."""
    with every_practice(), transaction.atomic():
        current = list(DataKey.objects.select_for_update().filter(retired_at=None))
        DataKey.objects.filter(pk__in=[row.pk for row in current]).update(retired_at=now)
        DataKey.objects.bulk_create([data_keys.make(row.practice_id, row.client_id) for row in current])
    data_keys.forget()
    return len(current)


def retired() -> int:
    with every_practice():
        return DataKey.objects.exclude(retired_at=None).count()


def reseal(*, progress: Progress) -> Resealing:
    """Every value that is under a retired key, in small batches."""
    successors = dict(_successors())
    outcome, in_all = Resealing(), sum(times for key, times in values_by_key().items() if key in successors)
    for model in sealed_models():
        under_old_keys = _under(model, set(successors))
        while pks := list(islice(under_old_keys, SEALED_AT_ONCE)):
            _reseal_rows(model, pks, successors, outcome)
            progress(outcome.done, max(outcome.done, in_all))
            time.sleep(REST_SECONDS)
    return outcome


def remove_unused(*, now: datetime) -> int:
    """Retired keys that nothing hangs on, nor can come to hang on."""
    in_use = values_by_key()
    long_retired = DataKey.objects.filter(retired_at__lt=now - HELD).values_list("pk", flat=True)
    with every_practice():
        unused = [number for number in long_retired if number not in in_use]
        removed, _ = DataKey.objects.filter(pk__in=unused).delete()
    return removed


def held_until() -> datetime | None:
    """When the last retired key can be held ready by no process any more; None where none is retired."""
    with every_practice():
        latest: datetime | None = DataKey.objects.aggregate(latest=models.Max("retired_at"))["latest"]
    return latest and latest + HELD


def rotate_values(
    *, clock: Callable[[], datetime], rest: Callable[[float], None], progress: Progress
) -> Resealing:
    """Goes on where an earlier run ended; returns once the old keys are gone, or where values do not open."""
    if not retired():
        retire_all(now=clock())
    whole = Resealing()
    while True:
        last = reseal(progress=progress)
        whole.done, whole.broken = whole.done + last.done, last.broken
        remove_unused(now=clock())
        until = held_until()
        if last.broken or until is None:
            return whole
        rest(max(1.0, (until - clock()).total_seconds()))


def _successors() -> Iterator[tuple[int, Key]]:
    """For each retired key its owner's current one; none where the owner's keys were erased."""
    with every_practice():
        keys = list(DataKey.objects.all())
    current = {(row.practice_id, row.client_id): row for row in keys if row.retired_at is None}
    for old in (row for row in keys if row.retired_at):
        if successor := current.get((old.practice_id, old.client_id)):
            yield old.pk, data_keys.opened(successor)


def _number(column: SealedField) -> Func:
    """The number of the key, read by the database from the beginning of the value."""
    return Func(column.attname, len(FORMAT) + 1, NUMBER_BYTES, function="SUBSTR", output_field=BinaryField())


def _under(model: type[models.Model], keys: set[int]) -> Iterator[Any]:
    """The keys of the rows that hold a value under one of these, in order."""
    raw_keys = {number.to_bytes(NUMBER_BYTES, "big") for number in keys}
    rows = model._base_manager.order_by("pk").values_list("pk", *map(_number, sealed_fields(model)))
    looked_at = _look(rows)
    while looked_at:
        for pk, *numbers in looked_at:
            if not raw_keys.isdisjoint(bytes(number) for number in numbers if number is not None):
                yield pk
        looked_at = _look(rows.filter(pk__gt=looked_at[-1][0]))


def _look(rows: models.QuerySet[Any, Any]) -> Rows:
    with every_practice():
        return list(rows[:LOOKED_AT])


def _reseal_rows(
    model: type[models.Model], pks: list[Any], successors: dict[int, Key], outcome: Resealing
) -> None:
    """Each row only if it is still as it was read: what somebody wrote meanwhile is their doing."""
    columns = sealed_fields(model)
    rows = model._base_manager.filter(pk__in=pks).only("practice_id", *(each.attname for each in columns))
    with every_practice(), transaction.atomic():
        for row in rows:
            try:
                old, new = _anew(row, columns, successors)
            except SealBrokenError:
                outcome.broken.append(f"{model._meta.db_table} {row.pk}")
                continue
            if new:
                as_it_was = model._base_manager.filter(pk=row.pk, **old)
                outcome.done += len(new) * as_it_was.update(**new)


def _anew(
    row: models.Model, columns: list[SealedField], successors: dict[int, Key]
) -> tuple[dict[str, Sealed], dict[str, Sealed]]:
    """The row's values under retired keys, and the same under their successors. Raises SealBrokenError."""
    old: dict[str, Sealed] = {}
    new: dict[str, Sealed] = {}
    for column in columns:
        value = row.__dict__[column.attname]
        successor = successors.get(number_in(value.raw)) if value else None
        if successor is None:
            continue
        try:
            new[column.attname] = column.sealed(column.opened(value, row), row, successor)
        except ErasedError:  # since this pass began
            continue
        old[column.attname] = value
    return old, new
