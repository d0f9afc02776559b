"""A clinician's clients: who they are, what they wish, what is kept on them, and how it ends."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services as people
from accounts.domain.actors import ClinicianActor
from accounts.domain.errors import AddressInUseError, OnHoldError
from accounts.models import Client
from accounts.queries import NotFoundError, client_cared_for, signed_in_clinician
from notifications import queries, services
from policies.queries import agreement_at, agreements_since
from web.client_forms import EraseForm, HoldForm, ParticularsForm, SafetyForm
from web.presentation.agreements import TOLD_AFTERWARDS, Agreed, AgreedWith
from web.presentation.clients import KeptClient, KeptOnThem
from web.presentation.earlier import by_way
from web.presentation.inbox import Received
from web.presentation.partings import parting_of
from web.presentation.reader import Reader, reader_of
from web.presentation.weeks_picture import weeks_heard
from web.views.edges import for_clinicians, key, posted_from_above
from web.views.wishing import WISHES, as_file, grant

UNPROCESSABLE, CONFLICT = 422, 409
SHOWN = 50  # of a client's messages; everything there is stands in the export


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def clients(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    """The list, and a form to add somebody."""
    form = ParticularsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (added := _welcomed(actor, form)):
        return redirect("client", added)
    reader, now = reader_of(request), datetime.now(UTC)
    kept = [KeptClient(each, reader) for each in people.list_clients(actor=actor, now=now)]
    context = {
        "agreed": sorted(_agreed_lately(actor, reader, now), key=lambda each: each.client.casefold()),
        "clients": sorted(kept, key=lambda each: each.name.casefold()),
        "form": form,
        "is_adding": form.is_bound or not kept,
    }
    return render(request, "clients/list.html", context, status=UNPROCESSABLE if form.is_bound else None)


def _agreed_lately(actor: ClinicianActor, reader: Reader, now: datetime) -> Iterator[AgreedWith]:
    """What has begun, ended or come to its review of late."""
    clinician = signed_in_clinician(actor)
    for row in agreements_since(actor, now - TOLD_AFTERWARDS, now):
        yield AgreedWith(row, clinician.name, clinician.time_zone, reader, now)


def _welcomed(actor: ClinicianActor, form: ParticularsForm) -> UUID | None:
    """Nothing where an address is somebody else's, which the form then says."""
    try:
        return people.welcome(actor=actor, particulars=form.particulars(), now=datetime.now(UTC)).pk
    except AddressInUseError as error:
        form.say_taken(error.channel)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def client(request: HttpRequest, actor: ClinicianActor, client_id: UUID) -> HttpResponse:
    """One client; what is sent here corrects who they are."""
    shown = _kept(request, actor, client_id)
    if request.method != "POST":
        return _show(request, actor, shown, ParticularsForm(initial=shown.particulars))
    form = ParticularsForm(request.POST, initial=shown.particulars)
    if form.is_valid():
        try:
            people.correct(
                actor=actor, client_id=client_id, particulars=form.particulars(), now=datetime.now(UTC)
            )
        except AddressInUseError as error:
            form.say_taken(error.channel)
        else:
            return redirect("client", client_id)
    return _show(request, actor, shown, form)


def _kept(request: HttpRequest, actor: ClinicianActor, client_id: UUID) -> KeptClient:
    """Raises NotFoundError."""
    return KeptClient(client_cared_for(actor, client_id), reader_of(request))


def _show(
    request: HttpRequest,
    actor: ClinicianActor,
    shown: KeptClient,
    form: ParticularsForm,
    hold_form: HoldForm | None = None,
    safety_form: SafetyForm | None = None,
) -> HttpResponse:
    now = datetime.now(UTC)
    rows = services.read_client(actor=actor, client_id=shown.pk, now=now)[:SHOWN]
    before = queries.written_before(actor, shown.care.client)
    context = {
        "client": shown,
        "earlier": by_way(Received(row, shown.place, shown.reader, now) for row in before),
        "agreed": _agreed_now(shown, now),
        "parting": parting_of(shown.care.clinician, now),
        "messages": [Received(row, shown.place, shown.reader, now) for row in rows],
        "weeks": weeks_heard(actor, shown.care.client, shown.place, shown.reader.language, now),
        "form": form,
        "hold_form": hold_form or HoldForm(),
        "safety_form": safety_form or SafetyForm(initial={"text": shown.safety_notes}),
    }
    refused = any(each is not None and each.is_bound for each in (form, hold_form, safety_form))
    return render(request, "clients/client.html", context, status=UNPROCESSABLE if refused else None)


