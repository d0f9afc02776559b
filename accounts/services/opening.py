"""Opening a practice and welcoming its people."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.domain.actors import OwnerActor
from accounts.domain.errors import InboxTakenError
from accounts.marks import address_marks
from accounts.models import (
    Care,
    Client,
    ClientAddress,
    Clinician,
    ClinicianAddress,
    Membership,
    Practice,
    User,
)
from accounts.wall import all_or_nothing, inside


def open_practice(*, name: str, now: datetime) -> Practice:
    practice = Practice(name=name, created_at=now)
    with inside(practice.pk):
        practice.save(force_insert=True)
    return practice


def add_clinician(  # noqa: PLR0913  a person has this many particulars
    *,
    practice: Practice,
    slug: str,
    name: str,
    time_zone: str,
    region: str,
    languages: Sequence[str],
    inboxes: Mapping[str, str],
    notices: Mapping[str, str],
    user: User | None = None,
) -> Clinician:
    """`inboxes`, where clients write, and `notices`, where the clinician is told: channel to address.

    Raises InboxTakenError.
    """
    with all_or_nothing(practice.pk):
        clinician = Clinician.objects.create(
            practice=practice,
            user=user,
            slug=slug,
            name=name,
            time_zone=time_zone,
            region=region,
            languages=list(languages),
        )
        if user:
            Membership.objects.get_or_create(user=user, defaults={"practice": practice, "name": name})
        for use, addresses in (
            (ClinicianAddress.Use.INBOX, inboxes),
            (ClinicianAddress.Use.NOTICES, notices),
        ):
            for channel, address in addresses.items():
                _keep_own_address(clinician, use, channel, address)
    return clinician


def _keep_own_address(clinician: Clinician, use: ClinicianAddress.Use, channel: str, address: str) -> None:
    """An inbox is one clinician's, in whichever practice: only the table knows whether it is taken."""
    try:
        with transaction.atomic():
            ClinicianAddress.objects.create(
                practice_id=clinician.practice_id,
                clinician=clinician,
                use=use,
                channel=channel,
                address=address,
            )
    except IntegrityError:
        raise InboxTakenError from None


def name_first_owner(clinician: Clinician) -> OwnerActor:
    """Of a practice that nobody owns yet, by whoever opens it on the server."""
    with all_or_nothing(clinician.practice_id):
        member = Membership.objects.get(user__clinician=clinician)
        member.is_owner = True
        member.save(update_fields=["is_owner"])
    return OwnerActor(member.practice_id, member.pk)


def add_client(
    *,
    clinician: Clinician,
    name: str,
    addresses: Mapping[str, str],
    language: str = "",
    time_zone: str = "",
    region: str = "",
) -> Client:
    """A client whom this clinician cares for. `addresses`: channel to address, normalised."""
    with all_or_nothing(clinician.practice_id):
        client = Client.objects.create(
            practice_id=clinician.practice_id,
            name=name,
            language=language,
            time_zone=time_zone,
            region=region,
        )
        Care.objects.create(practice_id=clinician.practice_id, clinician=clinician, client=client)
        for channel, address in addresses.items():
            keep_address(client, channel, address)
    return client


def keep_address(client: Client, channel: str, address: str) -> None:
    """Raises IntegrityError where it is kept for somebody else of the practice, or under an older key."""
    newest, *older = address_marks(client.practice_id, channel, address)
    kept = ClientAddress.objects.filter(practice_id=client.practice_id, channel=channel)
    if older and kept.filter(mark__in=older).exists():
        raise IntegrityError
    ClientAddress.objects.create(
        practice_id=client.practice_id,
        client=client,
        channel=channel,
        address=address,
        mark=newest,
    )
