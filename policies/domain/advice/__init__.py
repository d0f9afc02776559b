"""Advice on a policy before it is published: what could hurt somebody, cannot be kept, or reads cold."""

from policies.domain.advice import absences, duties, emergency, promises, wording
from policies.domain.advice.case import Case
from policies.domain.advice.kinds import Advice, Circumstances, Code, Severity, Span
from policies.domain.document import BoundaryPolicy

__all__ = ["Advice", "Circumstances", "Code", "Severity", "Span", "advise"]

TOPICS = (emergency, promises, absences, wording, duties)


def advise(policy: BoundaryPolicy, statement: str, circumstances: Circumstances) -> tuple[Advice, ...]:
    """Dangers first; they alone stop publishing. Then what matters most to a client."""
    case = Case(policy, statement, circumstances)
    found = [advice for topic in TOPICS for advice in topic.advice(case)]
    return tuple(sorted(found, key=lambda advice: advice.severity is not Severity.DANGER))
