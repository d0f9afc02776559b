"""Help in an emergency: that it is named, and that it reaches somebody where the client is."""

from collections.abc import Iterator

from policies.domain.advice.case import Case
from policies.domain.advice.kinds import Advice, Code
from policies.domain.document import BoundaryPolicy
from policies.domain.facts import Detail

# Every mobile phone takes it for an emergency call, wherever it is (3GPP TS 22.101, section 10.1.1).
EVERYWHERE = frozenset({"112"})


def advice(case: Case) -> Iterator[Advice]:
    before = case.circumstances.in_force
    if _names_help(case.policy):
        yield from _elsewhere(case)
    elif before and _names_help(before):
        named = before.named_help
        yield Advice(Code.CRISIS_HELP_REMOVED, "emergency", facts={"resources": named})
    else:
        yield Advice(Code.NO_EMERGENCY_PROCEDURE, "emergency")


def _names_help(policy: BoundaryPolicy) -> bool:
    return bool(policy.emergency and (policy.emergency.resources or policy.emergency.text))


def _elsewhere(case: Case) -> Iterator[Advice]:
    """Numbers of other countries; dangerous where there is none of the policy's own.

    Only where some numbers of its country are known: 911 is that of the Philippines, too.
    """
    country, reaches = (case.policy.region or "")[:2], case.circumstances.reaches
    resources = case.policy.named_help
    numbers = [each for each in resources if each in reaches]
    foreign = tuple(each for each in numbers if country not in reaches[each] and each not in EVERYWHERE)
    if foreign and any(country in countries for countries in reaches.values()):
        code = Code.EMERGENCY_ELSEWHERE if len(foreign) == len(numbers) else Code.ANOTHER_COUNTRYS_HELP
        facts: dict[str, Detail] = {"resources": foreign, "region": country}
        yield Advice(code, "emergency.resources", facts=facts)
