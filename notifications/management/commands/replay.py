"""Sets deliveries going again that were given up on."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from accounts.domain.actors import Operator
from accounts.wall import every_practice
from notifications import outbox, services
from notifications.models import Delivery


class Command(BaseCommand):
    help = "Try deliveries again that were given up on: dead, or uncertain whether they arrived."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", type=UUID, help="which ones")
        parser.add_argument("--all", action="store_true", help="every dead one")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  as Django passes them
        chosen: list[UUID] = options["ids"]
        if options["all"]:
            with every_practice():
                chosen += outbox.given_up().filter(state=Delivery.State.DEAD).values_list("pk", flat=True)
        elif not chosen:
            raise CommandError("Name the deliveries to try again, or say --all.")
        replayed = [
            delivery
            for delivery in chosen
            if services.replay(actor=Operator(), delivery_id=delivery, now=now())
        ]
        for delivery in chosen:
            done = "will be tried again" if delivery in replayed else "was not given up on: left as it is"
            self.stdout.write(f"{delivery} {done}")
        self.stdout.write(f"{len(replayed)} of {len(chosen)} will be tried again.")
