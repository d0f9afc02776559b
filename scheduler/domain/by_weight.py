"""Results are kept in memory, the latest used of them, as far as they do not weigh too much together."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import update_wrapper
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def kept_by_weight(most: int, weigh: Callable[[Any], int]) -> "Callable[[Callable[P, R]], Kept[P, R]]":
    """As `functools.lru_cache`, which counts results, however much memory each takes.

    One that weighs more than `most` by itself is not kept.
    """
    return lambda make: Kept(make, most, weigh)


class Kept(Generic[P, R]):
    def __init__(self, make: Callable[P, R], most: int, weigh: Callable[[Any], int]) -> None:
        self._make, self._most, self._weigh = make, most, weigh
        self._kept: OrderedDict[Hashable, tuple[R, int]] = OrderedDict()
        self._lock = Lock()
        self.weight = 0  # of all that is kept
        update_wrapper(self, make)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        asked = (args, *kwargs.items())
        with self._lock:
            if asked in self._kept:
                self._kept.move_to_end(asked)
                return self._kept[asked][0]
        made = self._make(*args, **kwargs)
        self._keep(asked, made, self._weigh(made))
        return made

    def _keep(self, asked: Hashable, made: R, weight: int) -> None:
        with self._lock:
            if weight > self._most or asked in self._kept:
                return
            self._kept[asked] = made, weight
            self.weight += weight
            while self.weight > self._most:
                _, (_made, lighter) = self._kept.popitem(last=False)
                self.weight -= lighter
