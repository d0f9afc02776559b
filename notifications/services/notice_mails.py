"""The mail for each kind of notice. It names nobody: mail is read on lock screens and by mail providers."""

from email.headerregistry import Address
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.domain.actors import ClinicianActor
from accounts.models import Client
from accounts.queries import inbox_address, mail_address_of, told_by_mail
from notifications.channels.email import OutgoingMail
from notifications.domain.autoreply_mail import blank_letter, mailbox
from notifications.models import Notice
from notifications.services.composing import NoInboxError
from policies.language.times import say_date
from policies.queries import Announced, announced

Kind = Notice.Kind


class Words(NamedTuple):
    """To somebody of the practice."""

    subject: Promise
    text: Promise  # with an %(address)s
    page: str


TO_THE_PRACTICE = {
    Kind.EMERGENCY: Words(
        _("Messages were opened in an emergency"),
        _(
            "Somebody has opened a colleague's messages in an emergency, for an hour at most."
            " Who it was, whose messages, and the reason they gave: %(address)s"
        ),
        "/emergency/",
    ),
    Kind.CLIENT: Words(
        _("Something waits for you"),
        _("Something waits for you. Please sign in to see it: %(address)s"),
        "/clients/",
    ),
    Kind.COVERAGE_ASKED: Words(
        _("A colleague asks you to cover an absence"),
        _("A colleague asks you to look after what comes while they are away. Please answer: %(address)s"),
        "/coverage/",
    ),
    Kind.COVERAGE_ANSWERED: Words(
        _("A colleague has answered whether they cover for you"),
        _("A colleague whom you asked to cover an absence of yours has answered: %(address)s"),
        "/coverage/",
    ),
    Kind.COVERAGE_WITHDRAWN: Words(
        _("An absence no longer has to be covered"),
        _("A colleague no longer asks you to cover an absence of theirs: %(address)s"),
        "/coverage/",
    ),
}


def mail_of(notice: Notice) -> OutgoingMail | None:
    """None where nobody has to be told any more. Raises NoInboxError."""
    with override(notice.language):
        if notice.client is None or notice.version_id is None:
            return _to_the_practice(notice)
        return _to_the_client(notice, notice.client, announced(notice.version_id))


def _to_the_practice(notice: Notice) -> OutgoingMail:
    sender, words = settings.DEFAULT_FROM_EMAIL, TO_THE_PRACTICE[Kind(notice.kind)]
    text = str(words.text) % {"address": f"{settings.BASE_URL}{words.page}"}
    return _mail(notice, mailbox("", sender), notice.recipient, str(words.subject), text)


def _to_the_client(notice: Notice, client: Client, news: Announced) -> OutgoingMail | None:
    """As they wish by now: they may have left meanwhile, or chosen another way."""
    actor, address = ClinicianActor(notice.practice_id, news.clinician.pk), mail_address_of(client)
    wished = told_by_mail(actor).filter(pk=client.pk).exists()
    if address is None or not wished or (news.is_withdrawn and notice.kind == Kind.POLICY_CHANGED):
        return None
    inbox = inbox_address(news.clinician, "email")
    if inbox is None:
        raise NoInboxError
    text = str(_news(notice, news)) % {
        "date": say_date(news.first_day, notice.language),
        "address": f"{settings.BASE_URL}/p/{news.clinician.slug}/sign-in/",
    }
    return _mail(notice, mailbox(news.clinician.name, inbox), address, str(_("Something new for you")), text)


def _news(notice: Notice, news: Announced) -> Promise:
    """With an %(address)s, and a %(date)s where it matters."""
    if notice.kind == Kind.POLICY_STAYS:
        return _(
            "What was to be new from %(date)s is not coming: everything stays as it is."
            " You may read more after signing in: %(address)s"
        )
    if news.effective_from > notice.created_at:
        return _(
            "Something new is there for you to read; it holds from %(date)s. Please sign in: %(address)s"
        )
    return _("Something new is there for you to read. Please sign in: %(address)s")


def _mail(notice: Notice, sender: Address, recipient: str, subject: str, text: str) -> OutgoingMail:
    letter = blank_letter(sender.addr_spec, recipient)
    letter["From"], letter["To"], letter["Date"] = sender, mailbox("", recipient), notice.created_at
    letter["Subject"] = subject
    letter["Message-ID"] = f"<{notice.pk}@{sender.domain}>"  # a repeat is told by it
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text)
    return OutgoingMail(return_path=sender.addr_spec, recipient=recipient, content=letter.as_bytes())
