"""What can be wrong with a question about time."""

from datetime import datetime


class SchedulerError(ValueError):
    """Something about a time, a zone or a window cannot be right; the message says what to do."""


class NaiveInstant(SchedulerError):  # noqa: N818 -- the domain's word, shorter in every `raises`
    """An instant came without a UTC offset."""


class NotAnInstant(SchedulerError):  # noqa: N818 -- see above
    """A text is no date and time."""


class InstantOutOfRange(SchedulerError):  # noqa: N818 -- see above
    """An instant or a date lies outside the years that zones are known for."""


class UnknownZone(SchedulerError):  # noqa: N818 -- see above
    """A name is not a time zone of the IANA database."""


class EmptyInterval(SchedulerError):  # noqa: N818 -- see above
    """An interval would end before or when it starts."""


class NoTimeToCoverError(SchedulerError):
    """An absence ends before it begins, or is over."""

    def __init__(self) -> None:
        super().__init__("The last day has to be today or later, and not before the first.")


class TooManyFeedsError(SchedulerError):
    """Somebody has as many calendar addresses as anybody can look after."""

    def __init__(self) -> None:
        super().__init__("There are too many calendar addresses: take one away that is not used.")


class CoverageCircleError(SchedulerError):
    """Colleagues would cover one another in a circle, all of them away at once. `names`: from who asks on."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        ways = ", ".join(f"{of} by {by}" for of, by in zip(names, (*names[1:], names[0]), strict=True))
        super().__init__(f"All would be away at once and cover one another: {ways}. Ask somebody else.")


class NoAppointmentError(SchedulerError):
    """A time cannot be had, kept or changed as it was asked for. Each says why, and blames nobody."""


class TimeTakenError(NoAppointmentError):
    """Somebody else was there first, or it is no opening any more. `others`: the nearest that are."""

    def __init__(self, others: tuple[datetime, ...] = ()) -> None:
        self.others = others
        super().__init__("This time is no longer free. Choose another one.")


class MayNotBookError(NoAppointmentError):
    """Sessions of this kind are not booked by whoever asks."""

    def __init__(self) -> None:
        super().__init__("Times for this kind of session are not booked here. Write a message instead.")


class TooManyRequestsError(NoAppointmentError):
    """As many requests as can be held wait for an answer already."""

    def __init__(self) -> None:
        super().__init__("Several requests wait for an answer already. Ask again once they are answered.")


class TooManyAheadError(NoAppointmentError):
    """A client has booked as many times with one clinician as they can by themselves."""

    def __init__(self) -> None:
        super().__init__("You have booked many times already. Write a message to find more together.")


class TooLateToMoveError(NoAppointmentError):
    """Within the notice that is asked for, a client no longer moves an appointment by themselves."""

    def __init__(self) -> None:
        super().__init__("So shortly before, write a message to find another time together.")


class NoteTooLongError(NoAppointmentError):
    """More was said with a time than a note holds; what was said before stands."""

    def __init__(self) -> None:
        super().__init__("This is too long for a note. Send the rest as a message.")


class IsOverError(NoAppointmentError):
    """It has begun, or is not to take place any more, so there is nothing to change."""

    def __init__(self) -> None:
        super().__init__("This has begun already, or does not take place any more.")


class ChangedMeanwhileError(IsOverError):
    """It is another by now than whoever changes it was shown: what they saw is over."""


class TermsError(NoAppointmentError):
    """The terms of a kind of session, or of a series, cannot be. `field`: which of them, by its name."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)
