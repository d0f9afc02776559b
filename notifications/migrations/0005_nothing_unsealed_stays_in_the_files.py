"""A column that was dropped is still in the files of the database until they are written anew."""

from django.db import migrations

from accounts.migrations._sealing import leave_no_trace

TABLES = (
    "accounts_client",
    "accounts_clientaddress",
    "accounts_clientsession",
    "notifications_rawmail",
    "notifications_inboundmessage",
    "notifications_decision",
    "notifications_reply",
    "notifications_delivery",
)


class Migration(migrations.Migration):
    atomic = False  # as VACUUM asks
    dependencies = [("notifications", "0004_what_was_written_is_sealed")]
    operations = [migrations.RunPython(leave_no_trace(*TABLES), migrations.RunPython.noop)]
