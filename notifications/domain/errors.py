"""What can be wrong with an exchange, for the edges to say in their own way."""


class ExchangeError(Exception):
    """The base of them all."""


class NoWayToSendError(ExchangeError):
    """The message came by a way on which we cannot write back."""

    def __init__(self) -> None:
        super().__init__("This message has no address to write back to. Answer elsewhere and note it here.")


class ReusedExternalIdError(ExchangeError):
    def __init__(self, external_id: str) -> None:
        super().__init__(f"The external_id {external_id!r} was used before with other words. Use a new one.")
        self.external_id = external_id


class LexiconError(ExchangeError):
    """A lexicon file cannot be used; names the file and the place."""


class ResourcesError(ExchangeError):
    """A file of helplines cannot be used; names the file and the place."""
