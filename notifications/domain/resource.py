"""One way to help: what a person reads, what a phone dials, and how we know."""

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from notifications.domain.opening import ALWAYS, opening
from notifications.domain.tiers import Category
from policies.domain.document import Window

CONFIRMATION_LASTS = timedelta(days=180)
_SHORT_CODE = re.compile(r"\*?\d{2,6}")
_TOLL_FREE = re.compile(r"\*?\d{6,12}")
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_ADDRESS = re.compile(r"https://[\w.-]+\.[a-z]{2,}(/\S*)?")
_PAGE = re.compile(r"https?://[\w.-]+\.[a-z]{2,}\.?(/\S*)?")  # as it was stored
_LANGUAGE = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?"
_TRUNK = "0"  # dialled within a country, left out from abroad


class ResourceKind(StrEnum):
    """What one does."""

    EMERGENCY = "emergency"
    CALL = "call"
    TEXT = "text"
    CHAT = "chat"
    PLACE = "place"


class NumberKind(StrEnum):
    """What there is to dial, and so how it is checked."""

    SHORT_CODE = "short_code"  # such as 988 or *4141, within the country alone
    TOLL_FREE = "toll_free"  # as dialled within the country
    STANDARD = "standard"  # at the usual charge; E.164, so that it is reached from anywhere
    SMS = "sms"  # E.164
    SMS_KEYWORD = "sms_keyword"
    WEB = "web"
    NOTHING = ""


class Audience(StrEnum):
    """Whom a line is there for."""

    YOUTH = "youth"


class Evidence(StrEnum):
    """The best place in which the number was seen. Only the first two confirm it."""

    OWN = "own"  # a page of the line's own
    AUTHORITY = "authority"  # a page of a government, a health service or a regulator
    SECONDARY = "secondary"  # a page of somebody else: press, a university, another charity
    LIST = "list"  # a collection that anybody may edit
    SHIPPED = ""  # no number at all: an answer that is true everywhere


CONFIRMS = frozenset({Evidence.OWN, Evidence.AUTHORITY, Evidence.SHIPPED})


class Resource(BaseModel):
    """`number` is what people read, `dial` what is dialled or the address to open; `said` stands for both.

    `name` is as the line calls itself, or an English message id where it is no name, such as "Ambulance".
    Raises ValueError, with the place, where they do not fit each other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    token: str = Field(pattern=r"^[a-z0-9_]+$")  # as policies name it
    also: tuple[str, ...] = ()  # other tokens by which policies name it
    name: str = Field(min_length=1)
    kind: ResourceKind
    said: str = ""  # an English message id
    number: str = ""
    number_kind: NumberKind = NumberKind.NOTHING
    dial: str = ""
    option: str = ""  # to choose in a menu: a digit, or "mental health"
    keyword: str = ""  # to send in a text
    takes_texts: bool = False  # the number that is called can be texted as well
    hours: str = ""  # see `notifications.domain.opening`; blank: not known
    languages: tuple[Annotated[str, Field(pattern=f"^{_LANGUAGE}$")], ...] = ()  # BCP 47
    topics: tuple[Category | Audience, ...] = Field((), alias="for")  # none: it is there for anyone
    relay: tuple[str, ...] = Field(
        (), max_length=2
    )  # for who cannot hear or speak: "TTY 106", or a relay and then the number
    evidence: Evidence = Evidence.SHIPPED
    source: str = ""
    verified_on: date | None = None
    note: str = ""  # for who looks after the files

    @property
    def confirmed(self) -> bool:
        return self.evidence in CONFIRMS

    @property
    def windows(self) -> tuple[Window, ...]:
        """When it is open, in its own local time; none where that is not known."""
        return opening(self.hours)

    @property
    def always_open(self) -> bool:
        return self.hours == ALWAYS

    @property
    def uris(self) -> tuple[str, ...]:
        """What can be pressed (RFC 3966, RFC 5724): first the way that is named first."""
        if not self.dial or self.number_kind is NumberKind.WEB:
            return (self.dial,) if self.dial else ()
        if self.kind is ResourceKind.TEXT:
            return (f"sms:{self.dial}",)
        return (f"tel:{self.dial}", f"sms:{self.dial}") if self.takes_texts else (f"tel:{self.dial}",)

    def stale(self, on: date) -> bool:
        """Whether nobody has confirmed it in the 180 days before `on`."""
        return self.verified_on is not None and on - self.verified_on > CONFIRMATION_LASTS

    @model_validator(mode="after")
    def _fits(self) -> Self:
        opening(self.hours)
        for fault in (*self._faults_of_number(), *self._faults_of_evidence()):
            raise ValueError(fault)
        return self

    def _faults_of_number(self) -> tuple[str, ...]:
        if not self._can_be_dialled():
            return (f"dial: {self.dial!r} is no {self.number_kind.value or 'way to dial'}",)
        return () if self._reads_as_dialled() else (f"number: {self.number!r} is not what {self.dial} dials",)

    def _can_be_dialled(self) -> bool:
        match self.number_kind:
            case NumberKind.NOTHING:
                return not self.dial and bool(self.said)
            case NumberKind.SHORT_CODE:
                return bool(_SHORT_CODE.fullmatch(self.dial))
            case NumberKind.TOLL_FREE:
                return bool(_TOLL_FREE.fullmatch(self.dial))
            case NumberKind.STANDARD | NumberKind.SMS:
                return bool(_E164.fullmatch(self.dial))
            case NumberKind.SMS_KEYWORD:
                return bool(self.keyword and (_SHORT_CODE.fullmatch(self.dial) or _E164.fullmatch(self.dial)))
            case NumberKind.WEB:
                return bool(_ADDRESS.fullmatch(self.dial)) and self.kind is ResourceKind.CHAT

    def _reads_as_dialled(self) -> bool:
        if self.number_kind in {NumberKind.NOTHING, NumberKind.WEB}:
            return True
        read = "".join(each for each in self.number if each.isdigit())
        return bool(read) and self.dial.lstrip("+*").endswith(read.removeprefix(_TRUNK))

    def _faults_of_evidence(self) -> tuple[str, ...]:
        if self.evidence is Evidence.SHIPPED:
            return () if not self.dial or self.number_kind is NumberKind.WEB else ("evidence: is missing",)
        if not self.source:
            return ("source: say where the number was seen",)
        if self.evidence in CONFIRMS and not _PAGE.fullmatch(self.source):
            return ("source: a confirmation names the address of the page",)
        if (self.evidence in CONFIRMS) != (self.verified_on is not None):
            return ("verified_on: is given where, and only where, the evidence confirms the number",)
        return ()
