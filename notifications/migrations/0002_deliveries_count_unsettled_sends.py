from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="unsettled",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["state"],
                condition=models.Q(state__in=["dead", "uncertain"]),
                name="deliveries_given_up",
            ),
        ),
    ]
