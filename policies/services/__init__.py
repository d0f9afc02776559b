"""What can be done about policies: drafting, publishing, withdrawing, reading them, agreeing otherwise."""

from policies.services.acknowledging import HasRead, acknowledge, list_readers
from policies.services.agreeing import (
    Agreeing,
    agree,
    end_early,
    forget_agreements,
    list_agreements,
    open_own_agreements,
    read_agreement,
    thing_of_agreement,
)
from policies.services.drafting import discard_draft, save_draft
from policies.services.publishing import publish, withdraw
from policies.services.zones import follow_policy

__all__ = [
    "Agreeing",
    "HasRead",
    "acknowledge",
    "agree",
    "discard_draft",
    "end_early",
    "follow_policy",
    "forget_agreements",
    "list_agreements",
    "list_readers",
    "open_own_agreements",
    "publish",
    "read_agreement",
    "save_draft",
    "thing_of_agreement",
    "withdraw",
]
