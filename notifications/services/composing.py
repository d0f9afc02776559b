"""The mail for each kind of delivery, built anew for every try from what was decided and stored."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.queries import inbox_address
from notifications.channels.email import OutgoingMail
from notifications.domain.mail import read_mail
from notifications.models import Delivery, InboundMessage

WHOLE_LINES = SMTP.clone(max_line_length=998)  # RFC 5322 section 2.1.1; a folded Message-ID would be garbled


class NoInboxError(LookupError):
    """The clinician has no mail address for a mail to come from."""


class NothingToSayError(LookupError):
    """A delivery of an answer that has no answer."""


def compose(delivery: Delivery) -> OutgoingMail:
    """Raises NoInboxError, NothingToSayError."""
    inbox = inbox_address(delivery.message.clinician, "email")
    if inbox is None:
        raise NoInboxError
    match Delivery.Kind(delivery.kind):
        case Delivery.Kind.AUTO_REPLY | Delivery.Kind.CRISIS_REPLY:
            return _mail("", delivery, _automatic_reply(delivery, inbox))
        case Delivery.Kind.REPLY:
            return _mail(inbox, delivery, _human_reply(delivery, inbox))
        case Delivery.Kind.NOTICE:
            return _mail(inbox, delivery, _notice(delivery, inbox))


def _mail(return_path: str, delivery: Delivery, letter: EmailMessage) -> OutgoingMail:
    return OutgoingMail(return_path=return_path, recipient=delivery.recipient, content=letter.as_bytes())


def _automatic_reply(delivery: Delivery, inbox: str) -> EmailMessage:
    message = delivery.message
    with override(message.decision.language):
        letter = _letter(delivery, inbox, _("Thank you for your message"), message.decision.reply_text)
    _thread(letter, message)
    letter["Auto-Submitted"] = "auto-replied"
    return letter


def _human_reply(delivery: Delivery, inbox: str) -> EmailMessage:
    if delivery.reply is None:
        raise NothingToSayError
    message = delivery.message
    with override(message.decision.language):
        subject = _("A reply from %(name)s") % {"name": message.clinician.name}
    letter = _letter(delivery, inbox, subject, delivery.reply.text)
    _thread(letter, message)
    return letter


def _notice(delivery: Delivery, inbox: str) -> EmailMessage:
    """Neither who wrote nor what: a mail is read on lock screens and by mail providers."""
    with override(delivery.message.clinician.languages[0]):
        letter = _letter(
            delivery,
            inbox,
            _("A message is waiting for you"),
            _("A message in your inbox needs your eyes soon: %(address)s")
            % {"address": f"{settings.BASE_URL}/inbox/"},
        )
    letter["Auto-Submitted"] = "auto-generated"
    return letter


def _letter(delivery: Delivery, inbox: str, subject: str, text: str) -> EmailMessage:
    """A repeat carries the same Message-ID, so that mailboxes can tell it is one."""
    letter = EmailMessage(policy=WHOLE_LINES)
    letter["From"] = Address(delivery.message.clinician.name, addr_spec=inbox)
    letter["To"] = delivery.recipient
    letter["Subject"] = subject
    letter["Date"] = format_datetime(delivery.created_at)
    letter["Message-ID"] = f"<{delivery.pk}@{inbox.rpartition('@')[2]}>"
    letter.set_content(text)
    return letter


def _thread(letter: EmailMessage, message: InboundMessage) -> None:
    """RFC 5322 section 3.6.4."""
    if message.mail is None:
        return
    answered = read_mail(bytes(message.mail.raw))
    if answered.given_message_id:
        letter["In-Reply-To"] = answered.given_message_id
        letter["References"] = " ".join((*answered.references, answered.given_message_id))
