"""One at a time: nobody else changes a clinician's policy meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from accounts.domain.actors import ClinicianActor
from accounts.models import Clinician
from accounts.wall import all_or_nothing


@contextmanager
def in_turn(actor: ClinicianActor) -> Iterator[None]:
    """A transaction of the actor's practice; whoever comes at the same moment waits until it is over."""
    with all_or_nothing(actor.practice_id):
        Clinician.objects.select_for_update(no_key=True).get(pk=actor.clinician_id)
        yield
