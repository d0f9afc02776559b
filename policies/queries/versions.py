"""Which policy version speaks at an instant, to whom, and who has read it. A draft is its clinician's own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT

from accounts.domain.actors import ClientActor, ClinicianActor
from accounts.domain.key_ring import WrongRingError
from accounts.domain.sealing import SealBrokenError
from accounts.models import Care, Client, Clinician
from accounts.queries import NotFoundError, care_for_all, client_cared_for, one_of, signed_in_clinician
from accounts.wall import somewhere_inside
from policies.domain import meanwhile
from policies.domain.agreement import Terms, agreed, read_terms
from policies.domain.changes import Change, changes
from policies.domain.connected import FromCalendars, with_calendars
from policies.domain.document import BoundaryPolicy, parse_document
from policies.domain.facts import NoPromise
from policies.domain.meanwhile import Colleague, Told, Yes
from policies.domain.promise import CompiledPolicy, compile_policy
from policies.domain.rules import away_during
from policies.domain.versions import VersionState, state_of
from policies.models import Acknowledgement, Agreement, PolicyVersion
from scheduler.domain.by_weight import kept_by_weight
from scheduler.domain.covering import Stretch, is_away, who_sees, who_sees_during
from scheduler.domain.interval import Intervals, normalise, overlapping
from scheduler.domain.wall_clock import local_date, zone
from scheduler.queries import (
    Arrangements,
    Counted,
    arrangements,
    asked_somebody,
    away_by_calendar,
    counted,
    counted_for,
    counting,
    has_coverage,
)
from scheduler.queries.asked_often import Known, ask
from scheduler.queries.calendars import MOST_IN_MEMORY

LATELY = timedelta(days=2)  # for as long a sweep may have been kept from looking
MAIL_IS_OPENED = timedelta(days=30)  # after the day that it is about, at the latest
NOT_IN_LISTS = ("statement", "document")


@dataclass(frozen=True, slots=True)
class InForce:
    """The policy that speaks, and the version that it is of: none where nothing has been published yet."""

    version_id: UUID | None
    number: int | None
    policy: CompiledPolicy
    effective_from: datetime | None = None
    follows_calendars: bool = False  # it may change from one reading to the next
    agreement_id: UUID | None = None  # what was agreed with the client stands in the policy, too


def in_force(clinician: Clinician, at: datetime) -> InForce:
    """What every message to the clinician is promised under, and who covers as it may be told by now.

    What the clinician's own calendars say is laid over it, as far as they are to change promises.
    Whoever has gone promises nothing.
    """
    if clinician.gone_since:
        return nobody_there(clinician.time_zone)
    with somewhere_inside(clinician.practice_id):
        version_id, state, is_covered = _asked_of_all(clinician, at)
        found = published(version_id) if version_id else nothing_published(clinician.time_zone)
        said = counted(state) if state else None
        if version_id and said:
            found = _with_calendars(version_id, said)
        told = _told(clinician, found.policy.policy, at, is_covered=is_covered)
    if told is None:
        return found
    return replace(found, policy=_compiled_as_told(found.version_id, clinician.time_zone, said, told))


def _asked_of_all(clinician: Clinician, at: datetime) -> tuple[UUID | None, str | None, bool]:
    """The version that speaks, what `counted` reads of calendars, and whether anybody was asked to cover.

    One question, since every message asks it.
    """
    for version_id, state, is_covered in ask(speaking, clinician_id=clinician.pk, at=at):
        return UUID(str(version_id)), state, bool(is_covered)
    return None, None, has_coverage(clinician, now=at)


def speaking(*, at: Known, **whose: Known) -> QuerySet[PolicyVersion, Any]:
    theirs = OuterRef("clinician_id")
    is_covered = Exists(asked_somebody(clinician_id=theirs, now=at))
    return _begun(at).filter(**whose).values_list("pk", counting(theirs), is_covered)[:1]


def as_told(clinician: Clinician, policy: BoundaryPolicy, at: datetime) -> BoundaryPolicy:
    """Any policy of the clinician's, such as a planned one, with nobody named who has not said yes.

    Calendars are laid over it as over the one in force.
    """
    with somewhere_inside(clinician.practice_id):
        if said := counted_for(clinician):
            policy = with_calendars(policy, _said(said))
        told = _told(clinician, policy, at)
    return policy if told is None else meanwhile.with_told(policy, told)


def changes_as_told(
    clinician: Clinician, found: Iterable[Change], policy: BoundaryPolicy, at: datetime
) -> tuple[Change, ...]:
    """What changed with `policy`, likewise: what only says who covers is left out until they said yes."""
    found_told = _told(clinician, policy, at)
    told = policy if found_told is None else meanwhile.with_told(policy, found_told)
    absences = dict(zip(policy.time_away, told.time_away, strict=True))
    return tuple(
        replace(each, after=absences.get(each.after, each.after)) if each.path == "time_away" else each
        for each in found
        if each.path != "coverage" or each.after == told.coverage
    )


def published_in_force(clinician: Clinician, at: datetime) -> InForce:
    """As it was published, word for word: who is named in it may not have said yes."""
    begun = _begun(at).filter(clinician_id=clinician.pk).values_list("pk", flat=True)
    version_id = next(iter(begun[:1]), None)
    return published(version_id) if version_id else nothing_published(clinician.time_zone)


def version_in_force(clinician: Clinician, at: datetime) -> PolicyVersion | None:
    """The published version that applies at this instant. It is public, so no actor is asked for.

    None where its clinician has gone.
    """
    if clinician.gone_since:
        return None
    return _begun(at).filter(clinician=clinician).defer(*NOT_IN_LISTS).first()


def _begun(at: Known) -> QuerySet[PolicyVersion]:
    """Published, not withdrawn and in effect by `at`, the newest effect first."""
    begun = PolicyVersion.objects.filter(effective_from__lte=at, withdrawal=None)
    return begun.order_by("-effective_from", "-number")


def clinicians_elsewhere(now: datetime) -> QuerySet[Clinician]:
    """Whose policy in force names another zone than they are noted in. Those whose policy changed lately."""
    theirs = _begun(now).filter(clinician_id=OuterRef("pk"))
    lately = _begun(now).filter(effective_from__gt=now - LATELY)
    there = Clinician.objects.filter(pk__in=lately.values("clinician_id"))
    return there.exclude(time_zone=Subquery(theirs.values_list(KT("document__timezone"))[:1]))


@lru_cache(maxsize=1024)
def published(version_id: UUID) -> InForce:
    """A published version, ready to promise: it never changes, so it is kept in memory."""
    version = PolicyVersion.objects.get(pk=version_id, published_at__isnull=False)
    policy = compile_policy(parse_document(version.document))
    return InForce(version_id, version.number, policy, version.effective_from)


@lru_cache(maxsize=1024)
def nothing_published(time_zone: str) -> InForce:
    """Promises nothing."""
    return InForce(None, None, compile_policy(BoundaryPolicy(timezone=time_zone)))


def _times_in(policy: BoundaryPolicy) -> int:
    return 1 + len(policy.busy) + len(policy.time_away)


@kept_by_weight(MOST_IN_MEMORY, weigh=lambda found: _times_in(found.policy.policy))
def _with_calendars(version_id: UUID, said: Counted) -> InForce:
    found = published(version_id)
    policy = compile_policy(with_calendars(found.policy.policy, _said(said)))
    return replace(found, policy=policy, follows_calendars=True)


def _said(said: Counted) -> FromCalendars:
    return FromCalendars(said.away, said.busy, said.closed)


@kept_by_weight(MOST_IN_MEMORY, weigh=lambda made: _times_in(made.policy))
def _compiled_as_told(
    version_id: UUID | None, time_zone: str, said: Counted | None, told: Told
) -> CompiledPolicy:
    found = published(version_id) if version_id else nothing_published(time_zone)
    if version_id and said:
        found = _with_calendars(version_id, said)
    return compile_policy(meanwhile.with_told(found.policy.policy, told))


@lru_cache(maxsize=1024)
def nobody_there(time_zone: str) -> InForce:
    """Promises nothing, and says whom to ask."""
    return InForce(None, None, CompiledPolicy(BoundaryPolicy(timezone=time_zone), NoPromise.GONE))


def compiled(version_id: UUID) -> CompiledPolicy:
    return published(version_id).policy


# --- who covers


def looks_after(clinician: Clinician, now: datetime) -> list[Clinician]:
    """Who sees at this moment what comes for the clinician, and is there: nobody where all are away."""
    with somewhere_inside(clinician.practice_id):
        arranged = arrangements(clinician.practice_id, now=now)
        if not any(each.of == clinician.pk for each in arranged.covers):
            return []
        absences = absences_of(arranged, now)
        paths = who_sees(clinician.pk, now, arranged.covers, lambda who: is_away(who, now, absences))
    return [arranged.people[path.end] for path in paths]


def stretches_of(clinician_id: UUID, arranged: Arrangements, now: datetime) -> tuple[Stretch, ...]:
    """Who looks after what comes for the clinician, through all the time that somebody said yes to."""
    own = normalise(each.span for each in arranged.covers if each.of == clinician_id)
    absences = absences_of(arranged, now) if own else {}
    found: list[Stretch] = []
    for span in own:
        covers = [each for each in arranged.covers if each.span.overlaps(span)]
        people = {person for each in covers for person in (each.of, each.by)}
        away = {person: overlapping(spans, span) for person, spans in absences.items() if person in people}
        found.extend(who_sees_during(clinician_id, span, covers, away))
    return tuple(found)


def absences_of(arranged: Arrangements, now: datetime) -> dict[UUID, Intervals]:
    """When they are away: by asking somebody to cover, by their policies in force, by their calendars."""
    absences, asked = arranged.absences, [each.by for each in (*arranged.covers, *arranged.asked)]
    versions = _begun(now).filter(clinician_id__in=asked).values_list("clinician_id", "pk")
    for person, version_id in dict(reversed(versions)).items():
        policy = compiled(version_id).policy
        spans = (away_during(away, zone(policy.timezone)) for away in policy.time_away)
        absences[person] = normalise((*absences.get(person, ()), *filter(None, spans)))
    for person, by_calendar in away_by_calendar(asked).items():
        absences[person] = normalise((*absences.get(person, ()), *by_calendar))
    return absences


def colleagues_of(clinician: Clinician) -> tuple[Colleague, ...]:
    """Everybody else of the practice to whom clients can be sent, as words may name them."""
    others = Clinician.objects.filter(practice_id=clinician.practice_id).exclude(pk=clinician.pk)
    return tuple(Colleague(name, slug) for name, slug in others.order_by("slug").values_list("name", "slug"))


def _told(
    clinician: Clinician, policy: BoundaryPolicy, now: datetime, *, is_covered: bool | None = None
) -> Told | None:
    """None where it is told as it stands. `is_covered`: whether anybody was asked to, where that is known."""
    names_somebody = policy.coverage or any(away.coverage for away in policy.time_away)
    with somewhere_inside(clinician.practice_id):
        if is_covered is None and not names_somebody:
            is_covered = has_coverage(clinician, now=now)
        if not names_somebody and not is_covered:
            return None
        arranged = arrangements(clinician.practice_id, now=now)
        yes = Yes(
            now,
            colleagues_of(clinician),
            {person: each.name for person, each in arranged.people.items()},
            stretches_of(clinician.pk, arranged, now),
            normalise(each.span for each in arranged.asked if each.of == clinician.pk),
        )
    return meanwhile.as_told(policy, yes)


# --- writing


@dataclass(frozen=True, slots=True)
class ToEdit:
    """What an editor starts from; `revision` goes back with what is saved (`services.save_draft`)."""

    statement: str
    policy: BoundaryPolicy
    language: str
    revision: int
    is_draft: bool


def to_edit(actor: ClinicianActor) -> ToEdit:
    """The draft, else the words published last that were not withdrawn, else nothing yet."""
    lasting = published_versions(actor).filter(withdrawal=None).order_by("-revision")
    found, seen = draft(actor) or lasting.first(), revision(actor)
    if found is None:
        clinician = signed_in_clinician(actor)
        empty = BoundaryPolicy(timezone=clinician.time_zone, region=clinician.region or None)
        return ToEdit("", empty, empty.language, seen, is_draft=False)
    policy = parse_document(found.document)
    return ToEdit(found.statement, policy, found.language, seen, is_draft=found.published_at is None)


def draft(actor: ClinicianActor) -> PolicyVersion | None:
    """None, too, where it was thrown away: then an empty row goes on counting revisions."""
    own = PolicyVersion.objects.filter(clinician_id=actor.clinician_id, published_at=None)
    return own.exclude(document={}).first()


def revision(actor: ClinicianActor) -> int:
    """Of what was saved last, published since or not; 0: nothing ever was."""
    own = PolicyVersion.objects.filter(clinician_id=actor.clinician_id)
    return own.aggregate(last=Max("revision"))["last"] or 0


# --- history and plans


@dataclass(frozen=True, slots=True)
class Standing:
    """A published version in its place among the others."""

    version: PolicyVersion
    state: VersionState
    before: PolicyVersion | None  # what it takes over from
    until: datetime | None  # when another takes over; None where nothing is planned, and where withdrawn

    @property
    def changes(self) -> tuple[Change, ...]:
        return differences(self.before, self.version, on=self.version.effective_from)


def published_versions(actor: ClinicianActor) -> QuerySet[PolicyVersion]:
    """The clinician's own history and plans, withdrawn ones among them, newest effect first."""
    return PolicyVersion.objects.filter(clinician_id=actor.clinician_id, published_at__isnull=False)


