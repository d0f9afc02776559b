"""What can be done with messages."""

from notifications.services.answering import answer
from notifications.services.emergency import open_messages
from notifications.services.reading import open_list, open_own, read, read_own
from notifications.services.receiving import receive
from notifications.services.replaying import replay

__all__ = ["answer", "open_list", "open_messages", "open_own", "read", "read_own", "receive", "replay"]
