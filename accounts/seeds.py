"""Seeds of second factors, from which the codes of an app and recovery codes are computed, as they are kept.

They are of a sign-in, which belongs to no practice, and the library that keeps them hands over the text
alone: so they lie under the ring itself, bound to their purpose and to no user. Older ones lie under keys
from SECRET_KEY, until `between keys rotate` seals them anew.
"""

import binascii
from base64 import b64decode, b64encode, urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.data_keys import ring
from accounts.domain.key_ring import Purpose, Wrapped, WrongRingError

UNDER_THE_RING = "ring:"
SECRET_KEY = ""  # in place of the name of a key of the ring


def sealed_seed(seed: str) -> str:
    """`ring:` with the name of the ring's key and base64. Raises KeyRingError."""
    wrapped = ring().wrap(seed.encode(), Purpose.SECOND_FACTOR)
    return f"{UNDER_THE_RING}{wrapped.ring_key}:{b64encode(wrapped.content).decode()}"


def opened_seed(kept: str) -> str:
    """Raises WrongRingError."""
    name, content = _parts(kept)
    if name == SECRET_KEY:
        return _opened_from_before(content)
    try:
        wrapped = Wrapped(name, b64decode(content, validate=True))
    except binascii.Error:
        raise WrongRingError("the seed of a second factor was tampered with") from None
    return ring().unwrap(wrapped, Purpose.SECOND_FACTOR).decode()


def ring_key_of(kept: str) -> str:
    """The name of the ring's key that it is kept under, or SECRET_KEY."""
    return _parts(kept)[0]


def _parts(kept: str) -> tuple[str, str]:
    if not kept.startswith(UNDER_THE_RING):
        return SECRET_KEY, kept
    name, _, content = kept.removeprefix(UNDER_THE_RING).partition(":")
    return name, content


def _opened_from_before(kept: str) -> str:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [salted_hmac("web.sign_in.seeds", b"", secret, algorithm="sha256").digest() for secret in secrets]
    ciphers = MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])
    try:
        return ciphers.decrypt(kept).decode()
    except InvalidToken:
        raise WrongRingError(
            "second factors are kept under an earlier SECRET_KEY: put it into SECRET_KEY_FALLBACKS,"
            " and run 'between keys rotate'"
        ) from None
