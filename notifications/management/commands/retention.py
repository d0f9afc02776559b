"""Says for how long a practice keeps what it was sent."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from accounts.services import set_retention


class Command(BaseCommand):
    help = (
        "Forget messages of a practice so many days after they were answered, or keep everything. "
        "What nobody has answered, what is still to be sent and what is on hold is kept in any case."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("practice", type=UUID, help="the id of the practice")
        period = parser.add_mutually_exclusive_group(required=True)
        period.add_argument("--days", type=int, help="at least 1; a year is 365")
        period.add_argument("--everything", action="store_true", help="keep everything")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  as Django passes them
        days: int | None = options["days"]
        if days is not None and days < 1:
            raise CommandError("Say at least one day.")
        if not set_retention(practice_id=options["practice"], days=days, now=now()):
            raise CommandError("There is no such practice.")
        said = (
            "Everything is kept."
            if days is None
            else f"Messages are forgotten {days} days after their answer."
        )
        self.stdout.write(said)
