"""What a practice adds to the screening in its own words."""

import accounts.sealed
import django.db.models.deletion
import uuid
from django.db import migrations, models

from accounts.row_security import walled


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0013_safety_notes"),
        ("notifications", "0014_watch"),
    ]

    operations = [
        migrations.CreateModel(
            name='PracticePhrase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('does', models.CharField(choices=[('crisis', 'Crisis'), ('concern', 'Concern'), ('exception', 'Exception')], max_length=16)),
                ('category', models.CharField(blank=True, max_length=16)),
                ('words', accounts.sealed.SealedTextField()),
                ('added_at', models.DateTimeField()),
                ('added_by', models.UUIDField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('removed_by', models.UUIDField(blank=True, null=True)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'number'), name='a_number_is_given_once'), models.CheckConstraint(condition=models.Q(models.Q(('category', ''), ('does', 'exception')), models.Q(models.Q(('does', 'exception'), _negated=True), models.Q(('category', ''), _negated=True)), _connector='OR'), name='what_is_heard_is_about_something'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='somebody_took_it_away')],
            },
        ),
        walled("notifications_practicephrase"),
    ]
