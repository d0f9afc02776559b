"""Sets deliveries and notices going again that were given up on."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from accounts.domain.actors import Operator
from accounts.wall import every_practice
from notifications import outbox, services
from notifications.models import Delivery
from notifications.services import notices


class Command(BaseCommand):
    help = "Try deliveries and notices again that were given up on: dead, or uncertain whether they arrived."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", type=UUID, help="which ones")
        parser.add_argument("--all", action="store_true", help="every dead one, and every notice")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  as Django passes them
        chosen: list[UUID] = options["ids"]
        if options["all"]:
            with every_practice():
                chosen += outbox.given_up().filter(state=Delivery.State.DEAD).values_list("pk", flat=True)
                chosen += notices.given_up().values_list("pk", flat=True)
        elif not chosen:
            raise CommandError("Name what to try again, or say --all.")
        replayed = [each for each in chosen if services.replay(actor=Operator(), row_id=each, now=now())]
        for each in chosen:
            done = "will be tried again" if each in replayed else "was not given up on: left as it is"
            self.stdout.write(f"{each} {done}")
        self.stdout.write(f"{len(replayed)} of {len(chosen)} will be tried again.")
