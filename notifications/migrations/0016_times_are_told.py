"""People are told of times: asked for, kept, moved, and no more."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0014_where_people_are_called'),
        ('notifications', '0015_own_phrases'),
        ('policies', '0007_agreements'),
        ('scheduler', '0002_calendars'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notice',
            name='to_the_practice_or_to_a_client',
        ),
        migrations.AddField(
            model_name='notice',
            name='appointment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='scheduler.appointment'),
        ),
        migrations.AddField(
            model_name='notice',
            name='series',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='scheduler.series'),
        ),
        migrations.AddField(
            model_name='notice',
            name='waiting_place',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='scheduler.waitingplace'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('emergency', 'Emergency'), ('client', 'Client'), ('gone', 'Gone'), ('coverage_asked', 'Coverage Asked'), ('coverage_answered', 'Coverage Answered'), ('coverage_withdrawn', 'Coverage Withdrawn'), ('policy_changed', 'Policy Changed'), ('policy_stays', 'Policy Stays'), ('agreement_begins', 'Agreement Begins'), ('agreement_review', 'Agreement Review'), ('agreement_ends', 'Agreement Ends'), ('nobody_reachable', 'Nobody Reachable'), ('time_requested', 'Time Requested'), ('time_booked', 'Time Booked'), ('time_moved', 'Time Moved'), ('time_cancelled', 'Time Cancelled'), ('time_declined', 'Time Declined'), ('time_expired', 'Time Expired'), ('time_reminder', 'Time Reminder'), ('time_free', 'Time Free'), ('series_begins', 'Series Begins'), ('series_ends', 'Series Ends'), ('series_left_out', 'Series Left Out'), ('times_left', 'Times Left')], max_length=24),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('client', None), ('version', None)), models.Q(models.Q(models.Q(('appointment', None), ('series', None), ('waiting_place', None)), ('agreement', None), ('version__isnull', False)), ('client__isnull', False), ('recipient', '')), models.Q(models.Q(models.Q(('appointment', None), ('series', None), ('waiting_place', None)), ('agreement__isnull', False), ('version', None)), ('client__isnull', False), ('recipient', '')), models.Q(models.Q(models.Q(('appointment', None), ('series', None), ('waiting_place', None), _negated=True), ('agreement', None), ('version', None)), ('client__isnull', False), ('recipient', '')), _connector='OR'), name='to_the_practice_or_to_a_client'),
        ),
    ]
