from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0009_clients_are_told'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='kind',
            field=models.CharField(choices=[('auto_reply', 'Auto Reply'), ('crisis_reply', 'Crisis Reply'), ('notice', 'Notice'), ('covering_notice', 'Covering Notice'), ('uncovered_notice', 'Uncovered Notice'), ('reply', 'Reply'), ('waiting', 'Waiting')], max_length=16),
        ),
    ]
