"""The mail for each kind of notice. It names nobody: mail is read on lock screens and by mail providers."""

from email.headerregistry import Address
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.domain.actors import ClinicianActor
from accounts.models import Client, Clinician
from accounts.queries import care_of, inbox_address, mail_address_of, told_by_mail
from notifications.channels.email import OutgoingMail
from notifications.domain.autoreply_mail import blank_letter, mailbox
from notifications.models import Notice
from notifications.services.composing import NoInboxError, NothingToSayError
from policies.language.times import say_date
from policies.queries import Announced, announced

Kind = Notice.Kind


class Words(NamedTuple):
    """To somebody of the practice."""

    subject: Promise
    text: Promise  # with an %(address)s
    page: str


WAITS = Words(
    _("Something waits for you"),
    _("Something waits for you. Please sign in to see it: %(address)s"),
    "/clients/",
)
TO_THE_PRACTICE = {
    Kind.CLIENT: WAITS,
    Kind.AGREEMENT_BEGINS: WAITS,
    Kind.AGREEMENT_REVIEW: WAITS,
    Kind.AGREEMENT_ENDS: WAITS,
    Kind.EMERGENCY: Words(
        _("Messages were opened in an emergency"),
        _(
            "Somebody has opened a colleague's messages in an emergency, for an hour at most."
            " Who it was, whose messages, and the reason they gave: %(address)s"
        ),
        "/emergency/",
    ),
    Kind.GONE: Words(
        _("Messages come for somebody who no longer takes any"),
        _(
            "Somebody has written to a colleague whose access here has ended. They were told that no messages"
            " are taken there, and to ask the practice. Please see who looks after it: a colleague"
            " can open the messages in an emergency, or access can be given again. %(address)s"
        ),
        "/practice/",
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
    Kind.NOBODY_REACHABLE: Words(
        _("Please look who is called in a crisis"),
        _(
            "As things stand there is somebody in your practice for whom nobody could be called if a message"
            " sounded like danger. Please look who works here and where they are told: %(address)s"
        ),
        "/practice/",
    ),
}


def mail_of(notice: Notice) -> OutgoingMail | None:
    """None where nobody has to be told any more. Raises NoInboxError."""
    with override(notice.language):
        if _is_told_no_more(notice):
            return None
        if notice.client is None:
            return _to_the_practice(notice)
        if notice.agreement:
            return _of_an_agreement(notice, notice.client, notice.agreement.clinician)
        if notice.version_id is None:
            raise NothingToSayError
        return _to_the_client(notice, notice.client, announced(notice.version_id))


def _is_told_no_more(notice: Notice) -> bool:
    """Of an agreement: care has ended, or it was ended before what is told here."""
    if (agreement := notice.agreement) is None:
        return False
    care = care_of(agreement.clinician, agreement.client)
    in_care = care is not None and care.ended_at is None
    return not in_care or (agreement.ended_at is not None and notice.kind != Kind.AGREEMENT_ENDS)


def _to_the_practice(notice: Notice) -> OutgoingMail:
    sender, words = settings.DEFAULT_FROM_EMAIL, TO_THE_PRACTICE[Kind(notice.kind)]
    text = str(words.text) % {"address": f"{settings.BASE_URL}{words.page}"}
    return mail_with(notice, mailbox("", sender), notice.recipient, str(words.subject), text)


def _to_the_client(notice: Notice, client: Client, news: Announced) -> OutgoingMail | None:
    if news.is_withdrawn and notice.kind == Kind.POLICY_CHANGED:
        return None
    date = say_date(news.first_day, notice.language)
    return _if_wished(notice, client, news.clinician, str(_news(notice, news)), date=date)


def _of_an_agreement(notice: Notice, client: Client, clinician: Clinician) -> OutgoingMail | None:
    """What was agreed stands behind the sign-in, and so does that something was."""
    said = _("Something new is there for you to read. Please sign in: %(address)s")
    return _if_wished(notice, client, clinician, str(said))


def _if_wished(
    notice: Notice, client: Client, clinician: Clinician, text: str, **said: str
) -> OutgoingMail | None:
    """As they wish by now: they may have left meanwhile, or chosen another way. Raises NoInboxError."""
    actor, address = ClinicianActor(notice.practice_id, clinician.pk), mail_address_of(client)
    if address is None or not told_by_mail(actor).filter(pk=client.pk).exists():
        return None
    inbox = inbox_address(clinician, "email")
    if inbox is None:
        raise NoInboxError
    text %= {"address": f"{settings.BASE_URL}/p/{clinician.slug}/sign-in/", **said}
    return mail_with(notice, mailbox(clinician.name, inbox), address, str(_("Something new for you")), text)


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


def mail_with(notice: Notice, sender: Address, recipient: str, subject: str, text: str) -> OutgoingMail:
    letter = blank_letter(sender.addr_spec, recipient)
    letter["From"], letter["To"], letter["Date"] = sender, mailbox("", recipient), notice.created_at
    letter["Subject"] = subject
    letter["Message-ID"] = f"<{notice.pk}@{sender.domain}>"  # a repeat is told by it
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text)
    return OutgoingMail(return_path=sender.addr_spec, recipient=recipient, content=letter.as_bytes())
