"""An owner's pages: who works here, and which programs may come in."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import queries, services
from accounts.domain.actors import OwnerActor
from accounts.domain.errors import AddressTakenError, InboxTakenError, LastOwnerError, NoWorkError
from notifications.queries import count_for_gone
from notifications.services import end_access
from web.presentation.people import Colleague, Token
from web.presentation.reader import reader_of
from web.role_forms import PersonForm, TokenForm, WorkForm
from web.sign_in import mails
from web.views.edges import for_owners, posted_from_above
from web.views.messages import UNPROCESSABLE


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def people(request: HttpRequest, actor: OwnerActor) -> HttpResponse:
    somebody = queries.clinicians(actor).order_by("slug").first()
    form = PersonForm(request.POST or None, like=somebody)
    if form.is_bound and form.is_valid() and _let_in(actor, form):
        return redirect("people")
    context = {"form": form, "people": [Colleague(row) for row in queries.people(actor)]}
    return render(request, "practice/people.html", context, status=UNPROCESSABLE if form.is_bound else None)


def _let_in(actor: OwnerActor, form: PersonForm) -> bool:
    try:
        added = services.add_person(
            actor=actor,
            practice=queries.practice(actor),
            name=form.cleaned_data["name"],
            email=form.cleaned_data["email"],
            work=form.work,
            as_clinician=form.as_clinician,
            now=datetime.now(UTC),
        )
    except AddressTakenError:
        form.say_that_the_address_is_taken()
    except InboxTakenError:
        form.say_that_the_inbox_is_taken()
    except NoWorkError:
        form.say_that_work_is_needed()
    else:
        mails.welcome(added.user.email)
        return True
    return False


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def person(request: HttpRequest, actor: OwnerActor, user_id: UUID) -> HttpResponse:
    return _show_person(request, actor, user_id, WorkForm(request.POST if request.method == "POST" else None))


@posted_from_above
@for_owners
def access(request: HttpRequest, actor: OwnerActor, user_id: UUID) -> HttpResponse:
    """Ended at once or, where it was, given again."""
    now = datetime.now(UTC)
    if "restore" in request.POST:
        services.restore_access(actor=actor, user_id=user_id, now=now)
        return redirect("person", user_id)
    try:
        end_access(actor=actor, user_id=user_id, now=now)
    except LastOwnerError:
        form = WorkForm({"is_owner": "on"})
        form.say_that_an_owner_is_needed()
        return _show_person(request, actor, user_id, form)
    return redirect("people")


def _show_person(request: HttpRequest, actor: OwnerActor, user_id: UUID, form: WorkForm) -> HttpResponse:
    row = queries.person(actor, user_id)
    if not form.is_bound:
        form = WorkForm(initial={"is_owner": row.is_owner, "is_front_desk": row.is_front_desk})
    elif form.is_valid():
        try:
            services.change_work(actor=actor, user_id=user_id, work=form.work, now=datetime.now(UTC))
        except LastOwnerError:
            form.say_that_an_owner_is_needed()
        except NoWorkError:
            form.say_that_work_is_needed()
        else:
            return redirect("people")
    came = count_for_gone(actor, user_id)
    context = {"form": form, "colleague": Colleague(row), "came": came}
    return render(request, "practice/person.html", context, status=UNPROCESSABLE if form.is_bound else None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def tokens(request: HttpRequest, actor: OwnerActor) -> HttpResponse:
    """The answer to a post shows the new token, this once."""
    now = datetime.now(UTC)
    known = {each.slug: each for each in queries.clinicians(actor).order_by("name")}
    form = TokenForm(request.POST or None, clinicians=[(slug, each.name) for slug, each in known.items()])
    secret, status = "", UNPROCESSABLE if form.is_bound else None
    if form.is_bound and form.is_valid():
        secret = services.issue_token(
            actor=actor,
            practice=queries.practice(actor),
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            life=timedelta(days=int(form.cleaned_data["days"])),
            clinician=known.get(form.cleaned_data["clinician"]),
            now=now,
        )
        form, status = TokenForm(clinicians=form.known), None
    rows = [Token(row, reader_of(request), now) for row in queries.tokens(actor)]
    return render(
        request, "practice/tokens.html", {"form": form, "tokens": rows, "secret": secret}, status=status
    )


@require_POST
@for_owners
def revoke_token(request: HttpRequest, actor: OwnerActor, token_id: UUID) -> HttpResponse:
    practice = queries.practice(actor)
    if (
        not services.revoke_token(actor=actor, practice=practice, token_id=token_id, now=datetime.now(UTC))
        and not queries.tokens(actor).filter(pk=token_id).exists()
    ):
        raise queries.NotFoundError
    return redirect("tokens")
