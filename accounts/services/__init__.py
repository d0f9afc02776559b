"""What can be done about people, tokens and the audit trail."""

from accounts.services.audit import record, seal
from accounts.services.client_sign_in import (
    ask_for_code,
    end_client_session,
    end_client_sessions,
    note_client_seen,
    sign_in_with_code,
)
from accounts.services.emergencies import end_emergency, open_emergency
from accounts.services.opening import add_client, add_clinician, name_first_owner, open_practice
from accounts.services.people import (
    AsClinician,
    Work,
    add_person,
    change_work,
    end_access,
    restore_access,
)
from accounts.services.tokens import issue_token, note_use, revoke_token

__all__ = [
    "AsClinician",
    "Work",
    "add_client",
    "add_clinician",
    "add_person",
    "ask_for_code",
    "change_work",
    "end_access",
    "end_client_session",
    "end_client_sessions",
    "end_emergency",
    "issue_token",
    "name_first_owner",
    "note_client_seen",
    "note_use",
    "open_emergency",
    "open_practice",
    "record",
    "restore_access",
    "revoke_token",
    "seal",
    "sign_in_with_code",
]
