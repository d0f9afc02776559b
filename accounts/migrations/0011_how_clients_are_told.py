from django.db import migrations, models


class Migration(migrations.Migration):
    """Of changes: by mail, unless they choose otherwise."""

    dependencies = [("accounts", "0010_rights")]
    operations = [
        migrations.AddField(
            "client",
            "news_by",
            models.CharField(
                choices=[("email", "Email"), ("portal", "Portal")], default="email", max_length=8
            ),
        )
    ]
