"""How often times can be asked for on public pages, so that nobody fills a week or has strangers mailed.

Counted as tries at signing in are. An address that is named counts for less at one place than everywhere, so
that no single place can keep its owner from asking. Whoever may be in danger is not counted at all.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import Clinician

SHORTLY, A_DAY = timedelta(minutes=15), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    most: int
    within: timedelta

    @property
    def rate(self) -> str:
        return f"{self.most}/{int(self.within.total_seconds())}s/key"


FROM_ONE_PLACE = (Limit("place", 30, SHORTLY),)
OF_ONE_CLINICIAN = (Limit("clinician", 3, SHORTLY), Limit("clinician-today", 6, A_DAY))  # from one place
NAMING_AN_ADDRESS_HERE = (Limit("address-here", 4, A_DAY),)
NAMING_AN_ADDRESS = (Limit("address", 8, A_DAY),)
OF_WHAT_WAS_ASKED_FOR = (Limit("change", 4, SHORTLY), Limit("change-today", 12, A_DAY))


@dataclass
class Counted:
    """One try. `wait`: how long to, where it was one too many; then it does not count."""

    wait: timedelta | None = None
    _uses: list[ratelimit.RateLimitUsage] = field(default_factory=list)

    def take(self, request: HttpRequest, limits: tuple[Limit, ...], key: str) -> None:
        """Once more against these, unless it was one too many already."""
        for limit in limits:
            if self.wait is not None:
                return
            config = {limit.name: limit.rate}
            used = ratelimit.consume(request, app="times", action=limit.name, config=config, key=key)
            if used is None:
                self.wait = limit.within
                self.take_back()
            else:
                self._uses.append(used)

    def take_back(self) -> None:
        """Nothing came of it."""
        while self._uses:
            self._uses.pop().rollback()


def asks(request: HttpRequest, clinician: Clinician, address: str) -> Counted:
    here = ratelimit.get_ip(request)
    whose = salted_hmac("web.asked_often", address, algorithm="sha256").hexdigest()
    counted = Counted()
    counted.take(request, FROM_ONE_PLACE, here)
    counted.take(request, OF_ONE_CLINICIAN, f"{clinician.pk}:{here}")
    counted.take(request, NAMING_AN_ADDRESS_HERE, f"{whose}:{here}")
    counted.take(request, NAMING_AN_ADDRESS, whose)
    return counted


def words(wait: timedelta) -> str:
    if wait == SHORTLY:
        return _(
            "This was asked for several times within minutes. Please wait fifteen minutes, then try again."
        )
    return _("This was asked for many times today. Please try again tomorrow, or leave a message.")


def changes(request: HttpRequest, appointment_id: UUID) -> Counted:
    """What was asked for is moved: whoever it is with is told of each time."""
    counted = Counted()
    counted.take(request, OF_WHAT_WAS_ASKED_FOR, f"{appointment_id}")
    return counted
