"""Look after the keys that what people wrote is sealed with.

    between keys new            print a fresh key, to be put in front of ENCRYPTION_KEYS
    between keys status         say which key of the ring is in use, and which may be removed
    between keys rotate         put every data key and second factor under the newest key of the ring
    between keys rotate --values    and seal every value anew, under fresh data keys
    between keys rotate --index     and mark everything anew that is found by INDEX_KEY

The service may run meanwhile. Ctrl-C does no harm: the same command goes on where it was. docs/operations.md
says in which order to go about it.
"""

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from secrets import token_hex
from typing import TYPE_CHECKING

import django
from django.db import OperationalError
from environs import EnvError

from accounts.domain.key_ring import KeyRingError, new_key

if TYPE_CHECKING:
    from accounts.services.index_rotation import Remarking
    from accounts.services.key_rotation import RingKeyUse

QUIET_SECONDS = 1.0  # between two lines of progress


def add_arguments(parser: ArgumentParser) -> None:
    does = parser.add_subparsers(dest="does", required=True, metavar="new | status | rotate")
    made = does.add_parser("new", help="print a fresh key")
    made.add_argument("--index", action="store_true", help="one for INDEX_KEY")
    does.add_parser("status", help="say what is in use, and what may be removed")
    turned = does.add_parser("rotate", help="use the newest key for everything")
    turned.add_argument("--values", action="store_true", help="and seal every value anew")
    turned.add_argument("--index", action="store_true", help="and mark everything anew under INDEX_KEY")


def run(arguments: Namespace) -> int:
    if arguments.does == "new":
        print(new_key() if arguments.index else f"{datetime.now(UTC):%Y%m%d}-{token_hex(2)}:{new_key()}")
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        if arguments.does == "status":
            return status()
        return rotate(values=arguments.values, index=arguments.index)
    except (EnvError, KeyRingError) as error:
        print(error, file=sys.stderr)
        return 1
    except OperationalError as error:
        print(f"The database cannot be used just now: {error}. Mend that, then try again.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nNot finished, and nothing is lost: the same command goes on from here.", file=sys.stderr)
        return 1


def status() -> int:
    from accounts.marks import index_keys
    from accounts.seeds import SECRET_KEY
    from accounts.services import key_rotation, resealing, seed_rotation

    if len(index_keys()) > 1:
        print("INDEX_KEY has an older key; run: between keys rotate --index")
    for each in key_rotation.ring_use():
        print(f"{each.name:32}  {each.data_keys:7} data keys  {each.seeds:5} seeds  {_standing(each)}")
    if before := seed_rotation.seeds_by_ring_key()[SECRET_KEY]:
        print(f"{before} seeds of second factors are still under SECRET_KEY; run: between keys rotate")
    values = resealing.values_by_key()
    print(f"{values.total()} values under {len(values)} data keys; {resealing.retired()} keys are retired")
    troubles = [*key_rotation.ring_troubles(), *seed_rotation.seed_troubles()]
    for trouble in troubles:
        print(f"WRONG  {trouble}")
    return int(bool(troubles))


def _standing(each: "RingKeyUse") -> str:
    if not each.in_ring:
        return "not in ENCRYPTION_KEYS: what is under it cannot be read"
    if each.newest:
        return "newest"
    removable = "may be removed; backups from before need it"
    return removable if each.may_be_removed else "in use; run: between keys rotate"


def rotate(*, values: bool, index: bool) -> int:
    from accounts.services import key_rotation, seed_rotation

    told = _Progress("data keys wrapped anew")
    done = key_rotation.rewrap(progress=told)
    print(f"{done} data keys were put under the newest key.")
    print(f"{seed_rotation.reseal_seeds()} second factors were put under the newest key.")
    return (_reseal() if values else 0) | (_remark() if index else 0)


def _reseal() -> int:
    from accounts.services import resealing

    sealed = resealing.rotate_values(
        clock=lambda: datetime.now(UTC), rest=_rest, progress=_Progress("values sealed anew")
    )
    print(f"{sealed.done} values were sealed anew.")
    for place in sealed.broken:
        print(f"WRONG  does not open: {place}")
    return int(bool(sealed.broken))


def _remark() -> int:
    """And a second look: a process that was not started anew goes on keeping older marks."""
    first, again = _look_for_older_marks(), _look_for_older_marks()
    print(f"{first.done + again.done} addresses and messages were marked anew.")
    if again.done:
        print("WRONG  some had come meanwhile: start every process anew, then run this again")
    for row in again.left:
        print(f"WRONG  cannot be marked anew: {row}")
    return int(bool(again.done or again.left))


def _look_for_older_marks() -> "Remarking":
    from accounts.services.index_rotation import Remarking, remark_addresses
    from notifications.services.index_rotation import remark_messages

    addresses = remark_addresses(progress=_Progress("addresses looked at"))
    messages = remark_messages(progress=_Progress("messages looked at"))
    return Remarking(addresses.done + messages.done, addresses.left + messages.left)


def _rest(seconds: float) -> None:
    print(
        f"Waiting {seconds:.0f} s: until then a process may hold an old key ready. Ctrl-C does no harm.",
        file=sys.stderr,
    )
    time.sleep(seconds)


class _Progress:
    def __init__(self, what: str) -> None:
        self._what = what
        self._told_at = 0.0

    def __call__(self, done: int, in_all: int) -> None:
        now = time.monotonic()
        if done == in_all or now - self._told_at >= QUIET_SECONDS:
            self._told_at = now
            print(f"{done} of {in_all} {self._what}", file=sys.stderr)
