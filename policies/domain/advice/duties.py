"""What professional duties ask a policy to speak of, and it does not. Sources: docs/decisions/0013."""

from collections.abc import Iterator

from policies.domain.advice.case import Case
from policies.domain.advice.families import Topic, find_topics
from policies.domain.advice.kinds import Advice, Code


def advice(case: Case) -> Iterator[Advice]:
    """What happens when away, when technology fails, and what contact costs; the rest is told elsewhere."""
    spoken_of = {topic for text in case.texts for topic in find_topics(text.words)}
    if not (case.policy.time_away or case.policy.coverage or Topic.ABSENCE in spoken_of):
        yield Advice(Code.NOTHING_ON_ABSENCES, "coverage")
    if Topic.TECHNOLOGY not in spoken_of:
        yield Advice(Code.NOTHING_ON_TECHNOLOGY, "notes")
    if Topic.FEES not in spoken_of:
        yield Advice(Code.NOTHING_ON_FEES, "notes")
