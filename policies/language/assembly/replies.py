"""One reply time for each channel and matter, and one for the rest; what holds in some cases is a note."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from policies.domain.duration import parse_duration
from policies.language.assembly.record import Record
from policies.language.grammar.findings import ClockFound, CommitmentFound, Finding, Json

Target = tuple[str | None, str | None]  # channel and matter; a matter's reply time is that of every channel


def commitments(found: Iterable[Finding], record: Record) -> tuple[dict[Target, Json], list[str]]:
    """The reply times, and words to keep as notes."""
    said: dict[Target, list[CommitmentFound]] = {}
    for each in found:
        if isinstance(each, CommitmentFound):
            said.setdefault((None if each.matter else each.channel, each.matter), []).append(each)
        elif isinstance(each, ClockFound) and said:
            _with_clock(next(reversed(said.values())), each, record)
    chosen, notes = {}, []
    for target, each_said in said.items():
        kept, noted = _choose(each_said, has_general=bool(_always(said.get((None, None), ()))), record=record)
        notes += [each.words for each in noted]
        if kept:
            chosen[target] = kept
            record.note(each_said[0].span, path_of(target))
    return chosen, notes


def path_of(target: Target) -> str:
    channel, matter = target
    if matter:
        return f"matters.{matter}"
    return f"channels.{channel}.reply" if channel else "reply"


def _always(said: Sequence[CommitmentFound]) -> list[CommitmentFound]:
    return [each for each in said if each.when is None]


def _choose(
    said: Sequence[CommitmentFound], *, has_general: bool, record: Record
) -> tuple[Json | None, list[CommitmentFound]]:
    """What holds always: a number, where one is said, and not words beside it such as "as soon as I can"."""
    always, others = _always(said), [each for each in said if each.when]
    for each in others:
        record.note(each.span, "notes")
    if always:
        timed = [each for each in always if each.commitment["within"]] or always
        for each in timed[1:]:
            if each.commitment != timed[0].commitment:
                record.problem(each.span, _second(each))
        return timed[0].commitment, others
    if has_general:
        return None, others
    return _of_cases(others), others


def _of_cases(said: Sequence[CommitmentFound]) -> Json | None:
    """Before a cut-off the same day, later ones the next: the longest of them holds for every message."""
    late = [each.commitment for each in said if each.when == "after_hours" and each.commitment["within"]]
    if not late:
        cut_off = (each.words for each in said if each.when == "cut_off")
        return next(map(_in_words, cut_off), None)
    longest = max(late, key=_length)
    early = [each.commitment for each in said if each.when == "cut_off" and each.commitment["within"]]
    if early and longest["at_least"] is None:
        return {**longest, "at_least": early[0]["within"]}
    return longest


def _in_words(words: str) -> Json:
    return {"within": None, "clock": "calendar", "at_least": None, "firmness": "usual", "words": words}


def _length(commitment: Json) -> timedelta:
    return parse_duration(str(commitment["within"])).shortest


def _with_clock(said: list[CommitmentFound], clock: ClockFound, record: Record) -> None:
    last = said[-1]
    if str(last.commitment["within"] or "").startswith("PT") and last.commitment["clock"] == "calendar":
        last.commitment["clock"] = clock.clock
        record.note(clock.span, path_of((None if last.matter else last.channel, last.matter)))


def _second(each: CommitmentFound) -> str:
    whose = f" for {each.matter or each.channel}" if each.matter or each.channel else ""
    return f"This is a second reply time{whose}; the first one was kept. Please say which one you mean."
