"""What can be done with messages."""

from notifications.services.answering import answer
from notifications.services.receiving import receive

__all__ = ["answer", "receive"]
