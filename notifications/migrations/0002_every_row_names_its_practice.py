from typing import Any
from uuid import uuid4

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery
from django.db.models.deletion import PROTECT

OF_A_MESSAGE = ("Screening", "Decision", "Reply")


def name_practices(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    messages = apps.get_model("notifications", "InboundMessage").objects.filter(pk=OuterRef("message_id"))
    for name in OF_A_MESSAGE:
        apps.get_model("notifications", name).objects.update(
            practice_id=Subquery(messages.values("practice_id"))
        )
    mails = apps.get_model("notifications", "RawMail").objects
    for mail_id in list(mails.values_list("pk", flat=True)):
        part(apps, mails.get(pk=mail_id))
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would stand in the way of ALTER


def part(apps: StateApps, mail: Any) -> None:
    """A row for each clinician the mail was sent to, or has become a message of.

    Where nobody is left to whom it was sent, nobody could be shown it: it is not kept.
    """
    messages = apps.get_model("notifications", "InboundMessage").objects.filter(mail_id=mail.pk)
    inboxes = apps.get_model("accounts", "ClinicianAddress").objects.filter(
        use="inbox", channel="email", address__in=mail.envelope_to
    )
    sent_to: dict[Any, list[str]] = {clinician: [] for clinician in messages.values_list("clinician_id", flat=True)}
    for clinician, address in inboxes.order_by("pk").values_list("clinician_id", "address"):
        sent_to.setdefault(clinician, []).append(address)
    mail_id, whole = mail.pk, mail.envelope_to
    for number, (clinician_id, addresses) in enumerate(sent_to.items()):
        keep(apps, mail, clinician_id, addresses or (whole if len(sent_to) == 1 else []), as_new=number > 0)
        messages_of_theirs = apps.get_model("notifications", "InboundMessage").objects.filter(
            mail_id=mail_id, clinician_id=clinician_id
        )
        messages_of_theirs.update(mail_id=mail.pk)
    if not sent_to:
        mail.delete()


def keep(apps: StateApps, mail: Any, clinician_id: Any, addresses: list[str], *, as_new: bool) -> None:
    practice_id = apps.get_model("accounts", "Clinician").objects.get(pk=clinician_id).practice_id
    theirs = apps.get_model("accounts", "ClientAddress").objects.filter(
        practice_id=practice_id,
        channel="email",
        address=mail.envelope_from,
        client__care__clinician_id=clinician_id,
    )
    mail.pk = uuid4() if as_new else mail.pk
    mail.practice_id, mail.clinician_id, mail.envelope_to = practice_id, clinician_id, addresses
    mail.client_id = theirs.values_list("client_id", flat=True).first()
    mail.save(force_insert=as_new)


def owner(model: str, *, unknown: bool) -> models.ForeignKey:
    return models.ForeignKey(to=f"accounts.{model}", on_delete=PROTECT, related_name="+", null=unknown)


def owners(*, unknown: bool, change: type[migrations.AddField] | type[migrations.AlterField]) -> list[Any]:
    named = [(name, "practice") for name in (*OF_A_MESSAGE, "RawMail")] + [("RawMail", "clinician")]
    return [change(name, field, owner(field, unknown=unknown)) for name, field in named]


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        ("accounts", "0004_every_row_names_its_practice"),
        ("policies", "0003_every_row_names_its_practice"),
    ]
    operations = [
        *owners(unknown=True, change=migrations.AddField),
        migrations.AddField(
            "RawMail",
            "client",
            models.ForeignKey(
                to="accounts.client", on_delete=PROTECT, related_name="+", null=True, blank=True
            ),
        ),
        migrations.RunPython(name_practices, migrations.RunPython.noop),
        *owners(unknown=False, change=migrations.AlterField),
    ]
