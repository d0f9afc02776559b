"""What can be done about people, tokens and the audit trail."""

from accounts.services.audit import record, seal
from accounts.services.client_sign_in import (
    ask_for_code,
    end_client_session,
    end_client_sessions,
    note_client_seen,
    sign_in_with_code,
)
from accounts.services.opening import add_client, add_clinician, open_practice
from accounts.services.tokens import issue_token, revoke_token

__all__ = [
    "add_client",
    "add_clinician",
    "ask_for_code",
    "end_client_session",
    "end_client_sessions",
    "issue_token",
    "note_client_seen",
    "open_practice",
    "record",
    "revoke_token",
    "seal",
    "sign_in_with_code",
]
