from typing import Any

from django.conf import settings
from django.db import migrations, models

from accounts.domain.key_ring import key_from
from accounts.domain.marks import mark
from accounts.migrations._sealing import Sealer, only_where_nothing_is, with_sealer
from accounts.sealed import SealedBytesField, SealedTextField

SEALED = [
    ("RawMail", "envelope_from", SealedTextField()),
    ("RawMail", "raw", SealedBytesField()),
    ("InboundMessage", "sender", SealedTextField()),
    ("InboundMessage", "subject", SealedTextField()),
    ("InboundMessage", "text", SealedTextField()),
    ("Decision", "reply_text", SealedTextField()),
    ("Reply", "text", SealedTextField()),
    ("Delivery", "recipient", SealedTextField()),
]


def seal_messages(sealer: Sealer) -> None:
    for row in sealer.rows("notifications.RawMail"):
        seal(sealer, row, row.client_id, "envelope_from", "raw")
    for row in sealer.rows("notifications.InboundMessage"):
        seal(sealer, row, row.client_id, "sender", "subject", "text", **marks(row))
    for name, column in (("Decision", "reply_text"), ("Reply", "text"), ("Delivery", "recipient")):
        for row in sealer.rows(f"notifications.{name}", "message"):
            seal(sealer, row, row.message.client_id, column)


def seal(sealer: Sealer, row: Any, client_id: Any, *columns: str, **more: Any) -> None:
    sealed = sealer.sealed(row, client_id, row.pk, {column: getattr(row, column) for column in columns})
    type(row).objects.filter(pk=row.pk).update(**sealed, **more)


def marks(row: Any) -> dict[str, Any]:
    """What messages are found by: their mark instead of an address, an id or a digest."""
    secret = key_from(settings.INDEX_KEY, "INDEX_KEY")
    way = row.conversation.partition(":")[0]
    conversation = row.conversation
    if row.client_id:
        conversation = f"{way}:{row.client_id}"
    elif row.sender:
        conversation = f"{way}:{mark(secret, 'conversation', row.practice_id, way, row.sender).hex()}"
    given = row.external_id
    return {
        "conversation": conversation,
        "fingerprint": mark(secret, "fingerprint", row.practice_id, bytes(row.fingerprint)),
        "external_mark": None if given is None else mark(secret, "external id", row.practice_id, given),
    }


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0003_portal_messages"),
        ("accounts", "0006_clients_are_sealed"),
    ]
    operations = [
        *(migrations.AddField(name, f"{column}_sealed", models.BinaryField(null=True)) for name, column, _ in SEALED),
        migrations.AddField("InboundMessage", "external_mark", models.BinaryField(max_length=32, null=True)),
        migrations.RunPython(
            with_sealer(seal_messages),
            only_where_nothing_is("notifications.RawMail", "notifications.InboundMessage"),
        ),
        migrations.RemoveConstraint("InboundMessage", "external_id_used_once"),
        *(migrations.RemoveField(name, column) for name, column, _ in SEALED),
        *(migrations.RenameField(name, f"{column}_sealed", column) for name, column, _ in SEALED),
        *(migrations.AlterField(name, column, field) for name, column, field in SEALED),
        migrations.RemoveField("InboundMessage", "external_id"),
        migrations.RenameField("InboundMessage", "external_mark", "external_id"),
        migrations.AlterField("InboundMessage", "conversation", models.CharField(max_length=100)),
        migrations.AddConstraint(
            "InboundMessage",
            models.UniqueConstraint(fields=("clinician", "external_id"), name="external_id_used_once"),
        ),
    ]
