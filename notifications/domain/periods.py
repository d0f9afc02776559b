"""The stretch of open, closed or away time in which a message arrived."""

from datetime import datetime

from notifications.domain.decision import Period
from policies.domain.promise import CompiledPolicy, Promise, State


def period_of(promise: Promise, policy: CompiledPolicy, channel: str, received: datetime) -> Period:
    """Ends with the hours where they are open, else with the next opening."""
    until = policy.closes(channel, received) if promise.state is State.OPEN else promise.next_open
    return Period(promise.state, until)
