"""The parts of the service as one process group: started together, kept alive, ended together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

LOOK_EVERY = 0.2  # seconds
STEADY_AFTER = 60.0  # seconds alive, after which a fall is the first again
LONGEST_PAUSE = 30.0  # seconds before another start
STOP_WITHIN = 10.0  # seconds, then by force


@dataclass(slots=True)
class Part:
    """`name` as `python -m config.between.part` knows it."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    start_at: float = 0.0  # monotonic: when it was, or is to be, started
    falls: int = 0  # in quick succession

    def look_after(self, now: float, say: Callable[[str], None]) -> None:
        if self.process is None:
            if now >= self.start_at:
                self._start(now)
        elif (status := self.process.poll()) is not None:
            self._fall(now, status, say)

    def _start(self, now: float) -> None:
        command = [sys.executable, "-m", "config.between.part", self.name, str(os.getpid())]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  our own module
        self.start_at = now

    def _fall(self, now: float, status: int, say: Callable[[str], None]) -> None:
        self.falls = 1 if now - self.start_at > STEADY_AFTER else self.falls + 1
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** (self.falls - 1))
        say(f"{self.name} ended ({_ending(status)}); it is started again in {pause:g} s.")
        self.process, self.start_at = None, now + pause


def _ending(status: int) -> str:
    return f"exit status {status}" if status >= 0 else signal.Signals(-status).name


def keep_alive(
    parts: Iterable[Part],
    *,
    stop: threading.Event,
    say: Callable[[str], None],
    meanwhile: Callable[[], None],
) -> None:
    """Until `stop` is set; then every part is ended before this returns."""
    parts = list(parts)
    try:
        while not stop.is_set():
            for part in parts:
                part.look_after(time.monotonic(), say)
            meanwhile()
            stop.wait(LOOK_EVERY)
    finally:
        end(part.process for part in parts if part.process)


def end(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    """Ask all, wait for all, and force who does not come."""
    processes = list(processes)
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
