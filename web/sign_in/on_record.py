"""Who signed in and out, for the audit trail. A user without a practice has no trail to be in."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import now  # noqa: TID251  an edge reads the clock

from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import User
from accounts.queries import roles_of
from accounts.services import record
from accounts.wall import inside


def signed_in(user: AbstractBaseUser) -> None:
    _record(user, Verb.SIGNED_IN)


def signed_out(user: AbstractBaseUser | AnonymousUser) -> None:
    """By their own press; a session that runs out or is ended from elsewhere is not told here."""
    _record(user, Verb.SIGNED_OUT)


def _record(user: AbstractBaseUser | AnonymousUser, verb: Verb) -> None:
    if not isinstance(user, User):
        return
    roles = roles_of(user)
    if clinician := roles.clinician:
        thing = Thing(Kind.CLINICIAN, clinician.clinician_id, clinician.practice_id)
        with inside(clinician.practice_id):
            record(clinician, verb, thing, now=now())
    elif actor := roles.owner or roles.front_desk:
        with inside(actor.practice_id):
            record(actor, verb, Thing(Kind.MEMBERSHIP, user.pk, actor.practice_id), now=now())
