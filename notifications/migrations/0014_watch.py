"""What the watch saw last of the way that alarms take, and the notice that nobody could be reached."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("notifications", "0013_escalations"),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('emergency', 'Emergency'), ('client', 'Client'), ('gone', 'Gone'), ('coverage_asked', 'Coverage Asked'), ('coverage_answered', 'Coverage Answered'), ('coverage_withdrawn', 'Coverage Withdrawn'), ('policy_changed', 'Policy Changed'), ('policy_stays', 'Policy Stays'), ('agreement_begins', 'Agreement Begins'), ('agreement_review', 'Agreement Review'), ('agreement_ends', 'Agreement Ends'), ('nobody_reachable', 'Nobody Reachable')], max_length=24),
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('looked_at', models.DateTimeField(null=True)),
                ('troubles', models.JSONField(default=list)),
                ('canary_is_on', models.BooleanField(default=False)),
                ('canary_sent_at', models.DateTimeField(null=True)),
                ('canary_back_at', models.DateTimeField(null=True)),
                ('canary_awaited_since', models.DateTimeField(null=True)),
                ('heartbeat_at', models.DateTimeField(null=True)),
                ('plans_looked_at', models.DateTimeField(null=True)),
                ('unreachable', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_watch')],
            },
        ),
    ]
