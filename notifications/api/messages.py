"""Messages in by HTTP: `POST /api/v1/messages/`."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic.config import JsonDict
from rest_framework import exceptions, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import HasScope, Integration
from accounts.domain.scopes import Scope
from notifications.api.help_lines import HelpShown
from notifications.api.problems import problems, refusal
from notifications.domain.address import caller, normalise_email
from notifications.domain.decision import Action
from notifications.domain.errors import ReusedExternalIdError
from notifications.domain.incoming import Incoming, Source
from notifications.services import receive
from policies.domain.document import Matter
from policies.queries import published

LONGEST_TEXT = 100_000  # characters; a letter of thirty pages
BY_PHONE = {"sms", "phone"}
EXAMPLE: JsonDict = {
    "clinician": "maya-okafor",
    "channel": "sms",
    "from": "+442079460123",
    "text": "Could we move Thursday?",
    "external_id": "portal-2041",
}


class Message(BaseModel):
    """What someone wrote to a clinician."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    clinician: Annotated[str, StringConstraints(strict=True, pattern=r"^[-a-zA-Z0-9_]{1,80}$")] = Field(
        description="The slug of the clinician's public page."
    )
    channel: Literal["email", "sms", "phone", "portal"]
    sender: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=320)] = Field(
        alias="from", description="Who wrote: a mail address, or a number with its + and country."
    )
    text: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=LONGEST_TEXT)]
    subject: Annotated[str, StringConstraints(strict=True, max_length=1000)] = ""
    matter: Matter | None = None
    external_id: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200)] | None = Field(
        None, description="Your id for this message: sent again, it gets the first answer."
    )

    @field_validator("sender")
    @classmethod
    def _is_an_address(cls, sender: str, said: ValidationInfo) -> str:
        by_phone = said.data.get("channel") in BY_PHONE
        address = caller(sender) if by_phone else normalise_email(sender)
        if address is None and "channel" in said.data:
            raise ValueError("is no address on this channel; write name@example.org, or +12125550148")
        return address or ""

    def incoming(self) -> Incoming:
        return Incoming(
            clinician=self.clinician,
            source=Source.API,
            channel=self.channel,
            sender=self.sender,
            text=self.text,
            subject=self.subject,
            matter=self.matter or "",
            external_id=self.external_id,
        )


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Screened(_FromRow):
    level: Literal["none", "concern", "crisis"]
    tier: int
    categories: list[str]
    lexicon_version: str


class Replied(_FromRow):
    text: str = Field(validation_alias="reply_text")
    reply_by: datetime | None
    language: str
    policy_version: int | None


class Receipt(_FromRow):
    """What became of a message: the reply, or none and why; the promise; and always where to find help."""

    id: UUID
    screening: Screened
    reply: Replied | None
    reply_by: datetime | None
    reason: str
    resources: list[HelpShown]

    @classmethod
    def of(cls, message: Any) -> Self:  # noqa: ANN401  a row; edges know no tables
        decision = message.decision
        version_id = decision.policy_version_id
        replied = Replied(
            reply_text=decision.reply_text,
            reply_by=decision.reply_by,
            language=decision.language,
            policy_version=published(version_id).number if version_id else None,
        )
        return cls(
            id=message.pk,
            screening=Screened.model_validate(message.screening),
            reply=replied if decision.action == Action.REPLY else None,
            reply_by=decision.reply_by,
            reason=decision.reason,
            resources=[HelpShown.model_validate(each) for each in decision.resources],
        )


class ReusedExternalId(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = "This external_id came before with another message. Give each message an id of its own."


PROBLEMS = {
    400: "Something in the body cannot be used; `errors` names the places.",
    401: "No token, or one that is not known, was revoked or has expired.",
    403: "The token was not made for this: it lacks the scope `messages:write`.",
    404: "This token's practice has no such clinician.",
    405: "Messages are handed over by POST.",
    406: "The answer is JSON: ask for application/json.",
    409: "The external_id came before with another message.",
    413: "The body is larger than 2 MiB; nothing of it was read.",
    415: "Send application/json.",
    500: "Something went wrong on our side.",
    503: "The database or a key is away: nothing was stored, and `resources` says where to find help.",
}


class MessagesView(APIView):
    permission_classes = (IsAuthenticated, HasScope)
    scope = Scope.MESSAGES_WRITE

    @extend_schema(
        request=Message,
        responses={
            201: Receipt,
            **problems(PROBLEMS),
        },
    )
    def post(self, request: Request) -> Response:
        """Hand over a message; the answer holds the reply, the promised time and where to find help."""
        asked = _asked(request.data)
        actor = cast("Integration", request.user).actor
        try:
            message = receive(actor=actor, incoming=asked.incoming(), now=datetime.now(UTC))
        except ReusedExternalIdError:
            raise ReusedExternalId from None
        return Response(Receipt.of(message).model_dump(mode="json"), status=status.HTTP_201_CREATED)


def _asked(body: object) -> Message:
    try:
        return Message.model_validate(body)
    except ValidationError as error:
        raise refusal(error) from None
