import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import accounts.sealed
from accounts.domain.key_ring import key_from
from accounts.domain.marks import mark
from accounts.migrations._sealing import Sealer, only_where_nothing_is, with_sealer


def seal_clients(sealer: Sealer) -> None:
    clients = sealer.apps.get_model("accounts", "Client").objects
    for row in sealer.rows("accounts.Client"):
        clients.filter(pk=row.pk).update(**sealer.sealed(row, row.pk, row.pk, {"name": row.name}))
    addresses = sealer.apps.get_model("accounts", "ClientAddress").objects
    for row in sealer.rows("accounts.ClientAddress"):
        secret = key_from(settings.INDEX_KEY, "INDEX_KEY")
        found_by = mark(secret, "address of a client", row.practice_id, row.channel, row.address)
        name = f"{row.channel}:{found_by.hex()}"
        sealed = sealer.sealed(row, row.client_id, name, {"address": row.address})
        addresses.filter(pk=row.pk).update(mark=found_by, **sealed)
    sessions = sealer.apps.get_model("accounts", "ClientSession").objects
    for row in sealer.rows("accounts.ClientSession"):
        sealed = sealer.sealed(row, row.client_id, row.pk, {"user_agent": row.user_agent})
        sessions.filter(pk=row.pk).update(**sealed)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_clients_sign_in"),
        ("notifications", "0002_every_row_names_its_practice"),  # which looks addresses up
    ]
    operations = [
        migrations.CreateModel(
            name="DataKey",
            fields=[
                ("id", models.BigIntegerField(editable=False, primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField(max_length=64)),
                ("ring_key", models.CharField(max_length=32)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("retired_at", models.DateTimeField(null=True)),
                ("client", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="data_keys", to="accounts.client")),
                ("practice", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.practice")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("client__isnull", False), ("retired_at", None)), fields=("client",), name="a_client_has_one_key"),
                    models.UniqueConstraint(condition=models.Q(("client", None), ("retired_at", None)), fields=("practice",), name="a_practice_has_one_key_for_the_unknown"),
                ],
            },
        ),
        migrations.AddField("client", "name_sealed", models.BinaryField(null=True)),
        migrations.AddField("clientsession", "user_agent_sealed", models.BinaryField(null=True)),
        migrations.AddField("clientaddress", "address_sealed", models.BinaryField(null=True)),
        migrations.AddField("clientaddress", "mark", models.BinaryField(max_length=32, null=True)),
        migrations.RunPython(with_sealer(seal_clients), only_where_nothing_is("accounts.Client")),
        migrations.RemoveConstraint("clientaddress", "an_address_is_one_client_of_a_practice"),
        migrations.RemoveField("client", "name"),
        migrations.RemoveField("clientaddress", "address"),
        migrations.RemoveField("clientsession", "user_agent"),
        migrations.RenameField("client", "name_sealed", "name"),
        migrations.RenameField("clientaddress", "address_sealed", "address"),
        migrations.RenameField("clientsession", "user_agent_sealed", "user_agent"),
        migrations.AlterField("client", "name", accounts.sealed.SealedTextField()),
        migrations.AlterField("clientaddress", "address", accounts.sealed.SealedTextField()),
        migrations.AlterField("clientsession", "user_agent", accounts.sealed.SealedTextField()),
        migrations.AlterField("clientaddress", "mark", models.BinaryField(max_length=32)),
        migrations.AddConstraint(
            "clientaddress",
            models.UniqueConstraint(fields=("practice", "channel", "mark"), name="an_address_is_one_client_of_a_practice"),
        ),
    ]
