"""Programs that read calendars, each installed into var/calendar-apps, apart from everything of ours."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests import services

FOLDER = Path(__file__).resolve().parent.parent / "var" / "calendar-apps"
ICAL_JS = FOLDER / "node_modules" / "ical.js" / "dist" / "ical.js"
PROGRAMS = FOLDER / "venv" / "bin"
CALCURSE = "calcurse"
_ICAL_JS = "ical.js@2.2.1"
_IN_PYTHON = ("vdirsyncer==0.21.0", "khal==0.14.1", "radicale==3.9.0")


def install_missing() -> None:
    """From the usual registries, where they are to be had. `missing` says afterwards what is not there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not ICAL_JS.exists() and shutil.which("npm"):
        services.call(["npm", "install", "--silent", "--no-audit", "--prefix", FOLDER, _ICAL_JS])
    if not _in_python():
        services.call([sys.executable, "-m", "venv", FOLDER / "venv"])
        services.call([PROGRAMS / "pip", "install", "-qq", "--disable-pip-version-check", *_IN_PYTHON])


def missing() -> list[str]:
    found = {
        "ical.js (needs npm, and node)": ICAL_JS.exists() and shutil.which("node"),
        "vdirsyncer, khal and radicale (by pip)": _in_python(),
        "calcurse (by apt)": shutil.which(CALCURSE),
    }
    return [name for name, there in found.items() if not there]


def _in_python() -> bool:
    return all((PROGRAMS / name).exists() for name in ("vdirsyncer", "khal", "radicale"))


def need(*programs: Path | str) -> None:
    """Skips the test where one is missing, and says how to have it."""
    for each in programs:
        if not Path(each).exists() and not shutil.which(str(each)):
            pytest.skip(f"{Path(each).name} is not here; make test installs it where that is allowed")


def told_by(
    command: Sequence[str | Path], *, given: str = "", and_complaints: bool = False, **environment: str
) -> str:
    """What the program prints; where it fails, the test does, with what it complains of."""
    done = subprocess.run(  # noqa: S603  every command is written in the tests
        [str(word) for word in command],
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environment},
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout + (done.stderr if and_complaints else "")
