from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduler", "0004_series_are_invited")]
    operations = [migrations.AddField("feed", "gone", models.BinaryField(null=True, blank=True))]