def history(actor: ClinicianActor, now: datetime) -> list[Standing]:
    """All that was ever published, the newest effect first."""
    return list(_standings(actor.clinician_id, now))[::-1]


def plan(actor: ClinicianActor, now: datetime) -> list[Standing]:
    """What is still to take effect, the next first."""
    standings = _standings(actor.clinician_id, now)
    return [each for each in standings if each.state is VersionState.SCHEDULED]


def standing(actor: ClinicianActor, number: int, now: datetime) -> Standing:
    """One published version with its words. Raises NotFoundError."""
    for each in _standings(actor.clinician_id, now):
        if each.version.number == number:
            return each
    raise NotFoundError


def would_change(actor: ClinicianActor, policy: BoundaryPolicy, effect: datetime) -> tuple[Change, ...]:
    """What it would change to publish this with that effect, beside what it takes over from."""
    before = _begun(effect).filter(clinician_id=actor.clinician_id).defer(*NOT_IN_LISTS).first()
    return changes(compiled(before.pk).policy if before else None, policy, on=local_day(effect, policy))


@dataclass(frozen=True, slots=True)
class Announced:
    """What anyone may be told of a published version, and when it was to hold from."""

    clinician: Clinician
    effective_from: datetime
    first_day: date  # where the clinician is
    is_withdrawn: bool


