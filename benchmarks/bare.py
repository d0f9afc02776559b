"""The service with one more view: a bare DRF view that makes as many inserts as a message does, and nothing else."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.bare_settings")

from datetime import UTC, datetime

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.db import transaction
from django.urls import include, path
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Clinician
from notifications.models import Decision, Delivery, InboundMessage, Screening

CLINICIAN = Clinician.objects.first()


class BareView(APIView):
    authentication_classes: list[type[BaseAuthentication]] = []
    permission_classes: list[type[BasePermission]] = []

    def post(self, request: Request) -> Response:
        now = datetime.now(UTC)
        with transaction.atomic():
            message = InboundMessage.objects.create(
                practice_id=CLINICIAN.practice_id,
                clinician=CLINICIAN,
                source="api",
                channel="email",
                sender=request.data["from"],
                conversation="bare",
                text=request.data["text"],
                fingerprint=b"",
                received_at=now,
            )
            Screening.objects.create(message=message, level="none", tier=0, categories=[], evidence=[])
            Decision.objects.create(
                message=message, state="open", explanation=[], resources=[], reply_text="x" * 500, decided_at=now
            )
            Delivery.objects.create(
                practice_id=CLINICIAN.practice_id,
                message=message,
                dedupe_key=str(message.pk),
                priority=1,
                created_at=now,
            )
        return Response({"id": message.pk}, status=201)


urlpatterns = [path("bare/", BareView.as_view()), path("", include("config.urls"))]
