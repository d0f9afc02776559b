"""Who is alarmed of a crisis, step by step, until somebody looks after it."""

import accounts.sealed
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from accounts.frozen import refused
from accounts.row_security import walled


KINDS_NO_MORE = (
    "UPDATE notifications_delivery SET kind = 'notice' WHERE kind IN ('covering_notice', 'uncovered_notice')",
    "UPDATE notifications_notice SET kind = 'gone' WHERE kind = 'gone_crisis'",
)
NOTICES = [
    ("emergency", "Emergency"),
    ("client", "Client"),
    ("gone", "Gone"),
    ("coverage_asked", "Coverage Asked"),
    ("coverage_answered", "Coverage Answered"),
    ("coverage_withdrawn", "Coverage Withdrawn"),
    ("policy_changed", "Policy Changed"),
    ("policy_stays", "Policy Stays"),
    ("agreement_begins", "Agreement Begins"),
    ("agreement_review", "Agreement Review"),
    ("agreement_ends", "Agreement Ends"),
]
TABLES = ("escalationplan", "escalation", "duty", "escalationevent")
FROZEN = "what an escalation began with, and what happened in it, is not changed"


def tell_as_ever(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What colleagues and owners were told of by kinds of their own."""
    if schema_editor.connection.vendor == "postgresql":  # whose policies hold the tables' owner, too
        schema_editor.execute("SELECT set_config('between.practice', 'every', true)")
    for statement in KINDS_NO_MORE:
        schema_editor.execute(statement)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would stand in the way of ALTER


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_how_clients_are_told'),
        ("notifications", "0012_agreements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(tell_as_ever, migrations.RunPython.noop),
        migrations.CreateModel(
            name='EscalationPlan',
            fields=[
                ('practice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='escalation_plan', serialize=False, to='accounts.practice')),
                ('steps', models.JSONField()),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name='delivery',
            name='kind',
            field=models.CharField(choices=[('auto_reply', 'Auto Reply'), ('crisis_reply', 'Crisis Reply'), ('notice', 'Notice'), ('reply', 'Reply'), ('waiting', 'Waiting'), ('alarm', 'Alarm')], max_length=16),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('pending', 'Pending'), ('leased', 'Leased'), ('sent', 'Sent'), ('handed_back', 'Handed Back'), ('uncertain', 'Uncertain'), ('dead', 'Dead'), ('not_needed', 'Not Needed')], default='pending', max_length=16),
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('wait_minutes', models.PositiveSmallIntegerField()),
                ('clinician', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.clinician')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.practice')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['escalation', 'place'],
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='duty',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alarms', to='notifications.duty'),
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('opened_at', models.DateTimeField()),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('reached', models.PositiveSmallIntegerField(default=0)),
                ('turn', models.PositiveIntegerField(default=0)),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_by', models.UUIDField(blank=True, null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('resolved_by', models.UUIDField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('looked_after', 'Looked After'), ('false_alarm', 'False Alarm')], max_length=16)),
                ('note', accounts.sealed.SealedTextField()),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.clinician')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.practice')),
            ],
        ),
        migrations.AddField(
            model_name='duty',
            name='escalation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='notifications.escalation'),
        ),
        migrations.CreateModel(
            name='EscalationEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('opened', 'Opened'), ('joined', 'Joined'), ('alarmed', 'Alarmed'), ('skipped', 'Skipped'), ('failed', 'Failed'), ('nobody', 'Nobody'), ('acknowledged', 'Acknowledged'), ('reopened', 'Reopened'), ('resolved', 'Resolved')], max_length=16)),
                ('at', models.DateTimeField()),
                ('place', models.PositiveSmallIntegerField(null=True)),
                ('person', models.UUIDField(null=True)),
                ('escalation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='notifications.escalation')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='escalation_events', to='notifications.inboundmessage')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.practice')),
            ],
            options={
                'ordering': ['escalation', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='escalation',
            index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='escalations_due'),
        ),
        migrations.AddIndex(
            model_name='escalation',
            index=models.Index(fields=['practice', '-opened_at'], name='escalations_newest_first'),
        ),
        migrations.AddIndex(
            model_name='escalationevent',
            index=models.Index(condition=models.Q(('what', 'nobody')), fields=['at'], name='nobody_could_be_called'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at', None), ('acknowledged_by', None)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False)), _connector='OR'), name='somebody_acknowledges'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('resolved_at', None)), models.Q(('next_at', None), ('resolved_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='what_is_resolved_rings_no_more'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('clinician', None), ('user', None), _connector='OR'), name='one_person_has_a_duty'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.UniqueConstraint(fields=('escalation', 'place', 'clinician'), name='a_clinician_once_a_step'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.UniqueConstraint(fields=('escalation', 'place', 'user'), name='a_user_once_a_step'),
        ),
        migrations.AlterField("notice", "kind", models.CharField(choices=NOTICES, max_length=24)),
        refused("notifications_duty", "UPDATE", because=FROZEN),
        refused("notifications_escalationevent", "UPDATE", because=FROZEN),
        *(walled(f"notifications_{table}") for table in TABLES),
    ]
