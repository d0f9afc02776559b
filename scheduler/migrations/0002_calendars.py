"""Calendars read and told, and times that are kept."""

import accounts.sealed
import django.db.models.deletion
import uuid
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.row_security import walled


TABLES = (
    "busytime",
    "calendar",
    "endedaddress",
    "feed",
    "holidayday",
    "sessiontype",
    "series",
    "appointment",
    "waitingplace",
)
NO_TWO_SHARE_TIME = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """
    ALTER TABLE scheduler_appointment ADD CONSTRAINT no_two_share_time
    EXCLUDE USING gist (clinician_id WITH =, tstzrange(taken_from, taken_until) WITH &&)
    WHERE (state IN ('requested', 'booked'))
    """,
)


def keep_times_apart(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On SQLite one writes at a time, and looks first."""
    if schema_editor.connection.vendor == "postgresql":
        for statement in NO_TWO_SHARE_TIME:
            schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0014_where_people_are_called'),
        ('scheduler', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', accounts.sealed.SealedTextField()),
                ('use', models.CharField(choices=[('busy', 'Busy'), ('away', 'Away'), ('holidays', 'Holidays')], max_length=8)),
                ('address', accounts.sealed.SealedTextField()),
                ('time_zone', models.CharField(max_length=64)),
                ('changes_promises', models.BooleanField(default=False)),
                ('tentative_counts', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('connected_at', models.DateTimeField()),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('every', models.PositiveIntegerField(default=60)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('known_until', models.DateTimeField(blank=True, null=True)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=32)),
                ('problems', models.JSONField(default=list)),
                ('etag', models.CharField(blank=True, max_length=1000)),
                ('last_modified', models.CharField(blank=True, max_length=1000)),
                ('content', models.BinaryField(blank=True, max_length=32, null=True)),
                ('vanishing', models.BinaryField(blank=True, max_length=32, null=True)),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendars', to='accounts.clinician')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.practice')),
            ],
            options={
                'ordering': ['connected_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='BusyTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField()),
                ('is_away', models.BooleanField(default=False)),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.clinician')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.practice')),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='busy_times', to='scheduler.calendar')),
            ],
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('own', 'Own'), ('busy', 'Busy'), ('client', 'Client')], max_length=8)),
                ('label', accounts.sealed.SealedTextField()),
                ('secret_hash', models.BinaryField(max_length=32, unique=True)),
                ('uid_salt', models.BinaryField(max_length=16)),
                ('shows_names', models.BooleanField(default=False)),
                ('shows_cancelled', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('body', accounts.sealed.SealedBytesField(null=True)),
                ('basis', models.BinaryField(blank=True, max_length=32, null=True)),
                ('etag', models.CharField(blank=True, max_length=64)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='accounts.client')),
                ('clinician', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='accounts.clinician')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.practice')),
            ],
            options={
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='EndedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret_hash', models.BinaryField(max_length=32, unique=True)),
                ('ended_at', models.DateTimeField()),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.practice')),
            ],
        ),
        migrations.CreateModel(
            name='HolidayDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField()),
                ('name', accounts.sealed.SealedTextField()),
                ('state', models.CharField(choices=[('asked', 'Asked'), ('closed', 'Closed'), ('open', 'Open')], default='asked', max_length=8)),
                ('seen_at', models.DateTimeField()),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='scheduler.calendar')),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.clinician')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.practice')),
            ],
        ),
        migrations.CreateModel(
            name='SessionType',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('before', models.PositiveSmallIntegerField(default=0)),
                ('after', models.PositiveSmallIntegerField(default=0)),
                ('step', models.PositiveSmallIntegerField(default=30)),
                ('notice', models.PositiveIntegerField(default=1440)),
                ('horizon_days', models.PositiveSmallIntegerField(default=60)),
                ('daily_maximum', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('place', models.CharField(choices=[('in_person', 'In Person'), ('online', 'Online'), ('phone', 'Phone')], max_length=16)),
                ('where', accounts.sealed.SealedTextField()),
                ('who_books', models.CharField(choices=[('anyone', 'Anyone'), ('clients', 'Clients'), ('nobody', 'Nobody')], max_length=8)),
                ('is_instant', models.BooleanField(default=False)),
                ('hold', models.PositiveIntegerField(default=2880)),
                ('cancel_notice', models.PositiveIntegerField(default=1440)),
                ('cancel_words', models.CharField(blank=True, max_length=500)),
                ('reminders', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='session_types', to='accounts.clinician')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.practice')),
            ],
            options={
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_day', models.DateField()),
                ('starts_at', models.PositiveSmallIntegerField()),
                ('last_day', models.DateField(blank=True, null=True)),
                ('time_zone', models.CharField(max_length=64)),
                ('every_weeks', models.PositiveSmallIntegerField(default=1)),
                ('made_until', models.DateField()),
                ('left_out', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.client')),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.clinician')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.practice')),
                ('session_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scheduler.sessiontype')),
            ],
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('series_day', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('booked', 'Booked'), ('cancelled', 'Cancelled'), ('declined', 'Declined'), ('expired', 'Expired')], max_length=16)),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField()),
                ('taken_from', models.DateTimeField()),
                ('taken_until', models.DateTimeField()),
                ('held_until', models.DateTimeField(blank=True, null=True)),
                ('name', accounts.sealed.SealedTextField()),
                ('address', accounts.sealed.SealedTextField()),
                ('note', accounts.sealed.SealedTextField()),
                ('language', models.CharField(blank=True, max_length=16)),
                ('shown_zone', models.CharField(blank=True, max_length=64)),
                ('made_by', models.CharField(choices=[('client', 'Client'), ('clinician', 'Clinician'), ('visitor', 'Visitor')], max_length=16)),
                ('made_at', models.DateTimeField()),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('revised_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by', models.CharField(blank=True, choices=[('client', 'Client'), ('clinician', 'Clinician'), ('visitor', 'Visitor')], max_length=16)),
                ('was_late', models.BooleanField(default=False)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to='accounts.client')),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='accounts.clinician')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.practice')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='scheduler.series')),
                ('session_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='scheduler.sessiontype')),
            ],
        ),
        migrations.CreateModel(
            name='WaitingPlace',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('since', models.DateTimeField()),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('look_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.client')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.practice')),
                ('session_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scheduler.sessiontype')),
            ],
        ),
        migrations.AddIndex(
            model_name='calendar',
            index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='calendars_to_read'),
        ),
        migrations.AddIndex(
            model_name='busytime',
            index=models.Index(fields=['clinician', 'end'], name='busy_times_ahead'),
        ),
        migrations.AddConstraint(
            model_name='busytime',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='busy_takes_time'),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('client__isnull', False), ('clinician', None), ('kind', 'client')), models.Q(models.Q(('kind', 'client'), _negated=True), ('client', None), ('clinician__isnull', False)), _connector='OR'), name='a_feed_is_one_persons'),
        ),
        migrations.AddConstraint(
            model_name='holidayday',
            constraint=models.UniqueConstraint(fields=('calendar', 'date'), name='a_day_is_asked_about_once'),
        ),
        migrations.AddConstraint(
            model_name='sessiontype',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gt', 0), ('step__gt', 0)), name='a_session_takes_time'),
        ),
        migrations.AddIndex(
            model_name='series',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['made_until'], name='series_to_go_on_with'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['clinician', 'taken_until'], name='what_a_clinician_has_ahead'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['client', 'start'], name='what_a_client_has_ahead'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('state', 'requested')), fields=['held_until'], name='requests_that_run_out'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start')), ('taken_from__lte', models.F('start')), ('taken_until__gte', models.F('end'))), name='an_appointment_takes_time'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_until__isnull', False), ('state', 'requested')), models.Q(('state', 'requested'), _negated=True), _connector='OR'), name='a_request_is_held_for_a_time'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(fields=('series', 'series_day'), name='a_series_has_a_day_once'),
        ),
        migrations.AddConstraint(
            model_name='waitingplace',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('client', 'session_type'), name='a_client_waits_once_for_a_kind_of_session'),
        ),
        migrations.AddIndex(
            model_name='waitingplace',
            index=models.Index(condition=models.Q(('look_at__isnull', False)), fields=['look_at'], name='waiting_to_look_for'),
        ),
        migrations.RunPython(keep_times_apart, migrations.RunPython.noop),
        *(walled(f"scheduler_{name}") for name in TABLES),
    ]
