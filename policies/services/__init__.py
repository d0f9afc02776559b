"""What can be done about policies: drafting, publishing, withdrawing, and reading them as a client."""

from policies.services.acknowledging import HasRead, acknowledge, list_readers
from policies.services.drafting import discard_draft, save_draft
from policies.services.publishing import publish, withdraw

__all__ = ["HasRead", "acknowledge", "discard_draft", "list_readers", "publish", "save_draft", "withdraw"]
