"""How well the screening hears a list of messages that somebody has labelled, as a report in plain words."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from config.between.labelled import Label, Labelled, Unread, labelled
from notifications.domain.screening import Screening, screen
from notifications.domain.tiers import Level

LONGEST_SHOWN = 300  # characters of a message
NO_CATEGORY = "(no category)"


@dataclass(frozen=True, slots=True)
class Heard:
    message: Labelled
    screening: Screening

    @property
    def level(self) -> Level:
        return self.screening.level


@dataclass(slots=True)
class Evaluation:
    heard: list[Heard] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def of(self, *labels: Label, level: Level | None = None) -> list[Heard]:
        return [each for each in self.heard if each.message.label in labels and level in {None, each.level}]


def run(file: str, *, show: bool) -> int:
    """1 where something in the file could not be counted; how well the rest was heard changes nothing."""
    try:
        evaluation = evaluate(labelled(Path(file)))
    except OSError as error:
        print(f"{file}: {error.strerror}; give the name of a file that can be read", file=sys.stderr)
        return 1
    for unread in evaluation.unread:
        print(f"error: {unread.place}: {unread.why}", file=sys.stderr)
    if not evaluation.heard:
        print(f"error: {file}: has no labelled message; see between screen --help", file=sys.stderr)
        return 1
    print("\n".join(report(evaluation, show=show)))
    return int(bool(evaluation.unread))


def evaluate(messages: Iterable[Labelled | Unread]) -> Evaluation:
    evaluation = Evaluation()
    for each in messages:
        if isinstance(each, Unread):
            evaluation.unread.append(each)
        else:
            evaluation.heard.append(Heard(each, screen(each.text, language=each.language)))
    return evaluation


def report(evaluation: Evaluation, *, show: bool = False) -> Iterator[str]:
    yield from _in_short(evaluation)
    yield from _by_category(evaluation.of(Label.CRISIS))
    yield from _listed("Crises that would get no crisis reply", _missed(evaluation), show=show)
    false_alarms = evaluation.of(Label.NOT, Label.REVIEW, level=Level.CRISIS)
    yield from _listed("False alarms: no crisis, and taken for one", false_alarms, show=show)
    queue = evaluation.of(Label.NOT, level=Level.CONCERN)
    yield from _listed("Review queue: labelled not, and left for a person to look at", queue, show=show)
    unheard = evaluation.of(Label.REVIEW, level=Level.NONE)
    yield from _listed("Labelled review, and nothing heard", unheard, show=show)


def _in_short(evaluation: Evaluation) -> Iterator[str]:
    crises, others = evaluation.of(Label.CRISIS), evaluation.of(Label.NOT, Label.REVIEW)
    plain, heard = evaluation.of(Label.NOT), _at(crises, Level.CRISIS)
    counts = ", ".join(f"{len(evaluation.of(label))} {label}" for label in Label)
    seen = [*heard, *_at(crises, Level.CONCERN)]
    false_alarms, queue = _at(others, Level.CRISIS), _at(plain, Level.CONCERN)
    yield f"Messages        {len(evaluation.heard)}: {counts}"
    yield f"Not counted     {len(evaluation.unread)} with errors"
    yield f"Recall          {_share(heard, crises)}: crises that get the crisis reply at once"
    yield f"  or a person   {_share(seen, crises)}: that, or they wait for a person to look"
    yield f"False alarms    {_share(false_alarms, others)}: others that get the crisis reply"
    yield f"Review queue    {_share(queue, plain)}: labelled not, and wait for a person to look"
    yield ""
    yield "Help stands in every reply, whatever was heard. A list that phrases were written from flatters."


def _by_category(crises: list[Heard]) -> Iterator[str]:
    grouped: dict[str, list[Heard]] = defaultdict(list)
    for each in crises:
        grouped[_plain(each.message.category, 40) or NO_CATEGORY].append(each)
    if not grouped:
        return
    wide = max(map(len, grouped))
    yield ""
    yield f"{'Crises':{wide}}  {'all':>5} {'heard':>6} {'to look at':>11} {'missed':>7}"
    for category, of_it in sorted(grouped.items()):
        all_, heard, waiting, missed = map(
            len, (of_it, *(_at(of_it, level) for level in (Level.CRISIS, Level.CONCERN, Level.NONE)))
        )
        yield f"{category:{wide}}  {all_:5} {heard:6} {waiting:11} {missed:7}"


def _missed(evaluation: Evaluation) -> list[Heard]:
    return [each for each in evaluation.of(Label.CRISIS) if each.level is not Level.CRISIS]


def _listed(title: str, found: list[Heard], *, show: bool) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield f"{title} ({len(found)})"
    for each in found:
        yield f"  {_named(each)}"
        if show:
            yield f"    {_plain(each.message.text, LONGEST_SHOWN)}"


def _named(heard: Heard) -> str:
    """Never its words: they are shown only where that is asked for."""
    message, rules = heard.message, dict.fromkeys(each.rule for each in heard.screening.evidence)
    parts = (message.place, _plain(message.id, 60), _plain(message.category, 40), heard.level, *rules)
    return "  ".join(part for part in parts if part)


def _at(found: list[Heard], level: Level) -> list[Heard]:
    return [each for each in found if each.level is level]


def _share(some: list[Heard], of_all: list[Heard]) -> str:
    if not of_all:
        return "0 of 0"
    return f"{len(some)} of {len(of_all)} ({len(some) / len(of_all):.1%})"


def _plain(text: str, most: int) -> str:
    """On one line, and nothing in it that a terminal would obey."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text[: most + 1])
    return shown if len(shown) <= most else f"{shown[:most]}\N{HORIZONTAL ELLIPSIS}"
