"""What a year of messages would be promised, before and after a change: figures, months, a drawing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import NamedTuple
from uuid import UUID

from babel.numbers import format_percent
from django.utils.translation import gettext as _

from accounts.models import Clinician
from notifications.services.previewing import Question, preview
from policies.domain.document import BoundaryPolicy
from policies.domain.promise import CompiledPolicy, compile_policy
from policies.domain.year import Month, Year, year
from policies.domain.year_change import Comparison, compare
from policies.language.durations import say_wait
from policies.language.times import say_instant, say_month
from policies.queries import published
from web.presentation.reader import Reader
from web.presentation.reply_times import Now, sent_now
from web.presentation.year_picture import YearPicture, year_picture


@dataclass(frozen=True, slots=True)
class Candidate:
    """A policy to try, and what it is called; of a published version its key, too."""

    title: str
    compiled: CompiledPolicy
    version_id: UUID | None = None

    def year(self, question: Question, start: date, place: str) -> Year:
        if self.version_id:
            return _year_of_version(self.version_id, question.channel, question.matter, start, place)
        document = self.compiled.policy.model_dump_json()
        return _year_of_draft(document, question.channel, question.matter, start, place)


@lru_cache(maxsize=64)
def _year_of_version(version_id: UUID, channel: str, matter: str | None, start: date, place: str) -> Year:
    """A published version never changes, so that only the draft is worked out anew at every change of it."""
    return year(published(version_id).policy, channel, start, matter, place=place)


@lru_cache(maxsize=8)
def _year_of_draft(document: str, channel: str, matter: str | None, start: date, place: str) -> Year:
    """For the drawing and the figures of one page, which come one after the other."""
    policy = BoundaryPolicy.model_validate_json(document)
    return year(compile_policy(policy), channel, start, matter, place=place)


class Row(NamedTuple):
    """A figure, and its value for each policy."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one message would be told: on the page, with the reasons, and in the automatic reply."""

    title: str
    now: Now
    reply: str


class Simulation:
    """`candidates` in the order in which they are shown: what is in force before what is to come."""

    def __init__(
        self, candidates: Sequence[Candidate], question: Question, start: date, reader: Reader
    ) -> None:
        self.candidates, self.question, self.reader = candidates, question, reader
        self._start = start

    @cached_property
    def years(self) -> tuple[Year, ...]:
        place = self.candidates[-1].compiled.policy.timezone
        return tuple(each.year(self.question, self._start, place) for each in self.candidates)

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(each.title for each in self.candidates)

    @cached_property
    def figures(self) -> tuple[Row, ...]:
        return tuple(Row(name, tuple(map(value, self.years))) for name, value in self._figures().items())

    @cached_property
    def months(self) -> tuple[Row, ...]:
        """For each month the longest wait, and the usual one."""
        by_month = zip(*(found.months for found in self.years), strict=True)
        return tuple(
            Row(say_month(months[0].first, self._language), tuple(map(self._month, months)))
            for months in by_month
        )

    @cached_property
    def picture(self) -> YearPicture:
        named = list(zip(self.titles, self.years, strict=True))
        return year_picture(named, self._language, description=" ".join(self._description()))

    @cached_property
    def change(self) -> tuple[str, ...]:
        """What changes from the first policy to the last, in sentences; nothing where there is only one."""
        if len(self.years) == 1:
            return ()
        return tuple(self._change(compare(self.years[0], self.years[-1])))

    def answers(self, clinician: Clinician) -> tuple[Answer, ...]:
        question = self.question
        return tuple(
            Answer(
                each.title,
                sent_now(
                    each.compiled, self.years[0].channel, question.received, self.reader, question.matter
                ),
                preview(clinician, each.compiled, question),
            )
            for each in self.candidates
        )

    @property
    def _language(self) -> str:
        return self.reader.language

    def _figures(self) -> dict[str, Callable[[Year], str]]:
        return {
            _("The longest wait"): self._longest,
            _("Half of all messages wait no longer than"): self._median,
            _("Hours in which a reply within a day is promised"): lambda found: self._share(
                found.within_a_day
            ),
            _("The longest time in which nobody is there"): self._silence,
            _("Hours in which you can be reached"): lambda found: self._share(found.open),
        }

    def _longest(self, found: Year) -> str:
        if found.longest is None:
            return _("no time is promised")
        return _("{length}, for a message of {when}").format(
            length=say_wait(found.longest.length, self._language),
            when=self._instant(found.longest.received, found),
        )

    def _median(self, found: Year) -> str:
        return _("no time is promised") if found.median is None else say_wait(found.median, self._language)

    def _silence(self, found: Year) -> str:
        silence = found.silence
        if silence is None:
            return _("there is none")
        start = self._instant(silence.start, found)
        if silence.end is None:
            return _("from {start} on, without an end in sight").format(start=start)
        return _("{length}, from {start} until {end}").format(
            length=say_wait(silence.length, self._language),
            start=start,
            end=self._instant(silence.end, found),
        )

    def _month(self, month: Month) -> str:
        if month.longest is None or month.median is None:
            return _("no time is promised")
        return _("at the longest {longest}, usually {median}").format(
            longest=say_wait(month.longest, self._language), median=say_wait(month.median, self._language)
        )

    def _description(self) -> Iterator[str]:
        """For who does not see the drawing; the tables beside it say more."""
        for title, found in zip(self.titles, self.years, strict=True):
            said = _(
                "{policy}: the longest wait is {longest}; half of all messages wait no longer than {median}."
            )
            yield said.format(policy=title, longest=self._longest(found), median=self._median(found))

    def _change(self, change: Comparison) -> Iterator[str]:
        hours = len(self.years[0].hours)
        told = (
            (change.longer, _("The wait becomes longer in {share} of all hours.")),
            (change.shorter, _("The wait becomes shorter in {share} of all hours.")),
            (change.lost, _("No time is promised any more in {share} of all hours.")),
            (change.gained, _("A time is promised for the first time in {share} of all hours.")),
        )
        yield from (said.format(share=self._share(number / hours)) for number, said in told if number)
        if change.same == hours:
            yield _("Nothing changes for a message like this, whenever it comes.")
        if most := change.most:
            yield _("It grows most for a message of {when}: {after} instead of {before}.").format(
                when=self._instant(most.received, self.years[-1]),
                after=say_wait(most.after, self._language) if most.after else "",
                before=say_wait(most.before, self._language) if most.before else "",
            )

    def _instant(self, instant: datetime, found: Year) -> str:
        """With the year where it is another than the first."""
        first = found.hours[0].at
        return say_instant(instant, found.place.key, language=self._language, now=first)

    def _share(self, share: float) -> str:
        return str(format_percent(share, locale=self._language))
