"""Whom other programs may be told of: who has published a policy, and a practice's own to its programs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.domain.actors import IntegrationActor, Visitor
from accounts.domain.scopes import Scope
from accounts.models import Clinician
from accounts.queries import NotFoundError, clinicians
from policies.queries.versions import InForce, in_force


class GoneError(LookupError):
    """Was there, and takes no messages any more: their page says so, too."""


@dataclass(frozen=True, slots=True)
class Told:
    clinician: Clinician
    version: InForce  # without a number where nothing is published


def person_told(reader: IntegrationActor | Visitor, clinician_id: UUID, now: datetime) -> Told:
    """Raises NotFoundError, GoneError."""
    if found := people_told(reader, now, ids=(clinician_id,)):
        return found[0]
    if clinicians(Visitor()).filter(pk=clinician_id, gone_since__isnull=False).exists():
        raise GoneError
    raise NotFoundError


def people_told(
    reader: IntegrationActor | Visitor,
    now: datetime,
    *,
    ids: Collection[UUID] | None = None,
    slugs: Collection[str] | None = None,
) -> list[Told]:
    """Those of these ids and slugs, by id. Where neither is given: a program's own practice, else nobody."""
    if ids is None and slugs is None and not is_of_a_practice(reader):
        return []
    own = clinicians(reader) if is_of_a_practice(reader) else Clinician.objects.none()
    there = {each.pk: Told(each, in_force(each, now)) for each in _among(own, ids, slugs)}
    if ids is not None or slugs is not None:
        for each in _among(clinicians(Visitor()).filter(gone_since=None), ids, slugs):
            version = in_force(each, now)
            if version.number is not None:
                there.setdefault(each.pk, Told(each, version))
    return [there[key] for key in sorted(there)]


def is_of_a_practice(reader: IntegrationActor | Visitor) -> bool:
    """Whether it may know more than anyone."""
    return isinstance(reader, IntegrationActor) and Scope.APPOINTMENTS_READ in reader.scopes


def _among(
    rows: QuerySet[Clinician], ids: Collection[UUID] | None, slugs: Collection[str] | None
) -> QuerySet[Clinician]:
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    if slugs is None:
        return rows
    return rows.filter(slug__in=[each for each in slugs if each.isprintable()])  # PostgreSQL takes no NUL
