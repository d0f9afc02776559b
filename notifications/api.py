"""Messages in by HTTP: `POST /api/v1/messages/`."""

from datetime import UTC, datetime
from typing import Any, cast

from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import Integration
from notifications.domain.address import normalise_email, normalise_phone
from notifications.domain.errors import ReusedExternalIdError
from notifications.domain.incoming import Incoming, Source
from notifications.services import receive
from policies.domain.document import Matter

LONGEST_TEXT = 100_000  # characters; a letter of thirty pages


class PlaceSerializer(serializers.Serializer[Any]):
    place = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457; `errors` names the places in what was sent."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return super().get_fields() | {"errors": PlaceSerializer(many=True, required=False)}


class MessageSerializer(serializers.Serializer[Any]):
    clinician = serializers.SlugField(max_length=80, help_text="The slug of the clinician's public page.")
    channel = serializers.ChoiceField(["email", "sms", "phone", "portal"])
    text = serializers.CharField(max_length=LONGEST_TEXT, trim_whitespace=False)
    subject = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)
    matter = serializers.ChoiceField([matter.value for matter in Matter], required=False, default="")
    external_id = serializers.CharField(
        max_length=200,
        required=False,
        help_text="Your id for this message: sent again, it gets the first answer.",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        writer = serializers.CharField(
            max_length=320, help_text="Who wrote: a mail address or a number with +."
        )
        return super().get_fields() | {"from": writer}  # a field that Python's grammar gives no name

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if unknown := set(self.initial_data) - set(self.fields):
            raise serializers.ValidationError(
                dict.fromkeys(sorted(unknown), "There is no such field: leave it out.")
            )
        sender = _address(attrs["channel"], attrs["from"])
        if sender is None:
            raise serializers.ValidationError(
                {"from": "This is not an address on this channel: give name@example.org, or +12125550148."}
            )
        return attrs | {"from": sender}


def _address(channel: str, text: str) -> str | None:
    if channel in {"sms", "phone"}:
        return normalise_phone(text)
    return normalise_email(text)


class ScreeningSerializer(serializers.Serializer[Any]):
    level = serializers.CharField()
    tier = serializers.IntegerField()
    categories = serializers.ListField(child=serializers.CharField())
    lexicon_version = serializers.CharField()


class ReplySerializer(serializers.Serializer[Any]):
    text = serializers.CharField(source="reply_text")
    reply_by = serializers.DateTimeField(allow_null=True)
    language = serializers.CharField()
    policy_version = serializers.IntegerField(source="policy_version.number", default=None, allow_null=True)


class ReceiptSerializer(serializers.Serializer[Any]):
    """What became of a message."""

    id = serializers.UUIDField()
    screening = ScreeningSerializer()
    reply = serializers.SerializerMethodField()
    reply_by = serializers.DateTimeField(source="decision.reply_by", allow_null=True)
    reason = serializers.CharField(source="decision.reason")
    resources = serializers.ListField(child=serializers.DictField(), source="decision.resources")

    @extend_schema_field(ReplySerializer(allow_null=True))
    def get_reply(self, message: Any) -> dict[str, Any] | None:  # noqa: ANN401  a row; edges know no tables
        if message.decision.action == "silent":
            return None
        return cast("dict[str, Any]", ReplySerializer(message.decision).data)


class ReusedExternalId(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = "This external_id came before with another message. Give each message an id of its own."


class MessagesView(APIView):
    @extend_schema(
        request=MessageSerializer,
        responses={
            201: ReceiptSerializer,
            **{
                code: OpenApiResponse(ProblemSerializer, description)
                for code, description in {
                    400: "Something in the body cannot be used; `errors` names the places.",
                    401: "No token, or one that is not known.",
                    404: "This token's practice has no such clinician.",
                    409: "The external_id came before with another message.",
                    415: "Send application/json.",
                }.items()
            },
        },
    )
    def post(self, request: Request) -> Response:
        """Hand over a message; the answer holds the reply, the promised time and where to find help."""
        asked = MessageSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        incoming = Incoming(
            clinician=given["clinician"],
            source=Source.API,
            channel=given["channel"],
            sender=given["from"],
            text=given["text"],
            subject=given["subject"],
            matter=given["matter"],
            external_id=given.get("external_id"),
        )
        actor = cast("Integration", request.user).actor
        try:
            message = receive(actor=actor, incoming=incoming, now=datetime.now(UTC))
        except ReusedExternalIdError:
            raise ReusedExternalId from None
        return Response(ReceiptSerializer(message).data, status=status.HTTP_201_CREATED)


urlpatterns = [path("messages/", MessagesView.as_view(), name="messages")]
