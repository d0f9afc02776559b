"""The embedded service needs no set-up: its secret key is made on the first start, and kept."""

import secrets
from pathlib import Path

from environs import Env

from config.between.private_file import write_private

BASE_DIR = Path(__file__).resolve().parents[2]


def make_secret_key() -> None:
    """Where the settings would find none, and nobody else has to share it. Runs before settings are read."""
    env = Env()
    env.read_env(BASE_DIR / ".env", recurse=False)
    kept = env.path("VAR_DIR", default=BASE_DIR / "var") / "secret_key"
    embedded = env.bool("DEMO", default=False) or not env.str("DATABASE_URL", default="")
    if embedded and not env.str("SECRET_KEY", default="") and not kept.exists():
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(kept, secrets.token_urlsafe(50).encode())
