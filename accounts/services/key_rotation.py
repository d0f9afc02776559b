"""The key ring turns: data keys are wrapped anew, and only what is wrapped changes, never a value."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Count

from accounts import data_keys
from accounts.data_keys import DataKey
from accounts.domain.key_ring import WrongRingError
from accounts.seeds import SECRET_KEY
from accounts.services.seed_rotation import seeds_by_ring_key
from accounts.wall import every_practice

BATCH = 500  # data keys

Progress = Callable[[int, int], None]  # how many are done, and how many there are in all


@dataclass(frozen=True, slots=True)
class RingKeyUse:
    """A key of the ring, and how many data keys and seeds of second factors hang on it."""

    name: str
    data_keys: int
    seeds: int
    in_ring: bool
    newest: bool

    @property
    def may_be_removed(self) -> bool:
        return self.in_ring and not self.newest and not self.data_keys and not self.seeds


def ring_use() -> list[RingKeyUse]:
    """In the ring's order; what the ring lacks comes last."""
    with every_practice():
        counted = dict(DataKey.objects.order_by().values_list("ring_key").annotate(Count("pk")))
    ring, seeds = data_keys.ring(), seeds_by_ring_key()
    missing = sorted((counted.keys() | seeds.keys()) - {*ring.names, SECRET_KEY})
    return [
        RingKeyUse(name, counted.get(name, 0), seeds[name], name in ring.names, name == ring.newest)
        for name in (*ring.names, *missing)
    ]


def ring_troubles() -> Iterator[str]:
    """What of the kept data this ring cannot open, and the mend: one data key of each ring key is tried."""
    for row in _one_of_each():
        try:
            data_keys.unwrapped(row)
        except WrongRingError as error:
            yield str(error)


def _one_of_each() -> list[DataKey]:
    """A data key under each key of the ring."""
    with every_practice():
        names = DataKey.objects.order_by("ring_key").values_list("ring_key", flat=True).distinct()
        found = [DataKey.objects.filter(ring_key=name).first() for name in names]
    return [row for row in found if row is not None]


def rewrap(*, progress: Progress) -> int:
    """Every data key under the newest of the ring. Returns how many. Raises WrongRingError."""
    newest = data_keys.ring().newest
    older = DataKey.objects.exclude(ring_key=newest)
    with every_practice():
        done, in_all = 0, older.count()
    while True:
        with every_practice():
            rows = list(older.order_by("pk")[:BATCH])
            done += sum(map(_rewrap, rows))
        if not rows:
            return done
        progress(done, max(done, in_all))


def _rewrap(row: DataKey) -> int:
    """0 where another was first."""
    unchanged = DataKey.objects.filter(pk=row.pk, ring_key=row.ring_key)
    again = data_keys.rewrapped(row, data_keys.unwrapped(row))
    return unchanged.update(ring_key=again.ring_key, wrapped=again.wrapped)
