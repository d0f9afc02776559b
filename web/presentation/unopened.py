"""What is kept sealed and does not open, said in its place: what stands around it has to be read.

It was changed in the tables, or its key is not in the ring; `between doctor` tells of the second.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import gettext as _

from accounts.domain.key_ring import WrongRingError
from accounts.domain.sealing import SealBrokenError

Words = TypeVar("Words")
logger = logging.getLogger(__name__)


def opened(read: Callable[[], Words], *, otherwise: Words) -> Words:
    """What `read` gives; where that does not open, the log has it and the page says `otherwise`."""
    try:
        return read()
    except (SealBrokenError, WrongRingError) as error:
        logger.error("not opened", extra={"error": type(error).__name__})  # noqa: TRY400  the kind is all there is to tell
        return otherwise


def opened_name(read: Callable[[], str]) -> str:
    """The same of somebody's name."""
    return opened(lambda: str(read()), otherwise=_("Someone whose name cannot be opened"))
