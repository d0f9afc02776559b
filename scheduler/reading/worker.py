"""The process that reads: it knows no secret, reaches nothing, and can be killed at any instant."""

import gc
import resource
import sys
import time
from contextlib import suppress
from typing import BinaryIO

from scheduler.domain.wall_clock import zone
from scheduler.ical.busy import read_busy
from scheduler.ical.errors import NotACalendarError, Trouble
from scheduler.reading.messages import Question, answer_line, question, refusal_line

SECONDS = 30  # of the processor's; whoever asks waits for less


def main(memory: int) -> None:
    """Answer until there is nothing more to read. `memory`: the most it may take, in bytes."""
    _bind(memory)
    gc.freeze()  # what is here stays; and a file that is being read leaves next to no rings of garbage
    gc.disable()
    while line := sys.stdin.buffer.readline():
        _bind_time()
        asked, size = question(line)
        sys.stdout.buffer.write(_answer(asked, sys.stdin.buffer, size))
        sys.stdout.buffer.flush()
        gc.collect()


def _answer(asked: Question, source: BinaryIO, size: int) -> bytes:
    try:
        return answer_line(
            read_busy(
                source.read(size),
                asked.span,
                default_zone=zone(asked.default_zone) if asked.default_zone else None,
                mode=asked.mode,
                tentative_counts=asked.tentative_counts,
            )
        )
    except NotACalendarError as error:
        return refusal_line(error)
    except MemoryError:
        pass  # what was held is let go before anything is said
    why = "reading the calendar takes more memory than it may; export a shorter span of it"
    return refusal_line(NotACalendarError(why, Trouble.TOO_MUCH_MEMORY))


def _bind_time() -> None:
    """So much for each file, also where whoever started this is there no more to end it."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(time.process_time()) + SECONDS
    if most == resource.RLIM_INFINITY or until < most:
        resource.setrlimit(resource.RLIMIT_CPU, (until, most))


def _bind(memory: int) -> None:
    """No more memory than that, no file to write, no core to leave behind.

    Memory is bound where the system can do it (Linux); elsewhere the limits on what is read have to do.
    """
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))
