"""What can be wrong about people and what they may do, for the edges to say in their own way."""


class PeopleError(Exception):
    """The base of them all."""


class AddressTakenError(PeopleError):
    def __init__(self) -> None:
        super().__init__("Somebody signs in with this address already. Use another one.")


class InboxTakenError(PeopleError):
    def __init__(self) -> None:
        super().__init__("Mail to this address comes to somebody here already. Use another one for clients.")


class LastOwnerError(PeopleError):
    def __init__(self) -> None:
        super().__init__("A practice needs an owner. Make somebody else one first.")


class NoWorkError(PeopleError):
    def __init__(self) -> None:
        super().__init__("This person would have nothing to do here. Choose at least one kind of work.")


class NoReasonError(PeopleError):
    def __init__(self) -> None:
        super().__init__("Say in a few words why these messages have to be read now.")


class OnHoldError(PeopleError):
    """Something of this client's has to be kept: a legal hold is in place."""


class AddressInUseError(PeopleError):
    """The address is kept for somebody else of the practice. `channel` says which it was."""

    def __init__(self, channel: str) -> None:
        super().__init__(channel)
        self.channel = channel
