from datetime import UTC, datetime

from django.core.management.base import BaseCommand

from web.demo import open_demo_practice


class Command(BaseCommand):
    help = "Open the demo practice, where it is not there yet, and print a new token for its API."

    def handle(self, *args: object, **options: object) -> None:
        demo = open_demo_practice(now=datetime.now(UTC))
        self.stdout.write(f"Sign in as {demo.clinician_address} with the password: {demo.password}")
        self.stdout.write(f"API token: {demo.api_token}")