def _agreed_now(shown: KeptClient, now: datetime) -> Agreed | None:
    clinician = shown.care.clinician
    row = agreement_at(clinician, shown.care.client, now)
    return Agreed(row, clinician.name, shown.place, shown.reader, now) if row else None


THEIR_WISHES = WISHES | {"lift_hold": people.lift_hold}


@require_POST
@for_clinicians
def wish(request: HttpRequest, actor: ClinicianActor, client_id: UUID) -> HttpResponse:
    """On the client's behalf."""
    grant(actor, client_id, request.POST.dict(), THEIR_WISHES)
    return redirect("client", client_id)


@posted_from_above
@for_clinicians
def hold(request: HttpRequest, actor: ClinicianActor, client_id: UUID) -> HttpResponse:
    form = HoldForm(request.POST)
    if form.is_valid():
        people.hold(
            actor=actor, client_id=client_id, reason=form.cleaned_data["reason"], now=datetime.now(UTC)
        )
        return redirect("client", client_id)
    shown = _kept(request, actor, client_id)
    return _show(request, actor, shown, ParticularsForm(initial=shown.particulars), form)


@posted_from_above
@for_clinicians
def safety(request: HttpRequest, actor: ClinicianActor, client_id: UUID) -> HttpResponse:
    form = SafetyForm(request.POST)
    if form.is_valid():
        people.note_for_safety(
            actor=actor, client_id=client_id, text=form.cleaned_data["text"], now=datetime.now(UTC)
        )
        return redirect("client", client_id)
    shown = _kept(request, actor, client_id)
    return _show(request, actor, shown, ParticularsForm(initial=shown.particulars), safety_form=form)


@require_POST
@for_clinicians
def earlier(request: HttpRequest, actor: ClinicianActor, client_id: UUID) -> HttpResponse:
    """What came this way before they were known is theirs, says their clinician."""
    message_id = key(request.POST.get("message", ""))
    services.attribute(actor=actor, client_id=client_id, message_id=message_id, now=datetime.now(UTC))
    return redirect("client", client_id)


@require_safe
@for_clinicians
def everything(request: HttpRequest, actor: ClinicianActor, client_id: UUID) -> HttpResponse:
    """What is kept on a client, to be read or printed."""
    facts = services.everything_on(actor=actor, client_id=client_id, now=datetime.now(UTC))
    care = client_cared_for(actor, client_id)
    kept = KeptOnThem(facts, care.clinician.time_zone, reader_of(request))
    context = {"kept": kept, "client_id": client_id, "earlier": _count_earlier(actor, care.client)}
    return render(request, "clients/everything.html", context)


@require_safe
@for_clinicians
def everything_json(request: HttpRequest, actor: ClinicianActor, client_id: UUID) -> HttpResponse:
    """The same, whole, for another program."""
    return as_file(services.everything_on(actor=actor, client_id=client_id, now=datetime.now(UTC)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def erase(request: HttpRequest, actor: ClinicianActor, client_id: UUID) -> HttpResponse:
    shown = _kept(request, actor, client_id)
    if not shown.may_change:
        raise NotFoundError
    form = EraseForm(request.POST if request.method == "POST" else None, expected=shown.name)
    status = UNPROCESSABLE if form.is_bound else None
    if form.is_bound and form.is_valid():
        try:
            services.erase_client(actor=actor, client_id=client_id, now=datetime.now(UTC))
        except OnHoldError:
            status = CONFLICT
        else:
            return redirect("clients")
    context = {"client": shown, "form": form, "earlier": _count_earlier(actor, shown.care.client)}
    return render(request, "clients/erase.html", context, status=status)


def _count_earlier(actor: ClinicianActor, client: Client) -> int:
    return queries.written_before(actor, client).count()


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def erase_unknown_writer(request: HttpRequest, actor: ClinicianActor, message_id: UUID) -> HttpResponse:
    """For somebody who is no client: what they wrote this way goes, after one look at what that is."""
    message = services.read(actor=actor, message_id=message_id, now=datetime.now(UTC))
    if message.client_id:
        return redirect("client_erase", message.client_id)
    if request.method == "POST":
        services.erase_unknown_writer(actor=actor, message_id=message_id, now=datetime.now(UTC))
        return redirect("inbox")
    count = queries.written_by_the_same(actor, message).count()
    return render(request, "clients/erase_unknown_writer.html", {"message_id": message_id, "count": count})
