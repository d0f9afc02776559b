"""Which parts the service has on this machine, and what is said while they run."""

import signal
import sys
import threading
from dataclasses import dataclass

from django.conf import settings

from config.between import welcome
from config.between.ports import Port, answers
from config.between.supervisor import Part, keep_alive
from config.database_away import is_there
from web.demo import DemoPractice

CELERY_DELIVERS = (
    "REDIS_URL is set, so Celery delivers. Run beside this:\n"
    "  celery -A config.celery worker\n"
    "  celery -A config.celery worker --queues calendars --concurrency 1\n"
    "  celery -A config.celery beat"
)

DATABASE_AWAY = (
    "The database cannot be reached: see DATABASE_URL. Until it can, pages show where to find help, "
    "and nothing is kept."
)


def ports() -> dict[str, Port]:
    """The parts that listen, and where."""
    listening = {
        "web": Port(settings.LISTEN_HOST, settings.PORT, "PORT"),
        "mail-in": Port(settings.LISTEN_SMTP_HOST, settings.LISTEN_SMTP_PORT, "LISTEN_SMTP_PORT"),
    }
    if settings.OWN_MAIL_SINK:
        listening["mail-out"] = Port(settings.SMTP_HOST, settings.SMTP_PORT, "SMTP_PORT")
    return listening


def run(demo: DemoPractice | None) -> None:
    """Until SIGINT or SIGTERM."""
    if not is_there():
        say(DATABASE_AWAY)
    listening, stop = ports(), threading.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: stop.set())
    parts = [Part(name) for name in listening]
    if settings.REDIS_URL:
        say(CELERY_DELIVERS)
    else:
        parts += [Part("delivery"), Part("calendars")]
    parts.append(Part("watch"))
    keep_alive(parts, stop=stop, say=say, meanwhile=_Welcome(demo, list(listening.values())).once_all_answer)
    say("\nEverything has ended. Until next time.")


@dataclass(slots=True)
class _Welcome:
    """Said once, when everything that listens answers."""

    demo: DemoPractice | None
    waiting_for: list[Port]
    said: bool = False

    def once_all_answer(self) -> None:
        self.waiting_for = [port for port in self.waiting_for if not answers(port)]
        if self.waiting_for or self.said:
            return
        if self.demo:
            welcome.write_for_scripts(self.demo)
        say(welcome.text(self.demo))
        self.said = True


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
