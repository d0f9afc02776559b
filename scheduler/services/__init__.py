"""What can be done about absences, calendars and times."""

from scheduler.services.coverage import accept_coverage, decline_coverage, offer_coverage, withdraw_coverage

__all__ = ["accept_coverage", "decline_coverage", "offer_coverage", "withdraw_coverage"]
