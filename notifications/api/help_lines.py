"""Help as the API's answers name it."""

from datetime import date

from pydantic import BaseModel, Field

from notifications.domain.resource import NumberKind, ResourceKind


class HelpShown(BaseModel):
    """One way to help, in the words that the client was shown. Of what was shown long ago, less is known."""

    token: str = Field(description="As a policy names it in `emergency.resources`.")
    name: str
    display: str = Field(description="What to do, such as: Call or text 988.")
    dial: str = Field(description="What a telephone dials, or an address to open; blank: neither.")
    kind: ResourceKind
    number_kind: NumberKind | None = None
    uris: list[str] = Field([], description="What can be pressed: tel:, sms: and https: addresses.")
    hours: str = Field(
        "", description="Such as 24/7, or Mo-Fr 08:00-20:00 where the line is; blank: not known."
    )
    languages: list[str] = Field([], description="BCP 47.")
    details: str = Field("", description="Hours, cost and languages in words.")
    relay: str = Field("", description="In words: what to dial by TTY or text relay.")
    source: str = Field("", description="Where the number was seen.")
    confirmed: bool | None = Field(None, description="Whether an official page confirms it.")
    verified_on: date | None = Field(None, description="When it was last confirmed.")
