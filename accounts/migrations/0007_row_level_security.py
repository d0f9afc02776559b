"""Behind the doors, PostgreSQL keeps the practices apart itself.

Read by anyone, because somebody has to find the way before a practice can be named: the practice's name and
the clinician of a public page, and the token that a program shows, by its hash. Written by their practice alone.
"""

from django.db import migrations

from accounts.row_security import walled


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_clients_are_sealed")]
    operations = [
        walled("accounts_practice", practice="id", anyone_reads="true"),
        walled("accounts_clinician", anyone_reads="true"),
        walled("accounts_apitoken", anyone_reads="true"),
        walled("accounts_clinicianaddress"),
        walled("accounts_client"),
        walled("accounts_clientaddress"),
        walled("accounts_care"),
        walled("accounts_signincode"),
        walled("accounts_clientsession"),
        walled("accounts_datakey"),
        walled("accounts_auditentry"),
        walled("accounts_audithead"),
    ]
