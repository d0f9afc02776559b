"""Calendars of strangers are read in a process of its own, which is killed when it takes too long."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from scheduler.domain.interval import Interval
from scheduler.ical.answer import BusyTimes, Mode
from scheduler.ical.errors import NotACalendarError, Trouble
from scheduler.ical.limits import LARGEST_FILE
from scheduler.reading.messages import Question, answer

SECONDS = 10.0  # to read one file
MEMORY = 256 * 2**20  # bytes
_PIECE = 2**16  # bytes at once
_START = """
import sys
sys.path.insert(0, sys.argv[1])
from scheduler.reading.worker import main
main(int(sys.argv[2]))
"""
_ROOT = Path(__file__).parents[2]


def read_in_a_process(
    raw: bytes,
    span: Interval,
    *,
    default_zone: str,
    mode: Mode,
    tentative_counts: bool = True,
) -> BusyTimes:
    """As `scheduler.ical.busy.read_busy`, by a process that reads nothing else. Raises NotACalendarError.

    `default_zone`: the IANA name of where whole days and times without a zone are meant.
    """
    with Reader(SECONDS) as reader:
        return reader.read(raw, span, default_zone=default_zone, mode=mode, tentative_counts=tentative_counts)


class Reader:
    """A process that reads one file after the other, and is started anew when one of them was its end."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def read(
        self,
        raw: bytes,
        span: Interval,
        *,
        default_zone: str | None,
        mode: Mode = Mode.BUSY,
        tentative_counts: bool = True,
    ) -> BusyTimes:
        """Raises NotACalendarError: no answer must ever pass for free time."""
        if len(raw) > LARGEST_FILE:
            why = f"the calendar is larger than {LARGEST_FILE} bytes; export a shorter span of it"
            raise NotACalendarError(why, Trouble.TOO_LARGE)
        asked = Question(span, default_zone, mode, tentative_counts)
        whole = False
        try:
            line = self._ask(asked.line(len(raw)) + raw)
            whole = True
        finally:
            if not whole:
                self.close()
        return answer(line)

    def _ask(self, sent: bytes) -> bytes:
        deadline = time.monotonic() + self._seconds
        process = self._started()
        if process.stdin is None or process.stdout is None:
            raise NotACalendarError(_FAILED, Trouble.READER_FAILED)
        try:
            _send(process.stdin, sent, deadline)
            return _received(process.stdout, deadline)
        except TimeoutError:
            why = f"the calendar could not be read within {self._seconds:g} seconds; export a shorter span"
            raise NotACalendarError(why, Trouble.TOO_SLOW) from None
        except OSError:
            raise NotACalendarError(_FAILED, Trouble.READER_FAILED) from None

    def _started(self) -> subprocess.Popen[bytes]:
        """Alone: no module path of whoever started us, no environment, so no secret either."""
        if self._process is None:
            command = [sys.executable, "-I", "-c", _START, str(_ROOT), str(self._memory)]
            self._process = subprocess.Popen(  # noqa: S603  our own program
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
            )
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    os.set_blocking(pipe.fileno(), False)
        return self._process


_FAILED = "the calendar's reader ended without an answer; the calendar may be damaged, export it again"


def _send(pipe: IO[bytes], sent: bytes, deadline: float) -> None:
    rest = memoryview(sent)
    while rest:
        _wait([], [pipe], deadline)
        rest = rest[os.write(pipe.fileno(), rest[:_PIECE]) :]


def _received(pipe: IO[bytes], deadline: float) -> bytes:
    """One line. Raises OSError where the process is gone."""
    pieces: list[bytes] = []
    while not pieces or not pieces[-1].endswith(b"\n"):
        _wait([pipe], [], deadline)
        pieces.append(os.read(pipe.fileno(), _PIECE))
        if not pieces[-1]:
            raise OSError
    return b"".join(pieces)


def _wait(to_read: list[IO[bytes]], to_write: list[IO[bytes]], deadline: float) -> None:
    """Raises TimeoutError."""
    if not any(select.select(to_read, to_write, [], max(0.0, deadline - time.monotonic()))):
        raise TimeoutError
