"""What can be done with messages."""

from notifications.services.answering import answer
from notifications.services.reading import open_inbox, open_own, read, read_own
from notifications.services.receiving import receive
from notifications.services.replaying import replay

__all__ = ["answer", "open_inbox", "open_own", "read", "read_own", "receive", "replay"]
