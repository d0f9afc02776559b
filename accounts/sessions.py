"""Sessions of whoever works here, sealed under the ring as they are kept.

While somebody signs in, what they typed stands in it, be it a client's address in the wrong form, and while
an app is set up, its seed. What does not open is no session: a new sign-in begins another one.
"""

from base64 import b64decode, b64encode
from typing import Any

from django.contrib.sessions.backends import db

from accounts.data_keys import ring
from accounts.domain.key_ring import Purpose, Wrapped


class SessionStore(db.SessionStore):
    def encode(self, session_dict: dict[str, Any]) -> str:
        wrapped = ring().wrap(super().encode(session_dict).encode(), Purpose.SESSION)
        return f"{wrapped.ring_key}:{b64encode(wrapped.content).decode()}"

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        name, _, content = str(session_data).partition(":")
        try:
            wrapped = Wrapped(name, b64decode(content, validate=True))
            plain = ring().unwrap(wrapped, Purpose.SESSION)
        except ValueError:  # no base64, or WrongRingError
            return {}
        return super().decode(plain.decode())
