"""What is published is for everyone to read; a draft is its practice's own."""

from django.db import migrations

from accounts.row_security import walled


class Migration(migrations.Migration):
    dependencies = [("policies", "0003_every_row_names_its_practice")]
    operations = [walled("policies_policyversion", anyone_reads="published_at IS NOT NULL")]
