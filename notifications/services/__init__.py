"""What can be done with messages, and for those who wrote them."""

from notifications.services.agreeing import agree_and_tell, end_and_tell
from notifications.services.answering import answer
from notifications.services.appointments import (
    book,
    cancel,
    change_session_type,
    confirm,
    decline,
    end_series,
    erase_asker,
    move,
    move_series,
    start_series,
    stop_waiting,
    wait,
)
from notifications.services.asked_for import asker_by, key_of
from notifications.services.attributing import attribute
from notifications.services.calling import Outcome, Tested, try_alarm_address
from notifications.services.coverage import (
    accept_coverage,
    decline_coverage,
    offer_coverage,
    withdraw_coverage,
)
from notifications.services.duty import open_escalation, resolve, take_up
from notifications.services.emergency import open_messages
from notifications.services.erasing import erase_client, erase_unknown_writer
from notifications.services.everything import everything_on
from notifications.services.one_tap import actor_of_tap
from notifications.services.own_phrases import add_phrase, take_away_phrase
from notifications.services.parting import ask_to_be_erased, end_access, leave
from notifications.services.planning import gaps_in_plan, save_plan
from notifications.services.reading import open_list, open_own, read, read_client, read_own
from notifications.services.receiving import hear, receive
from notifications.services.replaying import replay
from notifications.services.telling import publish_and_tell, withdraw_and_tell
from notifications.services.trying import try_adding, try_taking_away

__all__ = [
    "Outcome",
    "Tested",
    "accept_coverage",
    "actor_of_tap",
    "add_phrase",
    "agree_and_tell",
    "answer",
    "ask_to_be_erased",
    "asker_by",
    "attribute",
    "book",
    "cancel",
    "change_session_type",
    "confirm",
    "decline",
    "decline_coverage",
    "end_access",
    "end_and_tell",
    "end_series",
    "erase_asker",
    "erase_client",
    "erase_unknown_writer",
    "everything_on",
    "gaps_in_plan",
    "hear",
    "key_of",
    "leave",
    "move",
    "move_series",
    "offer_coverage",
    "open_escalation",
    "open_list",
    "open_messages",
    "open_own",
    "publish_and_tell",
    "read",
    "read_client",
    "read_own",
    "receive",
    "replay",
    "resolve",
    "save_plan",
    "start_series",
    "stop_waiting",
    "take_away_phrase",
    "take_up",
    "try_adding",
    "try_alarm_address",
    "try_taking_away",
    "wait",
    "withdraw_and_tell",
    "withdraw_coverage",
]
