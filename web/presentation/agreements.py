"""What is agreed with one client: as their clinician writes it, and as both read it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.actors import ClientActor
from accounts.models import Clinician
from accounts.queries import Readings, seen_by
from policies.domain.agreement import AgreementState, agreed, never_open, state_at
from policies.domain.document import BoundaryPolicy
from policies.domain.promise import compile_policy
from policies.language.agreement_words import UnderstoodTerms, say_terms, understand_terms
from policies.language.hours_words import say_windows
from policies.language.times import say_date, say_dates
from policies.queries import in_force, terms_of
from scheduler.domain.wall_clock import local_date, zone
from web.presentation.message import Event, who
from web.presentation.reader import Reader, capitalised
from web.presentation.reply_times import ReplyTime, reply_times
from web.presentation.statement import Piece, pieces_of, say_how_much
from web.presentation.unopened import opened, opened_name

TOLD_AFTERWARDS = timedelta(days=14)
STATES = {
    AgreementState.COMING: ("waiting", gettext_lazy("Coming")),
    AgreementState.IN_FORCE: ("open", gettext_lazy("Holds now")),
    AgreementState.ENDED: ("", gettext_lazy("Over")),
}


@dataclass(frozen=True, slots=True)
class Example:
    """`statement` is read by the service; `words` are for the client."""

    name: str
    title: Promise | str
    statement: str
    words: Promise | str


EXAMPLES = (
    Example(
        "harder-month",
        gettext_lazy("A harder month"),
        "You can also reach me on Tuesdays and Thursdays from 6 to 7 pm. I reply within 12 hours.",
        gettext_lazy(
            "This is a hard stretch, and you need not carry it alone. For these weeks I am closer by. "
            "In the middle of it we look together at how it goes."
        ),
    ),
    Example(
        "slower-rhythm",
        gettext_lazy("A slower rhythm"),
        "I reply within 3 business days.",
        gettext_lazy(
            "You have found your own footing more and more, so we try a slower rhythm for a while. You are "
            "as welcome to write as before, and we look at it together before it ends."
        ),
    ),
    Example(
        "another-channel",
        gettext_lazy("Another channel"),
        "You are welcome to text me. I reply to texts within 1 business day.",
        gettext_lazy("A text is easier for you at present, so for these weeks you can write to me that way."),
    ),
    Example(
        "coaching-calls",
        gettext_lazy("Coaching calls"),
        "You can also reach me by phone Monday to Friday from 6 to 7 pm.",
        gettext_lazy(
            "Call me when you want to use a skill and are stuck: a few minutes are enough. In danger, please "
            "call the emergency number first; I am glad to hear from you afterwards."
        ),
    ),
)


@dataclass(frozen=True)
class Understanding:
    """What is made of the words in which something is to differ, before it is agreed."""

    text: str
    read: UnderstoodTerms
    clinician: Clinician
    now: datetime
    reader: Reader

    @classmethod
    def of(cls, text: str, clinician: Clinician, now: datetime, reader: Reader) -> "Understanding":
        place, region = clinician.time_zone, clinician.region or None
        written_on = local_date(now, zone(place))
        return cls(
            text,
            understand_terms(text, timezone=place, region=region, on=written_on),
            clinician,
            now,
            reader,
        )

    @property
    def problems(self) -> tuple[object, ...]:
        return self.read.problems

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return pieces_of(self.text, self.read)

    @property
    def summary(self) -> str:
        return say_how_much(self.text, len(self.read.understood), len(self.read.problems))

    @property
    def can_be_agreed(self) -> bool:
        return self.read.terms is not None

    @property
    def said(self) -> tuple[str, ...]:
        return say_terms(self.read.terms, self._place, self.reader.language) if self.read.terms else ()

    @property
    def reply_times(self) -> tuple[ReplyTime, ...]:
        """What everything together then means."""
        if self.read.terms is None:
            return ()
        laid_over = compile_policy(agreed(self._general, self.read.terms), by_agreement=True)
        return reply_times(laid_over, self.now, self.reader)

    @property
    def without_effect(self) -> str:
        """Hours that a closure of the general policy takes away."""
        closed = never_open(self._general, self.read.terms) if self.read.terms else ()
        said = _("Your policy is closed at weekends, and that holds here too. Nothing comes of: {hours}.")
        return said.format(hours=say_windows(closed, self.reader.language)) if closed else ""

    @cached_property
    def _general(self) -> BoundaryPolicy:
        return in_force(self.clinician, self.now).policy.policy

    @property
    def _place(self) -> str:
        return str(self.clinician.time_zone)


@dataclass(frozen=True)
class Agreed:
    """One agreement. `row` is as `policies.queries` gives it; `place` is the clinician's zone."""

    row: Any
    name: str  # the clinician's
    place: str
    reader: Reader
    now: datetime

    @cached_property
    def state(self) -> AgreementState:
        return state_at(self.row.starts, self.row.until, self.now)

    @property
    def badge(self) -> tuple[str, str]:
        tone, said = STATES[self.state]
        return tone, str(said)

    @property
    def is_over(self) -> bool:
        return self.state is AgreementState.ENDED

    @property
    def is_in_force(self) -> bool:
        return self.state is AgreementState.IN_FORCE

    @property
    def days(self) -> str:
        """Such as: From 10 March 2026 to 6 April 2026."""
        first, last = self._first, max(self._first, self._last)
        return capitalised(say_dates(first, last, self.reader.language))

    @property
    def until(self) -> str:
        return say_date(self._last, self.reader.language)

    @property
    def since(self) -> str:
        return say_date(self._first, self.reader.language)

    @property
    def review(self) -> str:
        return say_date(self.row.review_on, self.reader.language)

    @property
    def ended_early(self) -> str:
        at = self.row.ended_at
        return self.reader.instant(at, self.place) if at else ""

    @property
    def words(self) -> str:
        return opened(lambda: str(self.row.words), otherwise=_("This cannot be opened just now."))

    @property
    def said(self) -> tuple[str, ...]:
        terms = terms_of(self.row)
        return say_terms(terms, self.place, self.reader.language) if terms else ()

    @property
    def returns(self) -> str:
        """What comes afterwards, to the client."""
        if self.is_over:
            return _("What {name} says to everyone holds again.").format(name=self.name)
        said = _("Afterwards, what {name} says to everyone holds again: nothing more has to be done.")
        return said.format(name=self.name)

    @property
    def news(self) -> str:
        """In a sentence, to the client; blank where it was over some time ago, or never began."""
        if self.is_over:
            return self._over()
        if not self.is_in_force:
            said = _("From {date} on, something that you and {name} agreed holds for you.")
            return said.format(date=self.since, name=self.name)
        if local_date(self.now, zone(self.place)) == self.row.review_on:
            said = _("Today you and {name} look again at what you agreed. It holds until {date}.")
        else:
            said = _("Something that you and {name} agreed holds for you until {date}.")
        return said.format(name=self.name, date=self.until)

    def _over(self) -> str:
        if self.now - self.row.until > TOLD_AFTERWARDS:
            return ""
        if self.row.until <= self.row.starts:
            return _(
                "What you and {name} had agreed for later is not coming: everything stays as it is."
            ).format(name=self.name)
        said = _("What you and {name} agreed ended on {date}. What {name} says to everyone holds again.")
        return said.format(name=self.name, date=self.until)

    @property
    def to_look_at(self) -> str:
        """Why it stands before the clinician, in a few words."""
        if self.is_over:
            return _("Ended on {date}").format(date=self.until)
        if self.row.review_on <= local_date(self.now, zone(self.place)):
            return _("To be looked at again since {date}; until {end}").format(
                date=self.review, end=self.until
            )
        return _("Holds since {date}, until {end}").format(date=self.since, end=self.until)

    def seen(self, readings: Iterable[Readings]) -> Iterator[Event]:
        for each in readings:
            yield Event(self.reader.instant(each.last, self.place), who(each))

    @property
    def _first(self) -> Any:  # noqa: ANN401  a date
        return local_date(self.row.starts, zone(self.place))

    @property
    def _last(self) -> Any:  # noqa: ANN401  likewise
        return local_date(self.row.until - datetime.resolution, zone(self.place))


@dataclass(frozen=True)
class Yours(Agreed):
    """The same as the client sees it."""

    actor: ClientActor

    @property
    def who_saw(self) -> list[Event]:
        return list(self.seen(seen_by(self.actor, self.row.pk)))


class AgreedWith(Agreed):
    """The same in the clinician's list, where it says with whom."""

    @property
    def client(self) -> str:
        return opened_name(lambda: self.row.client.name)
