"""Secrets as container platforms hand them over: NAME_FILE names a file that holds the value of NAME."""

from collections.abc import MutableMapping
from pathlib import Path

SECRETS = (
    "SECRET_KEY",
    "ENCRYPTION_KEYS",
    "INDEX_KEY",
    "DATABASE_URL",
    "MIGRATE_DATABASE_URL",
    "REDIS_URL",
    "SMTP_PASSWORD",
    "METRICS_TOKEN",
    "HEARTBEAT_URL",
)
KEPT = ("SECRET_KEY", "ENCRYPTION_KEYS", "INDEX_KEY")  # made by `between serve` for itself


class SecretFileError(Exception):
    """The message says which variable to mend."""


def read_secret_files(environment: MutableMapping[str, str]) -> None:
    """Raises SecretFileError for a file that cannot be read, and where both ways are used at once."""
    for name in SECRETS:
        path = environment.get(f"{name}_FILE")
        if not path:
            continue
        if environment.get(name):
            raise SecretFileError(f"Both {name} and {name}_FILE are set: keep one of them.")
        try:
            environment[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as error:
            raise SecretFileError(f"{name}_FILE cannot be read: {type(error).__name__}.") from None


def kept_at(var_dir: Path, name: str) -> Path:
    return var_dir / name.lower()


def read_kept(environment: MutableMapping[str, str], var_dir: Path) -> None:
    """What the embedded service made for itself, where nothing else is set."""
    for name in KEPT:
        if not environment.get(name) and (file := kept_at(var_dir, name)).exists():
            environment[name] = file.read_text(encoding="utf-8")
