"""Sign-ins that are over: nothing of them is kept, but that they were is on record."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q

from accounts.models import ClientSession, SignInCode
from accounts.wall import every_practice


def forget_ended_sign_ins(*, now: datetime) -> None:
    """Of clients and of whoever works here, in every practice."""
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    idle, whole = timedelta(minutes=settings.SESSION_IDLE_MINUTES), timedelta(hours=settings.SESSION_HOURS)
    over = Q(began_at__lt=now - whole) | Q(last_seen_at__lt=now - idle)
    with every_practice():
        ClientSession.objects.filter(over).delete()
        SignInCode.objects.filter(expires_at__lte=now).delete()
