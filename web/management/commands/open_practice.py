from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.domain.actors import Operator
from accounts.domain.errors import AddressTakenError, InboxTakenError
from accounts.services import AsClinician, Work, add_person, open_practice
from notifications.domain.address import normalise_email
from scheduler.domain.errors import UnknownZone
from scheduler.domain.wall_clock import zone


class Command(BaseCommand):
    help = "Open a practice with its first owner, who lets everyone else in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="of the practice")
        parser.add_argument("email", help="with which the owner signs in")
        parser.add_argument("--owner", required=True, metavar="NAME", help="what the owner is called")
        parser.add_argument("--clinician", action="store_true", help="the owner sees clients, too")
        parser.add_argument("--inbox", help="a clinician's address at which clients write")
        parser.add_argument("--time-zone", help="a clinician's, such as America/New_York")
        parser.add_argument("--region", default="", help="a clinician's, such as US-NY")
        parser.add_argument("--languages", default="en", help="a clinician's, such as en,es")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  as Django passes them
        email = normalise_email(options["email"])
        if email is None:
            raise CommandError("This is no mail address. Write one like name@example.org.")
        as_clinician = _as_clinician(options) if options["clinician"] else None
        now = datetime.now(UTC)
        try:
            with transaction.atomic():
                add_person(
                    actor=Operator(),
                    practice=open_practice(name=options["name"], now=now),
                    name=options["owner"],
                    email=email,
                    work=Work(is_owner=True),
                    as_clinician=as_clinician,
                    now=now,
                )
        except (AddressTakenError, InboxTakenError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"Opened. The owner sets a password at {settings.BASE_URL}/sign-in/forgotten/ with a mailed code."
        )


def _as_clinician(options: dict[str, Any]) -> AsClinician:
    inbox = normalise_email(options["inbox"] or "")
    try:
        zone(options["time_zone"] or "")
    except UnknownZone:
        raise CommandError("A clinician needs --time-zone, such as America/New_York.") from None
    if inbox is None or not options["region"]:
        raise CommandError("A clinician needs --inbox, a mail address, and --region, such as US-NY.")
    languages = tuple(options["languages"].split(","))
    return AsClinician(options["time_zone"], options["region"], languages, {"email": inbox})
