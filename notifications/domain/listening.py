"""What is screened of a message, wherever in it the words stand."""

from dataclasses import replace

from notifications.domain.incoming import Incoming
from notifications.domain.mail import InboundMail
from notifications.domain.own_phrases import NOTHING_OWN, OwnPhrases
from notifications.domain.screening import Screening, at_least_concern, at_most_concern, screen


def said(subject: str, text: str) -> str:
    """The words that evidence points into."""
    return f"{subject}\n{text}"


def listen(incoming: Incoming, *, language: str | None, own: OwnPhrases = NOTHING_OWN) -> Screening:
    if incoming.mail is None:
        return screen(said(incoming.subject, incoming.text), language=language, own=own)
    return listen_to_mail(incoming.mail.mail, language=language, own=own)


def listen_to_mail(mail: InboundMail, *, language: str | None, own: OwnPhrases = NOTHING_OWN) -> Screening:
    """The gravest of what was heard. Words beside the text count; quoted history is never a crisis."""
    heard = screen(said(mail.subject, mail.text), language=language, own=own)
    beside = screen("\n".join((mail.sender_name, mail.aside, *mail.attachments)), language=language, own=own)
    quoted = at_most_concern(screen(mail.quoted, language=language, own=own))
    gravest = max(heard, _unplaced(beside), _unplaced(quoted), key=lambda each: each.tier)
    return gravest if mail.readable else at_least_concern(gravest, "mail.unreadable")


def _unplaced(heard: Screening) -> Screening:
    """Evidence from beside the text has no place in it."""
    return replace(heard, evidence=())
