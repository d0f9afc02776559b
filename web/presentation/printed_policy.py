"""The policy on paper: what the page says, but for what is true only at this moment.

Away dates, holidays and examples are told as of the date on which the version took effect, so that two prints
of one version are the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from policies.domain.document import Channel, Matter
from policies.domain.promise import State
from policies.language.explain import promised_time
from policies.language.times import say_instant, say_moment
from scheduler.domain.wall_clock import ONE_DAY, instant, local_date, zone
from scheduler.domain.weekly import DAYS_A_WEEK
from web.presentation.ahead import FAR_AHEAD, changes_ahead
from web.presentation.printable import printable
from web.presentation.public_page import PublicPage
from web.presentation.qr import qr_code
from web.presentation.reader import capitalised
from web.presentation.reply_times import Way, told_times
from web.presentation.week import Line, Week

LETTER = {"US", "CA", "MX", "PR", "PH", "GT", "SV", "CR", "PA", "NI", "VE", "CO", "CL", "BZ"}  # by CLDR
FRIDAY, LATE = 4, 16 * 60  # minutes after midnight: the message that waits for a weekend
WEEKS_TRIED = 10
Part = dict[str, Any]


@dataclass(frozen=True)
class PrintedPolicy:
    """`page.now` is when the version took effect."""

    page: PublicPage
    number: int

    def facts(self) -> dict[str, Any]:
        """As web/typesetting/printed.typ wants them."""
        return printable(
            {
                "timestamp": int(self.page.now.timestamp()),
                "paper": self._paper,
                "language": self.page.reader.language,
                "title": _("Reaching {name} between sessions").format(name=self.page.clinician.name),
                "name": self.page.clinician.name,
                "practice": self.page.clinician.practice.name,
                "version": self._version,
                "live": _("What a message sent now gets, and everything as it is today:"),
                "address": self.page.address,
                "code_alt": _("QR code that leads to {address}").format(address=self.page.address),
                "help": self._help(),
                "sections": [{"title": title, "parts": parts} for title, parts in self._sections() if parts],
            },
            self.page.address,
        ) | {"code": qr_code(self.page.address)}

    @property
    def _paper(self) -> str:
        country = (self.page.policy.region or self.page.clinician.region)[:2]
        return "us-letter" if country in LETTER else "a4"

    @property
    def _version(self) -> str:
        said = _("Policy version %(number)s, in force since %(in_force_since)s.")
        return said % {"number": self.number, "in_force_since": self.page.date(self.page.now)}

    def _help(self) -> dict[str, Any]:
        emergency = self.page.policy.emergency
        return {
            "title": _("In an emergency"),
            "lead": _(
                "If you or someone else may be in danger, please do not wait for a reply. "
                "These people are there for you now:"
            ),
            "lines": [{"name": each.name, "way": each.way, "more": each.details} for each in self.page.help],
            "checked": self.page.help.checked,
            "parts": [self._own(emergency.text)] if emergency and emergency.text else [],
        }

    def _sections(self) -> Iterator[tuple[str, list[Part]]]:
        policy = self.page.policy
        yield _("When I can be reached"), list(self._hours())
        yield _("Ways to reach me"), _facts([(way.name, self._way(way)) for way in self.page.ways])
        yield _("When you can expect a reply"), list(self._replies())
        yield _("Away and closed"), list(self._ahead())
        yield _("While you wait"), self._points(policy.while_you_wait)
        yield _("If we stop working together"), [self._own(policy.ending_care)] if policy.ending_care else []
        yield _("Good to know"), self._points(policy.notes)

    def _hours(self) -> Iterator[Part]:
        if not self.page.weeks:
            yield _words(
                _("I give no fixed hours. Where reply times count working days, those are Monday to Friday.")
            )
            return
        yield _words(_("Times are those of %(place)s.") % {"place": self.page.place}, soft=True)
        for week in self.page.weeks:
            yield {"kind": "label", "words": week.title}
            yield from _facts(list(_days(week)), kind="rows")

    def _way(self, way: Way) -> list[Part]:
        refused = _("Please use another way; I do not read messages here.")
        said = way.use or _("You are welcome to use it.") if way.accepted else refused
        return [_line(said), *([_line(way.note, self._language, soft=True)] if way.note else [])]

    def _replies(self) -> Iterator[Part]:
        """A length of time, never without what it means for one message."""
        told = list(told_times(self.page.policy, self.page.reader, self._example))
        matters = (None, *self.page.policy.matters)
        if any(self._due(channel, matter) for channel in self.page.accepted for matter in matters):
            place, language = self.page.policy.timezone, self.page.reader.language
            sent = say_moment(self._late_on_a_friday, place, language)
            yield _words(_("Each with an example: a message sent on {sent}.").format(sent=sent), soft=True)
        lines = ((each.of, [_line(each.said), _line(each.now, soft=True)]) for each in told)
        yield from _facts([(of, [line for line in both if line["words"]]) for of, both in lines])

    def _due(self, channel: Channel, matter: Matter | None) -> datetime | None:
        return self.page.compiled.promise(channel, self._late_on_a_friday, matter).reply_by

    def _example(self, channel: Channel, matter: Matter | None) -> str:
        compiled, reader, sent = self.page.compiled, self.page.reader, self._late_on_a_friday
        if due := self._due(channel, matter):
            place, language = self.page.policy.timezone, reader.language
            return capitalised(say_instant(due, place, language=language, by=True, now=sent))
        opening = compiled.promise(channel, compiled.next_open(channel, sent) or sent, matter)
        return promised_time(opening, compiled.policy, language=reader.language)

    @cached_property
    def _late_on_a_friday(self) -> datetime:
        """The first on which nobody is away, if one is near."""
        place = zone(self.page.policy.timezone)
        today = local_date(self.page.now, place)
        friday = today + ONE_DAY * ((FRIDAY - today.weekday()) % DAYS_A_WEEK or DAYS_A_WEEK)
        tried = [instant(friday + timedelta(weeks=later), LATE, place) for later in range(WEEKS_TRIED)]
        at_work = (each for each in tried if self._state(each) is not State.AWAY)
        return next(at_work, tried[0])

    def _state(self, at: datetime) -> State:
        return self.page.compiled.promise(Channel.EMAIL, at).state

    def _ahead(self) -> Iterator[Part]:
        policy, page = self.page.policy, self.page
        if policy.coverage:
            yield self._own(policy.coverage)
        changes = changes_ahead(page.compiled, page.now, page.reader, holidays_ahead=FAR_AHEAD)
        told = ((each.when, ". ".join(filter(None, (each.what, each.detail)))) for each in changes)
        yield from _facts([(when, [_line(what)]) for when, what in told], kind="rows")

    def _own(self, words: str) -> Part:
        return _words(words, self._language)

    def _points(self, points: tuple[str, ...]) -> list[Part]:
        return (
            [{"kind": "points", "lines": [_line(each, self._language) for each in points]}] if points else []
        )

    @property
    def _language(self) -> str:
        """In which the clinician wrote, as typst wants it."""
        return self.page.policy.language.partition("-")[0]


def _days(week: Week) -> Iterator[tuple[str, list[Part]]]:
    for days in week.days:
        closed = [_line(_("closed"), soft=True)]
        yield days.names, [_line(_hours_and_when(line)) for line in days.lines] or closed


def _hours_and_when(line: Line) -> str:
    return f"{line.hours} ({line.note})" if line.note else line.hours


def _line(words: str, language: str = "", *, soft: bool = False) -> Part:
    """`language`: of the words, where it is not the paper's."""
    return {"words": words, "language": language, "soft": soft}


def _words(words: str, language: str = "", *, soft: bool = False) -> Part:
    return {"kind": "words", "line": _line(words, language, soft=soft)}


def _facts(facts: list[tuple[str, list[Part]]], kind: str = "facts") -> list[Part]:
    """`rows`: each on one line."""
    told = [{"term": term, "lines": lines} for term, lines in facts]
    return [{"kind": kind, "facts": told}] if told else []
