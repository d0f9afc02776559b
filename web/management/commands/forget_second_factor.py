from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User


class Command(BaseCommand):
    help = (
        "For somebody who lost phone and recovery codes: at the next sign-in they set up a new second factor."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="with which they sign in")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  as Django passes them
        forgotten, _ = Authenticator.objects.filter(user__email=options["email"].lower()).delete()
        if not forgotten:
            known = User.objects.filter(email=options["email"].lower()).exists()
            raise CommandError(
                "They have no second factor." if known else "Nobody signs in with this address."
            )
        for session in UserSession.objects.filter(user__email=options["email"].lower()):
            session.end()  # perhaps the phone is not lost but in other hands, and signed in
        self.stdout.write("Forgotten. Be sure that it was they who asked, and not somebody in their name.")
