"""The embedded service needs no set-up: its secrets are made on the first start, and kept.

Each has a file of its own. Whoever backs up the database keeps that of the encryption keys elsewhere.
"""

import secrets
from collections.abc import Callable
from pathlib import Path

from environs import Env

from config.between.private_file import write_private
from config.secret_files import kept_at

BASE_DIR = Path(__file__).resolve().parents[2]


def make_own_secrets() -> None:
    """Where the settings would find none, and nobody has to share them. Runs before settings are read."""
    env = Env()
    env.read_env(BASE_DIR / ".env", recurse=False)
    if env.str("DATABASE_URL", default="") and not env.bool("DEMO", default=False):
        return
    var_dir = env.path("VAR_DIR", default=BASE_DIR / "var")
    for name, make in MADE.items():
        kept = kept_at(var_dir, name)
        given = env.str(name, default="") or env.str(f"{name}_FILE", default="")
        if not given and not kept.exists():
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(kept, make().encode())


def _secret_key() -> str:
    return secrets.token_urlsafe(50)


def _first_ring() -> str:
    from accounts.domain.key_ring import new_key

    return f"first:{new_key()}"


def _index_key() -> str:
    from accounts.domain.key_ring import new_key

    return new_key()


MADE: dict[str, Callable[[], str]] = {
    "SECRET_KEY": _secret_key,
    "ENCRYPTION_KEYS": _first_ring,
    "INDEX_KEY": _index_key,
}
