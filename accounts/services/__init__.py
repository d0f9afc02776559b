"""What can be done about people, tokens and the audit trail."""

from accounts.services.audit import record, seal
from accounts.services.opening import add_client, add_clinician, open_practice
from accounts.services.tokens import issue_token, revoke_token

__all__ = [
    "add_client",
    "add_clinician",
    "issue_token",
    "open_practice",
    "record",
    "revoke_token",
    "seal",
]
