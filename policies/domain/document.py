"""The policy document, `boundary-policy/1`: the one structure behind statement, page, feed and promise."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StrictBool,
    StrictInt,
    ValidationError,
    field_validator,
    model_serializer,
    model_validator,
)

from policies.domain.fields import (
    WEEKDAYS,
    Day,
    Instant,
    Language,
    Opening,
    Region,
    ReplyTime,
    Text,
    TimeOfDay,
    ZoneName,
)
from policies.domain.holidays import name_problem, region_problem
from policies.domain.problems import DocumentError, DocumentProblem, worded

__all__ = ["BoundaryPolicy", "DocumentError", "DocumentProblem", "json_schema", "parse_document", "to_json"]

FORMAT: Final = "boundary-policy/1"
_SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Clock(StrEnum):
    """What counts while a reply is due: all time, every minute of working days, or open time only."""

    CALENDAR = "calendar"
    WORKING_DAYS = "working_days"
    CONTACT_HOURS = "contact_hours"


class Firmness(StrEnum):
    PROMISED = "promised"
    USUAL = "usual"


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    PORTAL = "portal"
    FAX = "fax"
    CHAT = "chat"
    SOCIAL = "social"
    WALK_IN = "walk_in"


class Matter(StrEnum):
    SCHEDULING = "scheduling"
    BETWEEN_SESSION_NOTE = "between_session_note"
    REFILL = "refill"
    PAPERWORK = "paperwork"
    URGENT = "urgent"


class Use(StrEnum):
    ANY = "any"
    SCHEDULING_ONLY = "scheduling_only"
    URGENT_ONLY = "urgent_only"


class Closed(StrEnum):
    WEEKENDS = "weekends"
    EVENINGS = "evenings"
    PUBLIC_HOLIDAYS = "public_holidays"
    UNIVERSITY_HOLIDAYS = "university_holidays"


Name = TypeVar("Name", bound=StrEnum)
Value = TypeVar("Value")


def in_order(said: Mapping[Name, Value], names: type[Name]) -> dict[Name, Value]:
    """Always the same one: databases keep none, and what is told first must not hang on which it is."""
    return {name: said[name] for name in names if name in said}


class Part(BaseModel):
    """Of a document: nothing unknown in it, nothing changed, and what is not said is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    @model_serializer(mode="wrap")
    def _leave_out_what_is_not_said(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        needed = {name for name, field in type(self).model_fields.items() if field.is_required()}
        return {
            key: value for key, value in write(self).items() if key in needed or value not in (None, [], {})
        }


class Stretch(Part):
    """Hours of one day. An end at or before the start is on the next day; null is an open end."""

    start: Opening
    end: TimeOfDay | None


class Window(Stretch):
    """Hours that come back on some days of the week."""

    days: tuple[Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"], ...] = Field(
        max_length=7, json_schema_extra={"minItems": 1}
    )
    every: StrictInt = Field(1, ge=1, le=52, description="2 is every second week, counted from the anchor's.")
    anchor: Day | None = Field(None, description="A date in a week in which the window happens.")
    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="until")

    @field_validator("days")
    @classmethod
    def _in_week_order(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        if not days:
            raise ValueError("is empty; name at least one day")
        return tuple(day for day in WEEKDAYS if day in days)

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.every > 1 and self.anchor is None:
            raise ValueError("'every' needs an 'anchor': a date in a week in which the window happens")
        if self.first and self.last and self.last < self.first:
            raise ValueError("'until' is before 'from'; swap them or correct one")
        return self


class WeeklyHours(Part):
    contact: tuple[Window, ...] = Field((), max_length=200, description="When messages are read.")
    office: tuple[Window, ...] = Field((), max_length=200)
    sessions: tuple[Window, ...] = Field((), max_length=200)
    phone: tuple[Window, ...] = Field((), max_length=200)


class Holidays(Part):
    observe: StrictBool = True
    open_on: tuple[Text, ...] = Field((), max_length=100, description="Holidays that are worked, by name.")


class Override(Part):
    """One date's hours in place of the weekly ones. An empty list means closed that day."""

    date: Day
    windows: tuple[Stretch, ...] = Field(max_length=50)


class Coverage(Part):
    """Who answers meanwhile."""

    name: Text | None = None
    contact: Text | None = None
    purpose: Text | None = Field(None, alias="for")


class TimeAway(Part):
    """Either whole days, both inclusive, or two moments."""

    first_day: Day | None = None
    last_day: Day | None = None
    start: Instant | None = None
    end: Instant | None = None
    coverage: Coverage | None = None

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        days, moments = (self.first_day, self.last_day), (self.start, self.end)
        if (None in days or moments != (None, None)) and (None in moments or days != (None, None)):
            raise ValueError("say either 'first_day' and 'last_day', or 'start' and 'end'")
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError("'last_day' is before 'first_day'; swap them or correct one")
        if self.start and self.end and self.end <= self.start:
            raise ValueError("'end' is not after 'start'; swap them or correct one")
        return self


class BusyTime(Part):
    """Two moments between which nobody is reached, as a calendar elsewhere says."""

    start: Instant
    end: Instant

    @model_validator(mode="after")
    def _takes_time(self) -> Self:
        if self.end <= self.start:
            raise ValueError("'end' is not after 'start'; swap them or correct one")
        return self


class Commitment(Part):
    """A reply time, or words where no time is given."""

    within: ReplyTime | None = None
    clock: Clock = Clock.CALENDAR
    at_least: ReplyTime | None = Field(None, description="The lower end of a range.")
    firmness: Firmness = Firmness.USUAL
    words: Text | None = None

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.within and self.at_least and self.within.shortest < self.at_least.shortest:
            raise ValueError("'at_least' is longer than 'within'; swap them or correct one")
        return self


class ChannelRules(Part):
    accepted: StrictBool = True
    use: Use | None = None
    reply: Commitment | None = None
    hours: tuple[Window, ...] | None = Field(None, max_length=200)
    note: Text | None = None


class Emergency(Part):
    resources: tuple[Text, ...] = Field((), max_length=50)
    text: Text | None = None


class BoundaryPolicy(Part):
    """When a clinician works, how they may be reached between sessions, and what is promised."""

    format: Literal["boundary-policy/1"] = FORMAT
    timezone: ZoneName = Field(description="An IANA name, such as America/New_York.")
    region: Region | None = Field(None, description="ISO 3166; decides holidays and default resources.")
    language: Language = "en"
    hours: WeeklyHours = WeeklyHours()
    holidays: Holidays | None = None
    closed_dates: tuple[Day, ...] = Field((), max_length=2000)
    overrides: tuple[Override, ...] = Field((), max_length=2000)
    time_away: tuple[TimeAway, ...] = Field((), max_length=1000)
    busy: tuple[BusyTime, ...] = Field(
        (),
        max_length=20_000,
        description="Taken out of the hours of every channel. Clocks run on through it, unlike time away.",
    )
    reply: Commitment | None = None
    channels: Mapping[Channel, ChannelRules] = {}
    matters: Mapping[Matter, Commitment] = {}
    closed: tuple[Closed, ...] = Field((), max_length=10, description="As said.")
    coverage: Text | None = Field(None, description="A standing arrangement, in words.")
    emergency: Emergency | None = None
    while_you_wait: tuple[Text, ...] = Field((), max_length=50)
    ending_care: Text | None = None
    review_on: Day | None = None
    notes: tuple[Text, ...] = Field((), max_length=100)

    @field_validator("overrides")
    @classmethod
    def _one_override_a_date(cls, overrides: tuple[Override, ...]) -> tuple[Override, ...]:
        for day, number in Counter(override.date for override in overrides).items():
            if number > 1:
                raise ValueError(f"{day} has {number} overrides; put their windows into one")
        return overrides

    @field_validator("channels")
    @classmethod
    def _channels_in_order(cls, channels: Mapping[Channel, ChannelRules]) -> Mapping[Channel, ChannelRules]:
        return in_order(channels, Channel)

    @field_validator("matters")
    @classmethod
    def _matters_in_order(cls, matters: Mapping[Matter, Commitment]) -> Mapping[Matter, Commitment]:
        return in_order(matters, Matter)

    @property
    def named_help(self) -> tuple[str, ...]:
        """Tokens of where clients can turn, as the clinician named them."""
        return self.emergency.resources if self.emergency else ()

    @property
    def observes_holidays(self) -> bool:
        said = Closed.PUBLIC_HOLIDAYS in self.closed
        return self.region is not None and (said or bool(self.holidays and self.holidays.observe))

    @property
    def worked_holidays(self) -> tuple[str, ...]:
        return self.holidays.open_on if self.holidays else ()


def parse_document(raw: object) -> BoundaryPolicy:
    """The policy that a JSON value holds. Raises DocumentError with every problem found."""
    try:
        policy = BoundaryPolicy.model_validate(raw)
    except ValidationError as error:
        raise DocumentError(worded(error.errors(include_url=False, include_input=False))) from None
    if problems := _holiday_problems(policy):
        raise DocumentError(problems)
    return policy


def to_json(policy: BoundaryPolicy) -> dict[str, Any]:
    """The document as a JSON object in one canonical form: what is not said is left out."""
    return policy.model_dump(mode="json")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the document."""
    return {"$schema": _SCHEMA_DIALECT, "$id": FORMAT, **BoundaryPolicy.model_json_schema()}


def _holiday_problems(policy: BoundaryPolicy) -> list[DocumentProblem]:
    observing = policy.holidays and policy.holidays.observe
    if policy.region is None:
        mend = "holidays are observed; say of which country, as in 'US-NY' or 'GB'"
        return [DocumentProblem("region", mend)] if observing else []
    if not policy.observes_holidays:
        return []
    if wrong := region_problem(policy.region):
        return [DocumentProblem("region", wrong)]
    return [
        DocumentProblem(f"holidays.open_on[{index}]", wrong)
        for index, name in enumerate(policy.worked_holidays)
        if (wrong := name_problem(name, policy.region, policy.language))
    ]
