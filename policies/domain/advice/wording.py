"""Words that a client in distress may hear as cold, as pressure or as blame, with kinder ones to offer."""

from collections.abc import Iterator

from policies.domain.advice.case import Case, Text
from policies.domain.advice.families import find_families
from policies.domain.advice.kinds import Advice


def advice(case: Case) -> Iterator[Advice]:
    for text in case.texts:
        yield from _in(text)


def _in(text: Text) -> Iterator[Advice]:
    for family, span in find_families(text.words):
        yield Advice(
            family.code,
            text.path,
            None if text.path else span,
            facts={"words": text.words[span.start : span.end], "family": family.id},
            suggestion=family.kinder,
        )
