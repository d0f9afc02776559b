"""What a promise is made of, as facts that any language can put into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Detail = str | int | bool | tuple[str, ...] | None


class FactName(StrEnum):
    """The name of a fact; the comment beside each names its details.

    Dates are ISO dates in the policy's zone, instants ISO in UTC ("2026-03-10T21:00:00Z").
    """

    COMMITMENT = "commitment"
    # within, at_least: ISO durations or None; clock: calendar | working_days | contact_hours;
    # firmness: promised | usual; source: matter | channel | reply; of: that matter or channel, None for reply
    WORDS = "words"
    # words: what the clinician said where no time is given ("as soon as possible")
    RECEIVED_WHILE = "received_while"
    # state: open | closed | away; at: the instant of receipt
    ASSUMED_WORKING_WEEK = "assumed_working_week"
    # no details: no hours are given, so Monday to Friday counts
    NO_HOURS_ON = "no_hours_on"
    # weekdays: ("SA", "SU"), in week order; dates: the days on the way on which the week has no hours
    HOLIDAY = "holiday"
    # date; name: as the holiday calendar of the region calls it
    CLOSED_DATE = "closed_date"
    # date
    OVERRIDE = "override"
    # date; windows: ("09:00-12:00", "13:00-15:00"), the hours of that date alone
    OVERRIDE_CLOSED = "override_closed"
    # date
    TIME_AWAY = "time_away"
    # start, end: instants (end is the return); first_day, last_day: inclusive dates, None unless whole days;
    # coverage_name, coverage_contact, coverage_for: who answers meanwhile, each None if not said;
    # covered: only where colleagues look after parts of it, each "<start>/<end> <urgent or all> <name>";
    # arranging: only where somebody is still being found for what is left
    COVERED = "covered"
    # covered: as above, at the time of receipt, which is in no absence that the policy names
    AGREEMENT = "agreement"
    # no details: an agreement with this client differs from the general policy
    NO_PROMISE = "no_promise"
    # reason: a NoPromise


class NoPromise(StrEnum):
    """Why there is no time by which a reply is promised."""

    NO_COMMITMENT = "no_commitment"  # nothing is said, or only words
    NO_HOURS = "no_hours"  # hours are given, but none of them ever counts
    BEYOND_HORIZON = "beyond_horizon"  # the reply would fall more than 800 days after receipt
    CLOCK_NEEDS_HOURS = "clock_needs_hours"  # contact hours are to be counted, but no hours are given
    CHANNEL_NOT_ACCEPTED = "channel_not_accepted"  # the policy says that this channel is not read
    GONE = "gone"  # whoever is written to takes no messages here any more


@dataclass(frozen=True, slots=True)
class Fact:
    name: FactName
    details: Mapping[str, Detail]

    def to_json(self) -> dict[str, Detail]:
        return {"fact": self.name.value, **self.details}
