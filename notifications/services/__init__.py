"""What can be done with messages, and for those who wrote them."""

from notifications.services.agreeing import agree_and_tell, end_and_tell
from notifications.services.answering import answer
from notifications.services.attributing import attribute
from notifications.services.coverage import (
    accept_coverage,
    decline_coverage,
    offer_coverage,
    withdraw_coverage,
)
from notifications.services.emergency import open_messages
from notifications.services.erasing import erase_client, erase_unknown_writer
from notifications.services.everything import everything_on
from notifications.services.parting import ask_to_be_erased, leave
from notifications.services.reading import open_list, open_own, read, read_client, read_own
from notifications.services.receiving import receive
from notifications.services.replaying import replay
from notifications.services.telling import publish_and_tell, withdraw_and_tell

__all__ = [
    "accept_coverage",
    "agree_and_tell",
    "answer",
    "ask_to_be_erased",
    "attribute",
    "decline_coverage",
    "end_and_tell",
    "erase_client",
    "erase_unknown_writer",
    "everything_on",
    "leave",
    "offer_coverage",
    "open_list",
    "open_messages",
    "open_own",
    "publish_and_tell",
    "read",
    "read_client",
    "read_own",
    "receive",
    "replay",
    "withdraw_and_tell",
    "withdraw_coverage",
]
