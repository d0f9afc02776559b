"""What is written about the service, and what the service itself says, to hold one against the other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def read(path: str) -> str:
    return (ROOT / path).read_text()


def settings_read() -> set[str]:
    """The variables of the environment that the settings read."""
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', read("config/settings.py")))
