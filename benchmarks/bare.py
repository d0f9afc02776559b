"""One more view beside the service's: bare DRF, as many inserts as a message makes, and nothing else."""

from datetime import UTC, datetime
from functools import cache

from django.urls import include, path
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import AuditEntry, Clinician
from accounts.wall import inside
from notifications.models import Decision, Delivery, InboundMessage, Screening


@cache
def ada() -> Clinician:
    return Clinician.objects.get(slug="ada")


class BareView(APIView):
    authentication_classes: list[type[BaseAuthentication]] = []
    permission_classes: list[type[BasePermission]] = []

    def post(self, request: Request) -> Response:
        now, clinician = datetime.now(UTC), ada()
        with inside(clinician.practice_id):
            message = InboundMessage.objects.create(
                practice_id=clinician.practice_id,
                clinician=clinician,
                source="api",
                channel="email",
                sender=request.data["from"],
                conversation="bare",
                text=request.data["text"],
                fingerprint=b"",
                received_at=now,
            )
            Screening.objects.create(
                practice_id=clinician.practice_id,
                message=message,
                level="none",
                tier=0,
                categories=[],
                evidence=[],
            )
            Decision.objects.create(
                practice_id=clinician.practice_id,
                message=message,
                state="open",
                explanation=[],
                resources=[],
                reply_text="x" * 500,
                decided_at=now,
            )
            Delivery.objects.create(
                practice_id=clinician.practice_id,
                message=message,
                dedupe_key=str(message.pk),
                priority=1,
                created_at=now,
            )
            AuditEntry.objects.create(
                practice_id=clinician.practice_id,
                at=now,
                actor_kind="integration",
                actor_id=clinician.pk,
                way_in="api",
                verb="received",
                thing_kind="message",
                thing_id=message.pk,
            )
        return Response({"id": message.pk}, status=201)


urlpatterns = [path("bare/", BareView.as_view()), path("", include("config.urls"))]