def announced(version_id: UUID) -> Announced:
    """It is public, so no actor is asked for."""
    published_ones = PolicyVersion.objects.select_related("clinician", "withdrawal").defer(*NOT_IN_LISTS)
    version = published_ones.get(pk=version_id, effective_from__isnull=False)
    effect = version.effective_from or version.drafted_at
    first_day = local_day(effect, compiled(version_id).policy)
    return Announced(version.clinician, effect, first_day, version.is_withdrawn)


def differences(
    before: PolicyVersion | None, after: PolicyVersion, *, on: datetime | None
) -> tuple[Change, ...]:
    """Between two published versions; what was over before `on` is no material change."""
    day = local_day(on, compiled(after.pk).policy) if on else None
    return _differences(before.pk if before else None, after.pk, day)


@lru_cache(maxsize=1024)
def _differences(before: UUID | None, after: UUID, on: date | None) -> tuple[Change, ...]:
    return changes(compiled(before).policy if before else None, compiled(after).policy, on=on)


def local_day(at: datetime, policy: BoundaryPolicy) -> date:
    return local_date(at, zone(policy.timezone))


def _standings(clinician_id: UUID, now: datetime) -> Iterator[Standing]:
    """The earliest effect first."""
    rows = PolicyVersion.objects.filter(clinician_id=clinician_id, published_at__isnull=False)
    rows = rows.select_related("withdrawal").defer(*NOT_IN_LISTS).order_by("effective_from", "number")
    lasting = [row for row in rows if not row.is_withdrawn]
    ends = {row.pk: following.effective_from for row, following in pairwise(lasting)}
    before = None
    for row in rows:
        if row.is_withdrawn:
            yield Standing(row, VersionState.WITHDRAWN, before, None)
        else:
            until = ends.get(row.pk)
            yield Standing(row, state_of(row.effective_from, until, now), before, until)
            before = row


