"""Seeds of second factors under the newest key of the ring: with it turns what they hang on."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.data_keys import ring
from accounts.domain.key_ring import WrongRingError
from accounts.seeds import opened_seed, ring_key_of, sealed_seed

Data = dict[str, Any]  # of an authenticator, as the library keeps it


def seeds_by_ring_key() -> Counter[str]:
    """How many seeds there are under each key of the ring, and under SECRET_KEY."""
    return Counter(ring_key_of(seed) for data in _all().values() for seed in _seeds(data))


def seed_troubles() -> Iterator[str]:
    """What of the seeds cannot be opened, and the mend: one under each key is tried."""
    one_of_each = {ring_key_of(seed): seed for data in _all().values() for seed in _seeds(data)}
    for seed in one_of_each.values():
        try:
            opened_seed(seed)
        except WrongRingError as error:
            yield str(error)


def reseal_seeds() -> int:
    """Each one under the newest key. Returns of how many second factors. Raises WrongRingError."""
    return sum(_reseal(pk) for pk, data in _all().items() if _is_older(data))


def _reseal(pk: int) -> bool:
    """Locked as the library locks it, so that a recovery code that is used just now stays used."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(pk=pk).first()
        if row is None or not _is_older(row.data):
            return False
        row.data = _resealed(row.data)
        row.save(update_fields=["data"])
    return True


def _all() -> dict[int, Data]:
    return dict(Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("pk", "data"))


def _seeds(data: Data) -> list[str]:
    """Of an app, or of recovery codes, which are perhaps kept one by one."""
    one: list[str] = [data[name] for name in ("secret", "seed") if name in data]
    one += data.get("migrated_codes", [])
    return one


def _is_older(data: Data) -> bool:
    return any(ring_key_of(seed) != ring().newest for seed in _seeds(data))


def _resealed(data: Data) -> Data:
    anew = {seed: sealed_seed(opened_seed(seed)) for seed in _seeds(data)}
    changed: Data = {name: anew[data[name]] for name in ("secret", "seed") if name in data}
    if "migrated_codes" in data:
        changed["migrated_codes"] = [anew[code] for code in data["migrated_codes"]]
    return data | changed
