"""Time away, and who answers meanwhile."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from policies.domain.fields import stamp
from scheduler.domain.wall_clock import MINUTES_A_DAY, instant, zone
from web.policy_parts.fields import DayField, LineField, TimeField
from web.policy_parts.sheet import Json, Piece

COVERAGE = ("name", "contact", "purpose")


class AwayPiece(Piece):
    legend = _("Time away")
    rarely = _("From a time of day on, or until one")
    rare = ("start", "end")

    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    start = TimeField(label=_("On the first day from"), required=False, help_text=_("Empty: all of it."))
    end = TimeField(
        label=_("On the last day until"), required=False, ends=True, help_text=_("Empty: all of it.")
    )
    name = LineField(label=_("Who answers meanwhile"), help_text=_("Somebody who has said yes."))
    contact = LineField(label=_("How they are reached"), help_text=_("A telephone number or an address."))
    purpose = LineField(label=_("For what"), help_text=_("Such as: urgent. Empty: for everything."))

    def shown(self, began: Json) -> Json:
        covered = began.get("coverage") or {}
        coverage = {"name": covered.get("name"), "contact": covered.get("contact")}
        said = {**coverage, "purpose": covered.get("for")}
        if "start" not in began:
            return {**said, "first_day": began["first_day"], "last_day": began["last_day"]}
        first, last = (self._local(began[name]) for name in ("start", "end"))
        return {
            **said,
            "first_day": first.date().isoformat(),
            "start": f"{first:%H:%M}",
            "last_day": last.date().isoformat(),
            "end": f"{last:%H:%M}",
        }

    def _local(self, written: str) -> datetime:
        return datetime.fromisoformat(written).astimezone(zone(self.sheet.policy.timezone))

    def clean(self) -> None:
        said = self.cleaned_data
        if not said.get("first_day") or not said.get("last_day") or self.errors:
            return
        if said["last_day"] < said["first_day"]:
            self.add_error("last_day", _("The last day is before the first. Change one of them."))
        elif (said["start"] or said["end"]) and self._moment("end") <= self._moment("start"):
            self.add_error("end", _("The end is not after the beginning. Change one of them."))

    def _moment(self, name: str) -> datetime:
        """What was not touched is the moment that it was, though clocks may show its time twice."""
        day = "first_day" if name == "start" else "last_day"
        if self.began and name in self.began and not {day, name} & {*self.changed_data}:
            return datetime.fromisoformat(self.began[name])
        otherwise = 0 if name == "start" else MINUTES_A_DAY
        said: str | None = self.cleaned_data[name]
        minutes = int(said[:2]) * 60 + int(said[3:]) if said else otherwise
        place = zone(self.sheet.policy.timezone)
        return instant(date.fromisoformat(self.cleaned_data[day]), minutes, place)

    def value(self) -> Json:
        said = self.cleaned_data
        covered = zip(("name", "contact", "for"), map(self.own_words, COVERAGE), strict=True)
        coverage = {name: words for name, words in covered if words}
        when = (
            {name: stamp(self._moment(name)) for name in ("start", "end")}
            if said["start"] or said["end"]
            else {name: said[name] for name in ("first_day", "last_day")}
        )
        return {**when, "coverage": coverage or None}
