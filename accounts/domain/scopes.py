"""What a token may be used for. An endpoint names the scope that it asks for."""

from enum import StrEnum


class Scope(StrEnum):
    MESSAGES_WRITE = "messages:write"  # hand messages over, and get what they are answered
    APPOINTMENTS_READ = "appointments:read"  # times and states of appointments, without names
