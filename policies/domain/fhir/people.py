"""Practitioner and PractitionerRole: who it is, and when they can be reached."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from policies.domain.fhir.hours import Told, Words, available_times, exceptions, not_available
from policies.domain.fhir.values import (
    LANGUAGES,
    Json,
    Release,
    coded,
    reference,
    resource,
    said,
    zone_extension,
)

# How a release says what only another has: http://hl7.org/fhir/versions.html#extensions
EXCEPTIONS = "http://hl7.org/fhir/4.0/StructureDefinition/extension-PractitionerRole.availabilityExceptions"


@dataclass(frozen=True, slots=True)
class Person:
    """A clinician, as their page shows them."""

    id: UUID
    name: str
    slug: str
    names: str  # the system in which slugs are unique: where pages stand
    practice: str
    languages: tuple[str, ...]  # BCP 47, the first is usual
    time_zone: str
    is_there: bool  # takes messages here

    @property
    def page(self) -> str:
        return f"{self.names}{self.slug}/"


@dataclass(frozen=True, slots=True)
class Hours:
    told: Told
    words: Words


def practitioner(person: Person, release: Release) -> Json:
    spoken = [coded(LANGUAGES, each) for each in person.languages]
    return resource(
        "Practitioner",
        str(person.id),
        said(
            identifier=_identifiers(person),
            active=person.is_there,
            name=[{"text": person.name}],
            telecom=_telecom(person),
            communication=spoken if release is Release.R4 else [{"language": each} for each in spoken],
        ),
    )


def practitioner_role(
    person: Person, hours: Hours | None, release: Release, *, changed: datetime | None
) -> Json:
    """`changed`: since when what it says of the hours holds."""
    elements = said(
        meta={"extension": zone_extension(person.time_zone)},
        identifier=_identifiers(person),
        active=person.is_there,
        practitioner=reference("Practitioner", person.id, person.name),
        organization={"display": person.practice},
    )
    by_release = _role_in_r4 if release is Release.R4 else _role_in_r5
    return resource("PractitionerRole", str(person.id), elements | by_release(person, hours), changed)


def _role_in_r4(person: Person, hours: Hours | None) -> Json:
    there = said(telecom=_telecom(person))
    if hours is None:
        return there
    return there | said(
        availableTime=available_times(hours.told),
        notAvailable=not_available(hours.told),
        availabilityExceptions=exceptions(hours.told, hours.words),
    )


def _role_in_r5(person: Person, hours: Hours | None) -> Json:
    there = said(contact=[{"telecom": _telecom(person)}])
    if hours is None:
        return there
    available = said(availableTime=available_times(hours.told), notAvailableTime=not_available(hours.told))
    in_words = [{"url": EXCEPTIONS, "valueString": exceptions(hours.told, hours.words)}]
    return {"extension": in_words} | there | said(availability=[available] if available else [])


def _identifiers(person: Person) -> list[Json]:
    return [{"system": person.names, "value": person.slug}]


def _telecom(person: Person) -> list[Json]:
    return [{"system": "url", "value": person.page}]
