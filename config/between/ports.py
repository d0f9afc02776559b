"""A taken port is said in one sentence, with its mend."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass


class PortTakenError(Exception):
    """The message says which port, and what to do."""


@dataclass(frozen=True, slots=True)
class Port:
    host: str
    number: int
    setting: str  # the variable that chooses another


def must_be_free(ports: Iterable[Port]) -> None:
    """Raises PortTakenError for the first that cannot be had."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((port.host, port.number))
            except OSError as error:
                raise PortTakenError(
                    f"Port {port.number} on {port.host} cannot be used ({error.strerror}): "
                    f"stop what uses it, or choose another, as in {port.setting}={port.number + 1}."
                ) from None


def answers(port: Port) -> bool:
    try:
        socket.create_connection((port.host, port.number), timeout=1).close()
    except OSError:
        return False
    return True
