"""Marks of messages turn with INDEX_KEY: conversations of unknown writers, fingerprints, ids of programs."""

from accounts.domain.sealing import ErasedError
from accounts.marks import mark, marked_again
from accounts.sealed import ErasedText
from accounts.services.index_rotation import Change, Remarking, remark
from accounts.services.key_rotation import Progress
from notifications.domain.incoming import Incoming, Source
from notifications.models import InboundMessage
from notifications.queries import EXTERNAL_ID, conversations_of_unknown
from notifications.services.receiving import FINGERPRINT


def remark_messages(*, progress: Progress) -> Remarking:
    return remark(InboundMessage.objects.select_related("clinician"), _anew, progress)


def _anew(row: InboundMessage) -> Change | None:
    """What was said is there to be marked; of a program's own id only the mark is, so that is marked again.

    All of it at once: the fingerprint, which can be made from what was said, tells whether it was done.
    """
    fingerprint = mark(FINGERPRINT, row.practice_id, _as_it_came(row).fingerprint)
    if bytes(row.fingerprint) == fingerprint:
        return None
    becomes: dict[str, object] = {"fingerprint": fingerprint}
    if row.client_id is None and row.sender:
        way, _, _ = row.conversation.partition(":")
        becomes["conversation"] = conversations_of_unknown(row.practice_id, way, row.sender)[0]
    if row.external_id is not None:
        becomes["external_id"] = marked_again(EXTERNAL_ID, row.practice_id, bytes(row.external_id))
    return Change({"fingerprint": row.fingerprint, "conversation": row.conversation}, becomes)


def _as_it_came(row: InboundMessage) -> Incoming:
    """Raises ErasedError, and what opening raises."""
    if isinstance(row.text, ErasedText):
        raise ErasedError
    return Incoming(
        clinician=row.clinician.slug,
        source=Source(row.source),
        channel=row.channel,
        sender=row.sender,
        subject=row.subject,
        text=row.text,
        matter=row.matter,
    )
