"""What can be done about people, tokens and the audit trail."""

from accounts.services.alarm_addresses import set_alarm_address, take_away_alarm_address
from accounts.services.audit import record, seal
from accounts.services.client_sign_in import (
    ask_for_code,
    end_client_session,
    end_client_sessions,
    note_client_seen,
    sign_in_with_code,
)
from accounts.services.clients import (
    Particulars,
    ask_to_be_erased,
    correct,
    held,
    hold,
    lift_hold,
    list_clients,
    note_for_safety,
    set_retention,
    welcome,
    withdraw,
)
from accounts.services.emergencies import end_emergency, open_emergency
from accounts.services.opening import add_client, add_clinician, name_first_owner, open_practice
from accounts.services.people import (
    AsClinician,
    Work,
    add_person,
    change_work,
    end_access,
    move_clinician,
    restore_access,
)
from accounts.services.sign_ins import forget_ended_sign_ins
from accounts.services.tokens import issue_token, note_use, revoke_token
from accounts.services.wishes import choose_news, come_back, leave, opt_in, opt_out, pause, resume

__all__ = [
    "AsClinician",
    "Particulars",
    "Work",
    "add_client",
    "add_clinician",
    "add_person",
    "ask_for_code",
    "ask_to_be_erased",
    "change_work",
    "choose_news",
    "come_back",
    "correct",
    "end_access",
    "end_client_session",
    "end_client_sessions",
    "end_emergency",
    "forget_ended_sign_ins",
    "held",
    "hold",
    "issue_token",
    "leave",
    "lift_hold",
    "list_clients",
    "move_clinician",
    "name_first_owner",
    "note_client_seen",
    "note_for_safety",
    "note_use",
    "open_emergency",
    "open_practice",
    "opt_in",
    "opt_out",
    "pause",
    "record",
    "restore_access",
    "resume",
    "revoke_token",
    "seal",
    "set_alarm_address",
    "set_retention",
    "sign_in_with_code",
    "take_away_alarm_address",
    "welcome",
    "withdraw",
]
