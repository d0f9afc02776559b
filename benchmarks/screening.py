"""The crisis screening: how much it hears, how fast, and beside two packages that do the like.

    .venv/bin/python -m benchmarks.screening

Messages are the lists of tests/notifications/domain: one in twenty short messages is a crisis, more than any
practice will see. The lists were written for this product; the packages may do better on others.
Times are of the processor, not of the clock on the wall.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median

from pantheon_guardrails.crisis import CrisisProtocol
from rrt_advocate import CrisisEngine, CrisisLevel

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from notifications.domain.lexicon import lexicon  # noqa: E402 -- after the path is set
from notifications.domain.screening import screen  # noqa: E402
from notifications.domain.tiers import Level  # noqa: E402

LISTS = ROOT / "tests/notifications/domain"
SHORTEST_RUN = 0.2  # seconds
RUNS = 3
CRISES_IN = 20

Screen = Callable[[str], bool]
chance = random.Random(1)  # noqa: S311 -- the same messages every time


def rows(*names: str) -> list[dict[str, str]]:
    return [json.loads(line) for name in names for line in (LISTS / f"{name}.jsonl").read_text().splitlines()]


LABELLED = rows("screening-tuning", "crisis-functions-dev")
CRISES = [row["text"] for row in LABELLED if row["label"] == "crisis"]
EVERYDAY = [row["text"] for row in rows("screening-everyday", "client-everyday-dev")]
SHORT = [chance.choice(CRISES if number % CRISES_IN == 0 else EVERYDAY) for number in range(2000)]


def of_length(characters: int) -> str:
    """Everyday sentences, and one crisis somewhere among them."""
    said = [chance.choice(CRISES)]
    while sum(map(len, said)) < characters:
        said.insert(chance.randrange(len(said) + 1), chance.choice(EVERYDAY) + ".")
    return " ".join(said)[:characters]


LONG = [of_length(chance.randrange(320, 641)) for _ in range(150)]
MAILS = [of_length(4096) for _ in range(12)]
HOSTILE = {
    "single letters": "a b c d ",
    "denials": "not ",
    "one phrase": "i want to kill myself ",
    "half phrases": "i want to i am going to ",
    "one word": "x",
    "marks": ".",
    "stretched": "kiiiill ",
    "zero-width": "k\u200bi\u200bll ",
    "combining": "e\u0301\u0301\u0301",
    "emoji": "\U0001f52b",
    "quotation marks": '"',
    "glued": "iwanttokillmyself",
    "random words": "",
}


def hostile(kind: str, characters: int) -> str:
    if kind == "random words":
        words = " ".join(CRISES).split()
        return " ".join(chance.choices(words, k=characters // 4))[:characters]
    piece = HOSTILE[kind]
    return (piece * (characters // len(piece) + 1))[:characters]


def ours(text: str) -> bool:
    return screen(text).level is Level.CRISIS


def pantheon() -> Screen:
    protocol = CrisisProtocol()
    return lambda text: protocol.check(text).triggered


def rrt() -> Screen:
    engine = CrisisEngine("client")
    return lambda text: engine.assess(text).crisis_level is not CrisisLevel.GREEN


def a_second(does: Screen, texts: Sequence[str]) -> float:
    began, done = time.process_time(), 0
    while time.process_time() - began < SHORTEST_RUN:
        for text in texts:
            does(text)
        done += len(texts)
    return done / (time.process_time() - began)


def milliseconds(does: Screen, texts: Iterable[str]) -> list[float]:
    def once(text: str) -> float:
        began = time.process_time()
        does(text)
        return (time.process_time() - began) * 1e3

    return sorted(min(once(text) for _ in range(3)) for text in texts)


def share(does: Screen, texts: Sequence[str]) -> float:
    return sum(map(does, texts)) / len(texts)


def table(rows: Iterable[tuple[str, ...]]) -> None:
    for name, *cells in rows:
        print(f"{name:34}" + "".join(f"{cell:>14}" for cell in cells))


def main() -> None:
    began = time.process_time()
    lexicon()
    loading = (time.process_time() - began) * 1e3
    contenders: dict[str, Screen] = {"ours": ours, "pantheon-guardrails": pantheon(), "rrt-advocate": rrt()}
    short = {"ours": SHORT, "pantheon-guardrails": SHORT, "rrt-advocate": SHORT[:400]}
    for text in SHORT:
        ours(text)
    runs = [{name: a_second(does, short[name]) for name, does in contenders.items()} for _ in range(RUNS)]
    speeds = {name: median(run[name] for run in runs) for name in contenders}
    print(f"Short messages, one in {CRISES_IN} a crisis (medians of {RUNS} interleaved runs)")
    table(
        [
            ("", "a second", "of ours", "heard", "false alarms", "target"),
            *(
                (
                    name,
                    f"{speeds[name]:.0f}",
                    f"{speeds[name] / speeds['ours']:.2f}",
                    f"{share(does, CRISES):.1%}",
                    f"{share(does, EVERYDAY):.2%}",
                    ">= 20000" if name == "ours" else "",
                )
                for name, does in contenders.items()
            ),
        ]
    )
    long, mails = milliseconds(ours, [*SHORT[:300], *LONG]), milliseconds(ours, MAILS)
    print("\nOne message, milliseconds (the best of three)")
    table(
        [
            ("", "p50", "p99", "target p99"),
            ("up to 640 characters", f"{median(long):.3f}", f"{long[int(0.99 * len(long))]:.3f}", "<= 2"),
            ("mails of 4 kB", f"{median(mails):.2f}", f"{mails[-1]:.2f}", "<= 10"),
            ("reading the lexicon", f"{loading:.0f}", "", ""),
        ]
    )
    print("\nHostile texts, milliseconds")
    table([("", "16 kB", "64 kB", "times", "target")])
    for kind in HOSTILE:
        less, more = (milliseconds(ours, [hostile(kind, size)])[0] for size in (16_384, 65_536))
        table([(kind, f"{less:.1f}", f"{more:.1f}", f"{more / less:.1f}", "<= 50, 4 times")])


if __name__ == "__main__":
    main()
