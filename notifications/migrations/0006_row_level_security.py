from django.db import migrations

from accounts.row_security import walled

TABLES = ("rawmail", "inboundmessage", "screening", "decision", "reply", "delivery")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_nothing_unsealed_stays_in_the_files")]
    operations = [walled(f"notifications_{table}") for table in TABLES]
