"""Why a calendar could not be fetched, and what to do. No message repeats what the server said."""


class FeedError(Exception):
    """Nothing was fetched; what was known before stays. No ValueError: http.client swallows those."""


class RefusedAddressError(FeedError):
    """The address, or one that the server sends us on to, is not reached from here."""


class TooManyRedirectsError(FeedError):
    def __init__(self, most: int) -> None:
        super().__init__(
            f"the calendar's server sends us on more than {most} times; "
            "open the address in a browser and copy the one it ends at"
        )


class TooSlowError(FeedError):
    def __init__(self, seconds: float) -> None:
        super().__init__(f"the calendar's server did not finish within {seconds:g} seconds; try again later")


class TooLargeError(FeedError):
    def __init__(self, most: int) -> None:
        super().__init__(f"the calendar is larger than {most / 2**20:g} MiB; share a shorter span of it")


class UnexpectedContentError(FeedError):
    def __init__(self) -> None:
        super().__init__(
            "what the address answers is no calendar, perhaps a page to sign in; "
            "copy the iCal address from the calendar's sharing settings"
        )


class NotFetchedError(FeedError):
    """`status` is the HTTP status where the server gave one."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class CutShortError(NotFetchedError):
    def __init__(self) -> None:
        super().__init__("the calendar's server stopped in the middle of its answer; try again later")


class NotProvenError(NotFetchedError):
    def __init__(self) -> None:
        super().__init__(
            "the calendar's server cannot prove that it is the one in the address; check the address, "
            "or ask its provider to renew the certificate"
        )


class NoAnswerError(FeedError):
    """All was handed over and no answer came that can be understood: it may have arrived."""

    def __init__(self) -> None:
        super().__init__("what was sent was not answered; nobody knows whether it arrived")
