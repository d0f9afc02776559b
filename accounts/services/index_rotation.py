"""INDEX_KEY turns: what is found by a mark is marked anew under its newest key, while the service runs.

Whoever looks tries each key, so nothing is missed meanwhile. A mark that is as the newest key makes it is
done: so it may end at any instant, and goes on when it is started again, also where the key before is lost.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import IntegrityError, models, transaction

from accounts import data_keys
from accounts.domain.key_ring import WrongRingError
from accounts.domain.sealing import ErasedError, SealBrokenError
from accounts.marks import address_mark
from accounts.models import ClientAddress
from accounts.sealed import SealedField, have_keys_ready
from accounts.services.key_rotation import Progress
from accounts.wall import every_practice

LOOKED_AT = 50  # rows at once: their words are opened for it
REST_SECONDS = 0.002  # between two batches: others want to write, too


class Change(NamedTuple):
    """Made only where the row is still as it was read."""

    was: dict[str, Any]
    becomes: dict[str, Any]


@dataclass
class Remarking:
    done: int = 0
    left: list[str] = field(default_factory=list)  # rows that cannot be marked anew: `table row`


def remark_addresses(*, progress: Progress) -> Remarking:
    return remark(ClientAddress.objects.all(), _address_anew, progress)


def _address_anew(row: ClientAddress) -> Change | None:
    """The mark names the row to what is sealed in it, so that is sealed anew as well."""
    column, was, address = _column_of_address(), bytes(row.mark), row.address
    row.mark = address_mark(row.practice_id, row.channel, address)
    if row.mark == was:
        return None
    if address is column.erased:
        raise ErasedError
    key = data_keys.key_to_seal_with(row.practice_id, row.client_id)
    return Change({"mark": was}, {"mark": row.mark, "address": column.sealed(address, row, key)})


def _column_of_address() -> SealedField:
    column = ClientAddress._meta.get_field("address")
    assert isinstance(column, SealedField)  # noqa: S101  the model above
    return column


def remark(rows: models.QuerySet[Any], anew: Callable[[Any], Change | None], progress: Progress) -> Remarking:
    """Every row in which `anew` finds something to change; what opening raises, it may raise."""
    outcome, looked_at = Remarking(), 0
    with every_practice():
        in_all = rows.count()
    for batch in _batches(rows):
        with every_practice():
            have_keys_ready(batch)
            changes = [(row, change) for row in batch if (change := _change(row, anew, outcome))]
        if changes:
            _make(changes, outcome)
            time.sleep(REST_SECONDS)
        looked_at += len(batch)
        progress(looked_at, max(looked_at, in_all))
    return outcome


def _batches(rows: models.QuerySet[Any]) -> Iterator[list[Any]]:
    in_order, batch = rows.order_by("pk"), list[Any]()
    while True:
        with every_practice():
            after = in_order.filter(pk__gt=batch[-1].pk) if batch else in_order
            batch = list(after[:LOOKED_AT])
        if not batch:
            return
        yield batch


def _change(row: Any, anew: Callable[[Any], Change | None], outcome: Remarking) -> Change | None:  # noqa: ANN401  a row
    try:
        return anew(row)
    except (ErasedError, SealBrokenError, WrongRingError):
        outcome.left.append(_name(row))
        return None


def _make(changes: list[tuple[Any, Change]], outcome: Remarking) -> None:
    with every_practice(), transaction.atomic():
        for row, change in changes:
            as_it_was = type(row)._base_manager.filter(pk=row.pk, **change.was)
            try:
                with transaction.atomic():
                    outcome.done += as_it_was.update(**change.becomes)
            except IntegrityError:  # another row has the mark already, kept while both keys were the newest
                outcome.left.append(_name(row))


def _name(row: models.Model) -> str:
    return f"{row._meta.db_table} {row.pk}"