# --- reading


@dataclass(frozen=True, slots=True)
class ToRead:
    """A version that a client is asked to read, with what differs from what they know."""

    version: PolicyVersion
    state: VersionState  # in force, or still to come
    changes: tuple[Change, ...]

    @property
    def is_in_force(self) -> bool:
        return self.state is VersionState.IN_FORCE


def to_acknowledge(actor: ClientActor, clinician: Clinician, now: datetime) -> PolicyVersion | None:
    """The version in force, where something material differs from what the client read last."""
    return next((each.version for each in to_read(actor, clinician, now) if each.is_in_force), None)


def to_read(actor: ClientActor, clinician: Clinician, now: datetime) -> list[ToRead]:
    """Likewise, and after it what is planned and differs from what it takes over from."""
    if clinician.gone_since:
        return []
    cared_for = care_for_all(actor).filter(clinician_id=clinician.pk, ended_at=None)
    if not cared_for.exists():
        return []
    own = Acknowledgement.objects.filter(client_id=actor.client_id, clinician_id=clinician.pk)
    return unread(_standings(clinician.pk, now), {*own.values_list("version_id", flat=True)}, now)


def read_at(actor: ClientActor, version_id: UUID) -> datetime | None:
    """When the client said to have read it."""
    own = Acknowledgement.objects.filter(client_id=actor.client_id, version_id=version_id)
    return own.values_list("at", flat=True).first()


