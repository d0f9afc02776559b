"""The mail for each kind of delivery, built anew for every try from what was decided and stored."""

from dataclasses import asdict
from email.message import EmailMessage

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.queries import inbox_address
from notifications.channels.email import OutgoingMail
from notifications.domain.autoreply_mail import AutoReply, blank_letter, compose_mail, mailbox
from notifications.domain.header_text import clean_line
from notifications.domain.mail import InboundMail, read_mail
from notifications.models import TO_THE_PRACTICE, Delivery, Reply
from notifications.services.deciding import language_for
from notifications.services.one_tap import links_for


class NoInboxError(LookupError):
    """The clinician has no mail address for a mail to come from."""


class NothingToSayError(LookupError):
    """A delivery of a human's answer without the answer."""


def compose(delivery: Delivery) -> OutgoingMail:
    """Raises NoInboxError, NothingToSayError."""
    inbox = inbox_address(delivery.message.clinician, "email")
    if inbox is None and delivery.kind in TO_THE_PRACTICE:
        inbox = settings.DEFAULT_FROM_EMAIL  # whoever has no inbox is told from the service's own
    if inbox is None:
        raise NoInboxError
    match Delivery.Kind(delivery.kind):
        case Delivery.Kind.AUTO_REPLY | Delivery.Kind.CRISIS_REPLY:
            return _mail("", delivery, _automatic_reply(delivery, inbox))
        case Delivery.Kind.REPLY:
            return _mail(inbox, delivery, _human_reply(delivery, inbox))
        case Delivery.Kind.NOTICE:
            return _mail(inbox, delivery, _notice(delivery, inbox))
        case Delivery.Kind.WAITING:
            return _mail(inbox, delivery, _waiting(delivery, inbox))
        case Delivery.Kind.ALARM:
            return _mail(inbox, delivery, _alarm(delivery, inbox))


def _mail(return_path: str, delivery: Delivery, letter: EmailMessage) -> OutgoingMail:
    return OutgoingMail(return_path=return_path, recipient=delivery.recipient, content=letter.as_bytes())


def _automatic_reply(delivery: Delivery, inbox: str) -> EmailMessage:
    message, decision = delivery.message, delivery.message.decision
    answered = _answered(delivery)
    with override(decision.language):
        subject = _("Thank you for your message")
        footer = "" if delivery.kind == Delivery.Kind.CRISIS_REPLY else _footer(message.clinician.slug)
    return compose_mail(
        AutoReply(
            delivery_id=str(delivery.pk),
            sender=inbox,
            sender_name=message.clinician.name,
            recipient=delivery.recipient,
            subject=subject,
            text=decision.reply_text + footer,
            language=decision.language,
            sent_at=delivery.created_at,
            answers=answered.given_message_id if answered else None,
            references=answered.references if answered else (),
        )
    )


def _footer(slug: str) -> str:
    """Where to change how we write; in a crisis nothing stands between the reader and help."""
    said = _("To pause these replies, or to see what is kept about you: %(address)s")
    return "\n\n-- \n" + said % {"address": f"{settings.BASE_URL}/p/{slug}/"}


def _human_reply(delivery: Delivery, inbox: str) -> EmailMessage:
    if delivery.reply is None:
        raise NothingToSayError
    with override(delivery.message.decision.language):
        name, signature = signed(delivery.reply)
        subject = _("A reply from %(name)s") % {"name": name}
    text = f"{delivery.reply.text}\n\n{signature}\n" if signature else delivery.reply.text
    letter = _letter(delivery, inbox, subject, text, name)
    answered = _answered(delivery)
    if answered and answered.given_message_id:  # RFC 5322 section 3.6.4
        letter["In-Reply-To"] = answered.given_message_id
        letter["References"] = " ".join((*answered.references, answered.given_message_id))
    return letter


def signed(reply: Reply) -> tuple[str, str]:
    """Whose reply it is, and what is said of that where it is not the clinician's who was written to."""
    away = reply.message.clinician
    if reply.clinician is None:
        name = away.practice.name
        return name, _("The front desk of {practice}").format(practice=name)
    if reply.clinician == away:
        return away.name, ""
    names = {"name": reply.clinician.name, "colleague": away.name}
    return reply.clinician.name, _("{name}, answering for {colleague}, who is away").format(**names)


def _notice(delivery: Delivery, inbox: str) -> EmailMessage:
    """Neither who wrote nor what: mail is read on lock screens and by mail providers."""
    with override(language_for(delivery.message.clinician, client=None)):
        subject = _("A message is waiting for you")
        text = _("A message in your inbox needs your eyes soon: %(address)s")
    letter = _letter(delivery, inbox, subject, text % {"address": f"{settings.BASE_URL}/inbox/"})
    letter["Auto-Submitted"] = "auto-generated"
    return letter


def _alarm(delivery: Delivery, inbox: str) -> EmailMessage:
    """Likewise, to somebody on duty."""
    if delivery.duty is None:
        raise NothingToSayError
    with override(language_for(delivery.message.clinician, client=None)):
        subject = _("Please look at a message now")
        text = _(
            "A message has come that somebody should look at now. Please sign in and read it:\n%(page)s\n\n"
            "If you look after it but cannot sign in this minute, say so here, and nobody else is called:\n"
            "%(tap)s"
        )
    letter = _letter(delivery, inbox, subject, text % asdict(links_for(delivery.duty)))
    letter["Auto-Submitted"] = "auto-generated"
    letter["Importance"] = "high"  # RFC 2156; what a phone lets through at night may hang on it
    return letter


def _waiting(delivery: Delivery, inbox: str) -> EmailMessage:
    """To a client: what was answered stays where they wrote."""
    with override(delivery.message.decision.language):
        subject = _("Something new for you")
        text = _("Something new is there for you to read. Please sign in: %(address)s")
    address = f"{settings.BASE_URL}/p/{delivery.message.clinician.slug}/sign-in/"
    letter = _letter(delivery, inbox, subject, text % {"address": address})
    letter["Auto-Submitted"] = "auto-generated"
    return letter


def _letter(delivery: Delivery, inbox: str, subject: str, text: str, name: str | None = None) -> EmailMessage:
    letter = blank_letter(inbox, delivery.recipient)
    letter["From"] = mailbox(name or delivery.message.clinician.name, inbox)
    letter["To"] = mailbox("", delivery.recipient)
    letter["Subject"] = clean_line(subject)
    letter["Date"] = delivery.created_at
    letter["Message-ID"] = f"<{delivery.pk}@{inbox.rpartition('@')[2]}>"  # a repeat is told by it
    letter.set_content(text)
    return letter


def _answered(delivery: Delivery) -> InboundMail | None:
    mail = delivery.message.mail
    return read_mail(bytes(mail.raw)) if mail else None
