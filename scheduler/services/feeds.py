"""Secret addresses for calendar apps: made, named, turned, taken away; and what each told last."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from accounts.domain.actors import ClientActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import Client
from accounts.queries import NotFoundError, hash_token
from accounts.services import record
from accounts.wall import all_or_nothing, inside
from scheduler.domain.errors import TooManyFeedsError
from scheduler.ical.stamps import A_SECOND, stamps_alone, stamps_of_gone
from scheduler.models import EndedAddress, Feed
from scheduler.queries.feeds import MOST, Subscriber, own_feed, own_feeds

USE_IS_NOTED = timedelta(hours=1)
_SALT = 16  # bytes


def make_feed(
    *, actor: Subscriber, kind: str, label: str, shows_names: bool = False, now: datetime
) -> tuple[Feed, str]:
    """With the secret of its address, told this once; only its hash is kept.

    Raises TooManyFeedsError, and NotFoundError for a kind that is not the actor's to have.
    """
    if (kind == Feed.Kind.CLIENT) is not isinstance(actor, ClientActor) or kind not in Feed.Kind.values:
        raise NotFoundError
    secret = _new_secret()
    with all_or_nothing(actor.practice_id):
        if own_feeds(actor).count() >= MOST:
            raise TooManyFeedsError
        made = Feed.objects.create(
            practice_id=actor.practice_id,
            clinician_id=None if isinstance(actor, ClientActor) else actor.clinician_id,
            client_id=actor.client_id if isinstance(actor, ClientActor) else None,
            kind=kind,
            label=label,
            secret_hash=hash_token(secret),
            uid_salt=secrets.token_bytes(_SALT),
            shows_names=shows_names,
            created_at=now,
        )
        _record(actor, Verb.ISSUED, made, now)
    return made, secret


def change_feed(
    *,
    actor: Subscriber,
    feed_id: UUID,
    label: str,
    shows_names: bool,
    shows_cancelled: bool,
    now: datetime,
) -> None:
    """What it is called, and what may be read in it. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        changed = _held(actor, feed_id)
        changed.label, changed.shows_names, changed.shows_cancelled = label, shows_names, shows_cancelled
        changed.save(update_fields=["label", "shows_names", "shows_cancelled"])
        _record(actor, Verb.CORRECTED, changed, now)


def rotate_feed(*, actor: Subscriber, feed_id: UUID, now: datetime) -> str:
    """The secret of the new address. At the old one whoever asks is told that it is gone.

    Raises NotFoundError.
    """
    secret = _new_secret()
    with all_or_nothing(actor.practice_id):
        turned = _held(actor, feed_id)
        _end([turned], now)
        turned.secret_hash, turned.last_used_at = hash_token(secret), None
        turned.save(update_fields=["secret_hash", "last_used_at"])
        _record(actor, Verb.ISSUED, turned, now)
    return secret


def revoke_feed(*, actor: Subscriber, feed_id: UUID, now: datetime) -> None:
    """What it told last is kept no longer. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        revoked = _held(actor, feed_id)
        Feed.objects.filter(pk=revoked.pk).update(revoked_at=now, body=None, gone=None, basis=None, etag="")
        _record(actor, Verb.REVOKED, revoked, now)


def end_feeds_of(client: Client, *, now: datetime) -> None:
    """Before the client is erased, within that transaction. Nobody's feed goes on telling their name."""
    _end(Feed.objects.filter(client_id=client.pk), now)
    for naming in Feed.objects.filter(practice_id=client.practice_id, client=None).exclude(body=None):
        naming.body, naming.basis, naming.etag = stamps_alone(naming.body or b""), None, ""
        naming.save(update_fields=["body", "basis", "etag"])


def keep_told(told: Feed, before: bytes, body: bytes, basis: bytes, *, now: datetime) -> None:
    """So that it is told again as long as nothing changes, and while anything fails.

    `before`: what its stamps went on from; those of what is told no more stay known. The moment of the last
    change is one of the bytes: what only might have changed it leaves as it was. It is another second each
    time and never an earlier one, whatever clocks do: by it alone some apps ask.
    """
    etag = sha256(body).hexdigest()
    told.basis = basis
    if etag == told.etag:
        told.save(update_fields=["basis"])
        return
    told.body, told.etag, told.gone = body, etag, stamps_of_gone(before, body)
    told.changed_at = max(now, told.changed_at + A_SECOND) if told.changed_at else now
    told.save(update_fields=["body", "gone", "basis", "etag", "changed_at"])


def note_feed_use(used: Feed, *, now: datetime) -> None:
    """At most once an hour: apps ask more often than anybody wants to know."""
    if used.last_used_at is None or now - used.last_used_at >= USE_IS_NOTED:
        with inside(used.practice_id):
            Feed.objects.filter(pk=used.pk).update(last_used_at=now)


def _new_secret() -> str:
    return secrets.token_urlsafe(32)


def _end(ended: Iterable[Feed], now: datetime) -> None:
    for each in ended:
        EndedAddress.objects.get_or_create(
            secret_hash=each.secret_hash, defaults={"practice_id": each.practice_id, "ended_at": now}
        )


def _held(actor: Subscriber, feed_id: UUID) -> Feed:
    """Turned and taken away at the same moment: the second waits here. Raises NotFoundError."""
    Feed.objects.select_for_update().filter(pk=feed_id, practice_id=actor.practice_id).first()
    return own_feed(actor, feed_id)


def _record(actor: Subscriber, verb: Verb, about: Feed, now: datetime) -> None:
    record(actor, verb, Thing(Kind.FEED, about.pk, about.practice_id, about.client_id), now=now)