def taken_back(
    actor: ClientActor, clinician: Clinician, now: datetime, told: Iterable[UUID] = ()
) -> list[Announced]:
    """What the client knows of and would still be to come, had it not been withdrawn.

    `told`: the versions that a mail has told them not to expect, which may be opened late.
    """
    withdrawn = PolicyVersion.objects.filter(clinician_id=clinician.pk, withdrawal__isnull=False)
    read = Q(acknowledgements__client_id=actor.client_id, effective_from__gt=now)
    by_mail = Q(pk__in=[*told], effective_from__gt=now - MAIL_IS_OPENED)
    found = withdrawn.filter(read | by_mail).order_by("effective_from").distinct()
    return [announced(pk) for pk in found.values_list("pk", flat=True)]


def unread(standings: Iterable[Standing], read: set[UUID], now: datetime) -> list[ToRead]:
    """For whoever has read these; `standings` have the earliest effect first."""
    last, found = None, []
    for each in standings:
        if each.version.pk in read and each.state is not VersionState.WITHDRAWN:
            last = each.version
        elif each.state is VersionState.IN_FORCE:
            found.append(ToRead(each.version, each.state, differences(last, each.version, on=now)))
        elif each.state is VersionState.SCHEDULED:
            found.append(ToRead(each.version, each.state, each.changes))
    return [each for each in found if any(change.material for change in each.changes)]


def acknowledgements(actor: ClinicianActor) -> QuerySet[Acknowledgement]:
    """Who has read what of the clinician's, the latest reading first."""
    own = Acknowledgement.objects.filter(practice_id=actor.practice_id, clinician_id=actor.clinician_id)
    return own.select_related("version").order_by("-at", "-pk")


# --- what is agreed with one client


def in_force_for(clinician: Clinician, client: Client | None, at: datetime) -> InForce:
    """What a message of this client's is promised under: asked for whoever is known to write."""
    general = in_force(clinician, at)
    agreement = agreement_at(clinician, client, at) if client and not clinician.gone_since else None
    terms = terms_of(agreement) if agreement else None
    if agreement is None or terms is None:
        return general
    return replace(general, policy=_laid_over(general, terms), agreement_id=agreement.pk)


