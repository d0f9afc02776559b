"""What can be wrong with a question about time."""


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
