"""Learns what words weigh (`notifications/domain/weighing.py`) from the lists that may be learned from.

    .venv/bin/python -m tests.notifications.domain.learn_weights [FILE WITH AN EVERYDAY MESSAGE A LINE]...

What ships was learned with four files beside our lists, of messages that people really wrote, each once.
Nothing of them is shipped but what their words weigh. People write otherwise than whoever makes up messages:
without such files 10 of 1,000 others were a crisis.
- The SMS Spam Collection (Almeida and Hidalgo, 2012; UCI Machine Learning Repository, CC BY 4.0): every
  second message, the first among them.
- The NUS SMS Corpus, English, 2015-03-09 (Chen and Kan, Language Resources and Evaluation 47, 2013; made
  public with its contributors' consent), Topical-Chat, its four smaller files (Amazon, 2019; CDLA-Sharing
  1.0), and what users say in Taskmaster 4 (Google, 2024; CC BY 4.0): each message of which the first byte of
  the SHA-256 is even. Of NUS those are left out that stand in the other half of the first, too.

A linear support vector machine in plain Python, always in the same order, so that the same lists give the
same file. Where a message counts as danger is found out on messages that were left out of the learning, a
fifth at a time: so few everyday ones may be above it. Halves that are called untouched are never read.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from notifications.domain.lexicon import lexicon
from notifications.domain.screening import alarmed_sentences
from notifications.domain.tiers import CRISIS_TIER, Category
from notifications.domain.weighing import BIAS, FEWEST_WORDS, THRESHOLDS, WEIGHTS, Feature, features, windows
from policies.domain.spoken_words import plainly_typed, spoken

LISTS = Path(__file__).resolve().parent
LEARNED_FROM = (
    "*-tuned.jsonl",
    "screening-tuning.jsonl",
    "screening-own.jsonl",
    "screening-everyday*.jsonl",
    "everyday-others.jsonl",
    "screening-weighing*.jsonl",
    "*-dev.jsonl",
)
EPOCHS, COST = 20, 1.0
FIRM_COST = 3.0  # of everyday messages, as there are thousands for one danger, and of the rules' examples
FOLDS = 5
FEWEST = 2  # messages that a feature stands in
LEAST_WEIGHT = 0.2  # smaller ones change no answer that counts, and are two thirds of all
LOST = 1 / 100  # of the dangers that phrases hear, at most: a human looks at them
EVERYDAY_CRISES, EVERYDAY_CONCERNS = 1 / 700, 1 / 100  # of the everyday messages, at most


class Message(NamedTuple):
    windows: tuple[frozenset[Feature], ...]
    is_danger: bool
    is_abuse: bool
    is_everyday: bool
    cost: float
    alarmed: tuple[frozenset[Feature], ...]  # the sentences in which phrases alone hear a crisis


class Example(NamedTuple):
    said: frozenset[Feature]
    wanted: bool
    cost: float


class Scored(NamedTuple):
    """By what was learned without it."""

    message: Message
    score: float
    doubt: float  # the heaviest of the sentences that phrases alarmed at


class Model:
    """A linear support vector machine with squared hinge loss: its dual, one example after another.

    Hsieh et al., A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008, algorithm 1.
    """

    def __init__(self, known: set[Feature]) -> None:
        self.weights = dict.fromkeys(sorted(known, key=written), 0.0)
        self.bias = 0.0

    def score(self, said: frozenset[Feature]) -> float:
        of = self.weights
        return self.bias + sum([of[each] for each in said if each in of]) / sqrt(len(said))

    def learn(self, examples: Sequence[Example]) -> None:
        of, held = self.weights, [0.0] * len(examples)
        order, chance = list(range(len(examples))), random.Random(0)  # noqa: S311  the same order every time
        known = [[each for each in sorted(said, key=written) if each in of] for said, _, _ in examples]
        for _ in range(EPOCHS):
            chance.shuffle(order)
            for place in order:
                said, wanted, cost = examples[place]
                sign, scale, slack = (1.0 if wanted else -1.0), 1 / sqrt(len(said)), 1 / (2 * cost)
                score = self.bias + scale * sum([of[each] for each in known[place]])
                slope = sign * score - 1 + slack * held[place]
                size = len(known[place]) * scale * scale + 1 + slack
                new = max(0.0, held[place] - slope / size)
                change = sign * (new - held[place])
                if change:
                    held[place] = new
                    self.bias += change
                    for each in known[place]:
                        of[each] += change * scale


def main() -> None:
    messages = list(read(map(Path, sys.argv[1:])))
    left_out = [each for fold in range(FOLDS) for each in scores_of(messages, fold)]
    crisis_at = threshold(left_out, EVERYDAY_CRISES)
    concern_at = threshold(left_out, EVERYDAY_CONCERNS)
    heard = sorted(each.doubt for each in left_out if each.message.is_danger and each.message.alarmed)
    spared_at = heard[int(LOST * len(heard))]
    report(left_out, crisis_at, concern_at, spared_at)
    danger = learned(list(dangers(messages)))
    abuse = learned([Example(each.windows[0], each.is_abuse, COST) for each in messages if each.is_danger])
    write(danger, abuse, dict(zip(THRESHOLDS, (crisis_at, concern_at, spared_at), strict=True)))


def read(more: Iterable[Path] = ()) -> Iterator[Message]:
    spell, rule_ids = lexicon().speller.spell, {rule.id for rule in lexicon().rules}
    for name, row in (*rows(), *examples(), *everyday(more)):
        if row["label"] in {"crisis", "not"}:
            said = [
                [part for word in sentence for part in spell(word)]
                for sentence in spoken(plainly_typed(row["text"]))
            ]
            found = tuple(frozenset(features(window)) for window in windows(said))
            if sum(map(len, said)) >= FEWEST_WORDS and found:
                is_danger = row["label"] == "crisis"
                yield Message(
                    found if not is_danger else (frozenset().union(*found),),
                    is_danger,
                    is_danger and row.get("category") == Category.ABUSE_DANGER,
                    "everyday" in name,
                    FIRM_COST if "everyday" in name or name in rule_ids else COST,
                    tuple(frozenset(features([each])) for each in alarmed_sentences(row["text"])),
                )


def rows() -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted({path for pattern in LEARNED_FROM for path in LISTS.glob(pattern)}):
        for line in path.read_text().splitlines():
            yield path.name, json.loads(line)


def examples() -> Iterator[tuple[str, dict[str, str]]]:
    """Those of the rules: what each must hear, and what it must spare."""
    for rule in lexicon().rules:
        if rule.tier >= CRISIS_TIER and not rule.sign:
            for label, said in (("crisis", rule.hears), ("not", rule.spares)):
                yield from (
                    (rule.id, {"label": label, "text": text, "category": rule.category}) for text in said
                )


def everyday(files: Iterable[Path]) -> Iterator[tuple[str, dict[str, str]]]:
    for path in files:
        for line in path.read_text().splitlines():
            yield "everyday", {"label": "not", "text": line}


def dangers(messages: Iterable[Message]) -> Iterator[Example]:
    for each in messages:
        yield from (Example(said, each.is_danger, each.cost) for said in each.windows)


def learned(examples: Sequence[Example]) -> Model:
    counts = Counter(each for example in examples for each in example.said)
    model = Model({each for each, count in counts.items() if count >= FEWEST})
    model.learn(examples)
    return model


def scores_of(messages: Sequence[Message], fold: int) -> Iterator[Scored]:
    kept = [each for place, each in enumerate(messages) if place % FOLDS != fold]
    model = learned(list(dangers(kept)))
    for place, each in enumerate(messages):
        if place % FOLDS == fold:
            yield Scored(
                each, max(map(model.score, each.windows)), max(map(model.score, each.alarmed), default=0.0)
            )


def threshold(scored: Sequence[Scored], share: float) -> float:
    everyday = sorted((each.score for each in scored if each.message.is_everyday), reverse=True)
    return everyday[int(share * len(everyday))] + 1e-6


def report(scored: Sequence[Scored], crisis_at: float, concern_at: float, spared_at: float) -> None:
    for kind, wanted in (("dangers", True), ("others", False)):
        found = [each for each in scored if each.message.is_danger is wanted]
        doubts = [each.doubt for each in found if each.message.alarmed]
        spared = sum(doubt < spared_at for doubt in doubts)
        print(f"{kind}: below {spared_at:.2f} are {spared} of {len(doubts)} that phrases hear")
        for name, at in (("crisis", crisis_at), ("concern", concern_at)):
            weighed = sum(each.score >= at for each in found) / len(found)
            either = sum(each.score >= at or bool(each.message.alarmed) for each in found) / len(found)
            print(f"  {name} at {at:.2f}: {weighed:.1%} weighed, {either:.1%} with phrases")


def written(feature: Feature) -> str:
    return feature if isinstance(feature, str) else " ".join(feature)


def write(danger: Model, abuse: Model, thresholds: dict[str, float]) -> None:
    kept = {written(each): each for each, weight in danger.weights.items() if abs(weight) >= LEAST_WEIGHT}
    lines = [f"{BIAS}\t{danger.bias:.3f}\t{abuse.bias:.3f}"]
    lines += [f"@{name}\t{at:.3f}\t" for name, at in thresholds.items()]
    for name in sorted(kept):
        of_abuse = abuse.weights.get(kept[name], 0.0)
        lines.append(f"{name}\t{danger.weights[kept[name]]:.3f}\t" + (f"{of_abuse:.3f}" if of_abuse else ""))
    WEIGHTS.write_text("\n".join(lines) + "\n")
    print(f"{len(kept)} weights written")


if __name__ == "__main__":
    main()