def promised_under(
    clinician: Clinician, version_id: UUID | None, agreement: Agreement | None
) -> CompiledPolicy:
    """What a promise was made by; asked for a message whose reader has been let through to it."""
    general = published(version_id) if version_id else nothing_published(clinician.time_zone)
    terms = terms_of(agreement) if agreement else None
    return _laid_over(general, terms) if terms else general.policy


def agreement_at(clinician: Clinician, client: Client, at: datetime) -> Agreement | None:
    """It rests while care has ended."""
    begun = Agreement.objects.filter(clinician_id=clinician.pk, client_id=client.pk, starts__lte=at)
    return _in_care(begun.filter(_lasts_beyond(at))).first()


def terms_of(agreement: Agreement) -> Terms | None:
    """None where they do not open any more, or cannot be used: then the general policy holds."""
    try:
        return read_terms(agreement.terms)
    except (SealBrokenError, WrongRingError):
        return None


def agreements_with(actor: ClinicianActor, client_id: UUID) -> QuerySet[Agreement]:
    """The latest to begin first. Raises NotFoundError."""
    client_cared_for(actor, client_id)
    return _of(actor).filter(client_id=client_id)


def agreement(actor: ClinicianActor, agreement_id: UUID) -> Agreement:
    """Raises NotFoundError."""
    found = one_of(_of(actor), agreement_id)
    client_cared_for(actor, found.client_id)
    return found


def agreements_since(actor: ClinicianActor, since: datetime, now: datetime) -> list[Agreement]:
    """What has begun, come to its review or ended between the two, the latest to begin first."""
    today, first = local_days(actor, now, since)
    rows = _in_care(_of(actor).filter(_lasts_beyond(since), starts__lte=now))
    return [
        each
        for each in rows.select_related("client")
        if each.starts > since or each.until <= now or first < each.review_on <= today
    ]


def local_days(actor: ClinicianActor, *instants: datetime) -> tuple[date, ...]:
    """Where the clinician is."""
    place = zone(signed_in_clinician(actor).time_zone)
    return tuple(local_date(each, place) for each in instants)


def own_agreements(actor: ClientActor, clinician: Clinician) -> QuerySet[Agreement]:
    """What the client and the clinician agreed, the latest to begin first."""
    own = Agreement.objects.filter(practice_id=actor.practice_id, client_id=actor.client_id)
    return own.filter(clinician_id=clinician.pk)


def agreements_of(client: Client) -> QuerySet[Agreement]:
    """All with a client to whom their actor has already been let through, the first first."""
    return Agreement.objects.filter(client_id=client.pk).order_by("agreed_at", "pk")


def agreements_ended_before(practice_id: UUID, cutoff: datetime) -> QuerySet[Agreement]:
    """For the service to forget, the first to end first."""
    ended = Agreement.objects.filter(practice_id=practice_id).exclude(_lasts_beyond(cutoff))
    return ended.order_by("ends", "pk")


def agreement_overlapping(
    actor: ClinicianActor, client_id: UUID, starts: datetime, ends: datetime
) -> Agreement | None:
    """What is agreed with the client for some of that time; the first of it."""
    held = Q(ended_at=None) | Q(ended_at__gt=F("starts"))
    there = _of(actor).filter(_lasts_beyond(starts), held, client_id=client_id, starts__lt=ends)
    return there.order_by("starts").first()


def _of(actor: ClinicianActor) -> QuerySet[Agreement]:
    return Agreement.objects.filter(practice_id=actor.practice_id, clinician_id=actor.clinician_id)


def _lasts_beyond(at: datetime) -> Q:
    return Q(ended_at=None, ends__gt=at) | Q(ended_at__gt=at)


def _in_care(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    in_care = Care.objects.filter(
        client_id=OuterRef("client_id"), clinician_id=OuterRef("clinician_id"), ended_at=None
    )
    return agreements.filter(Exists(in_care))


def _laid_over(general: InForce, terms: Terms) -> CompiledPolicy:
    """Made anew each time: in memory it would outlive the client's key."""
    return compile_policy(agreed(general.policy.policy, terms), by_agreement=True)
