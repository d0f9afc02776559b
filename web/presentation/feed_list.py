"""Addresses for calendar apps as their owner sees them: which there are, and a new one, this once."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from web.labels import FEEDS
from web.presentation.qr import drawn
from web.presentation.reader import Reader
from web.presentation.share import ToCopy


@dataclass(frozen=True, slots=True)
class Subscription:
    """`row` is as `scheduler.queries` gives it."""

    row: Any
    reader: Reader
    place: str

    @property
    def tells(self) -> str:
        return str(FEEDS[self.row.kind])

    @property
    def names(self) -> str:
        if self.row.kind == "busy":
            return ""
        return _("With names") if self.row.shows_names else _("Without names")

    @property
    def last_used(self) -> str:
        if self.row.last_used_at is None:
            return _("No app has asked here yet")
        return _("An app last asked {when}").format(
            when=self.reader.instant(self.row.last_used_at, self.place)
        )


@dataclass(frozen=True, slots=True)
class NewAddress:
    """Told once: only a hash of the secret is kept."""

    secret: str

    @property
    def address(self) -> str:
        return f"{settings.BASE_URL}{reverse('feed', args=[self.secret])}"

    @property
    def box(self) -> ToCopy:
        return ToCopy("new-address", self.address)

    @property
    def webcal(self) -> str:
        """Opens the calendar app on Apple's devices, and on many others."""
        return f"webcal{self.address[self.address.index('://') :]}"

    @property
    def qr(self) -> str:
        return f"data:image/svg+xml;base64,{b64encode(drawn(self.address).encode()).decode()}"
