"""Who signs in for a practice: let in, given other work, shown out. Each takes effect at their next click."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.domain.actors import Operator, OwnerActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.domain.errors import AddressTakenError, LastOwnerError, NoWorkError
from accounts.models import Clinician, Membership, Practice, User
from accounts.queries import NotFoundError, owners, person
from accounts.services.audit import record
from accounts.services.opening import add_clinician
from accounts.wall import all_or_nothing


@dataclass(frozen=True, slots=True)
class AsClinician:
    """What a clinician has beside a name. `inboxes`: channel to the address at which clients write."""

    time_zone: str
    region: str
    languages: tuple[str, ...]
    inboxes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    is_owner: bool = False
    is_front_desk: bool = False


def add_person(  # noqa: PLR0913  a person has this many particulars
    *,
    actor: OwnerActor | Operator,
    practice: Practice,
    name: str,
    email: str,
    work: Work,
    now: datetime,
    as_clinician: AsClinician | None = None,
) -> Membership:
    """Somebody who sets their own password, with a code that is mailed to this address.

    A clinician is also told there of what waits. Raises AddressTakenError, InboxTakenError, NoWorkError.
    """
    if not (work.is_owner or work.is_front_desk or as_clinician):
        raise NoWorkError
    with all_or_nothing(practice.pk):
        user = _sign_in_for(email)
        membership = Membership.objects.create(
            user=user, practice=practice, name=name, is_owner=work.is_owner, is_front_desk=work.is_front_desk
        )
        if as_clinician:
            add_clinician(
                practice=practice,
                slug=_free_slug(name),
                name=name,
                time_zone=as_clinician.time_zone,
                region=as_clinician.region,
                languages=as_clinician.languages,
                inboxes=as_clinician.inboxes,
                notices={"email": email.lower()},
                user=user,
            )
        _record(actor, Verb.GRANTED, membership, now)
    return membership


def move_clinician(clinician: Clinician, time_zone: str) -> None:
    """Within a transaction in which nobody else changes them."""
    clinician.time_zone = time_zone
    clinician.save(update_fields=["time_zone"])


def _sign_in_for(email: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email=email)
    except IntegrityError:
        raise AddressTakenError from None


@transaction.atomic
def change_work(*, actor: OwnerActor, user_id: UUID, work: Work, now: datetime) -> None:
    """Raises NotFoundError, LastOwnerError, NoWorkError."""
    member = _held(actor, user_id)
    if not work.is_owner:
        _must_leave_an_owner(member)
    is_clinician = Clinician.objects.filter(user_id=user_id).exists()
    if not (work.is_owner or work.is_front_desk or is_clinician):
        raise NoWorkError
    member.is_owner, member.is_front_desk = work.is_owner, work.is_front_desk
    member.save(update_fields=["is_owner", "is_front_desk"])
    _record(actor, Verb.GRANTED, member, now)


@transaction.atomic
def end_access(*, actor: OwnerActor, user_id: UUID, now: datetime) -> None:
    """At once: every session ends, and no password or passkey opens another.

    A clinician takes no messages any more, and what programs have for them alone opens nothing.
    Raises NotFoundError, LastOwnerError.
    """
    member = _held(actor, user_id)
    _must_leave_an_owner(member)
    member.user.set_unusable_password()  # with it goes whatever session nobody knows of
    member.user.is_active = False
    member.user.save()
    for session in UserSession.objects.filter(user=member.user):
        session.end()
    Clinician.objects.filter(user_id=user_id).update(gone_since=now)
    _record(actor, Verb.ENDED, member, now)


@transaction.atomic
def restore_access(*, actor: OwnerActor, user_id: UUID, now: datetime) -> None:
    """They set a new password with a mailed code, and all else is as it was. Raises NotFoundError."""
    member = _held(actor, user_id)
    member.user.is_active = True
    member.user.save(update_fields=["is_active"])
    Clinician.objects.filter(user_id=user_id).update(gone_since=None)
    _record(actor, Verb.GRANTED, member, now)


def _held(actor: OwnerActor, user_id: UUID) -> Membership:
    """Two owners who show each other out at once: the second waits here, and finds who is left."""
    Practice.objects.select_for_update(no_key=True).get(pk=actor.practice_id)
    if not owners(actor.practice_id).filter(pk=actor.user_id).exists():
        raise NotFoundError
    return person(actor, user_id)


def _must_leave_an_owner(member: Membership) -> None:
    if not owners(member.practice_id).exclude(pk=member.pk).exists():
        raise LastOwnerError


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:70] or "clinician"
    taken = set(Clinician.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    others = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in others if slug not in taken)


def _record(actor: OwnerActor | Operator, verb: Verb, member: Membership, now: datetime) -> None:
    record(actor, verb, Thing(Kind.MEMBERSHIP, member.pk, member.practice_id), now=now)
