from datetime import timedelta
from random import Random

from notifications.domain.retry import BASE, CAP, GIVE_UP_AFTER, delay, gives_up


class Always(Random):
    def __init__(self, value: float) -> None:
        super().__init__()
        self.value = value

    def random(self) -> float:
        return self.value


def test_the_ceiling_doubles_up_to_the_cap() -> None:
    half = [delay(attempt, random=Always(0.5)) for attempt in (1, 2, 3, 20, 10_000)]
    assert half == [BASE / 2, BASE, BASE * 2, CAP / 2, CAP / 2]


def test_the_jitter_is_full() -> None:
    assert delay(5, random=Always(0)) == timedelta()
    waits = {delay(3, random=Random(seed)) for seed in range(50)}  # noqa: S311  (nothing secret)
    assert len(waits) == 50
    assert max(waits) < BASE * 4


def test_it_ends() -> None:
    assert [gives_up(attempt) for attempt in (1, GIVE_UP_AFTER - 1, GIVE_UP_AFTER)] == [False, False, True]
