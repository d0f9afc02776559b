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
EMOJI = [
    chr(code)
    for first, last in ((0x1F300, 0x1F650), (0x1F680, 0x1F700), (0x2600, 0x27C0))
    for code in range(first, last)
]
UNSPACED = [
    chr(code)
    for first, last in ((0x4E00, 0x9FFF), (0x3040, 0x30FF), (0xAC00, 0xD7A4))
    for code in range(first, last)
]
WORDS = " ".join(CRISES).split()
DENIALS = [
    "I do not want to die",
    "I never cut myself",
    "no I did not take any pills",
    "I would not kill anyone",
]


def new_word() -> str:
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randrange(2, 10)))


HOSTILE: dict[str, Callable[[], str]] = {
    "single letters": lambda: "a b c d ",
    "denials": lambda: "not ",
    "one phrase": lambda: "i want to kill myself ",
    "half phrases": lambda: "i want to i am going to ",
    "one word": lambda: "x",
    "marks": lambda: ".",
    "stretched": lambda: "kiiiill ",
    "zero-width": lambda: "k\u200bi\u200bll ",
    "combining": lambda: "e\u0301\u0301\u0301",
    "emoji": lambda: "\U0001f52b",
    "quotation marks": lambda: '"',
    "glued": lambda: "iwanttokillmyself",
    "random words": lambda: f"{chance.choice(WORDS)} ",
    "mixed emoji": lambda: chance.choice(EMOJI),
    "emoji with spaces": lambda: f"{chance.choice(EMOJI)} ",
    "Chinese, Japanese, Korean": lambda: chance.choice(UNSPACED),
    "denied phrases": lambda: "I do not want to die, ",
    "denials of all kinds": lambda: f"{chance.choice(DENIALS)} {chance.choice(WORDS)}. ",
    "dotted": lambda: "d.i.e. ",
    "dotted words": lambda: ".".join(chance.choice(WORDS)) + " ",
    "new words": lambda: f"{new_word()} ",
    "new words among others": lambda: f"{chance.choice(WORDS)} {new_word()} ",
}
NEW = frozenset({"new words", "new words among others"})  # to each call


def hostile(kind: str, characters: int) -> str:
    pieces = [HOSTILE[kind]()]
    length = len(pieces[0])
    while length < characters:
        pieces.append(HOSTILE[kind]())
        length += len(pieces[-1])
    return "".join(pieces)[:characters]


def hostile_milliseconds(kind: str, characters: int) -> float:
    texts = (
        [hostile(kind, characters)] * RUNS
        if kind not in NEW
        else [hostile(kind, characters) for _ in range(RUNS)]
    )
    return min(once(ours, text) for text in texts)


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


def once(does: Screen, text: str) -> float:
    began = time.process_time()
    does(text)
    return (time.process_time() - began) * 1e3


def milliseconds(does: Screen, texts: Iterable[str]) -> list[float]:
    return sorted(min(once(does, text) for _ in range(RUNS)) for text in texts)


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
    table([("", "4 kB", "16 kB", "64 kB", "64 : 16", "target")])
    for kind in HOSTILE:
        mail, less, more = (hostile_milliseconds(kind, size) for size in (4096, 16_384, 65_536))
        table([(kind, f"{mail:.1f}", f"{less:.1f}", f"{more:.1f}", f"{more / less:.1f}", "<= 10, 50, 4")])


if __name__ == "__main__":
    main()
