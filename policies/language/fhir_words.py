"""The few words that stand in a resource, in the clinician's language."""

from policies.domain.fhir.hours import Words
from policies.language.words import translator


def words_for(language: str) -> Words:
    _ = translator(language).gettext
    return Words(
        away=_("Away"),
        closed=_("Closed"),
        otherwise=_("Not at this time on this date"),
        also=_("Also at these times: {times}."),
        until=_("Exceptions are told up to {day}."),
    )
