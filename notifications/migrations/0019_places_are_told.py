"""Clients are told where their times take place, once that has changed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0018_series_are_invited'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('emergency', 'Emergency'), ('client', 'Client'), ('gone', 'Gone'), ('coverage_asked', 'Coverage Asked'), ('coverage_answered', 'Coverage Answered'), ('coverage_withdrawn', 'Coverage Withdrawn'), ('policy_changed', 'Policy Changed'), ('policy_stays', 'Policy Stays'), ('agreement_begins', 'Agreement Begins'), ('agreement_review', 'Agreement Review'), ('agreement_ends', 'Agreement Ends'), ('nobody_reachable', 'Nobody Reachable'), ('time_requested', 'Time Requested'), ('time_booked', 'Time Booked'), ('time_moved', 'Time Moved'), ('time_elsewhere', 'Time Elsewhere'), ('time_cancelled', 'Time Cancelled'), ('time_declined', 'Time Declined'), ('time_expired', 'Time Expired'), ('time_reminder', 'Time Reminder'), ('time_free', 'Time Free'), ('series_begins', 'Series Begins'), ('series_ends', 'Series Ends'), ('series_moves', 'Series Moves'), ('series_elsewhere', 'Series Elsewhere'), ('series_left_out', 'Series Left Out'), ('times_left', 'Times Left'), ('calendar_fails', 'Calendar Fails'), ('calendar_works', 'Calendar Works')], max_length=24),
        ),
    ]
