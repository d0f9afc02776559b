"""No orphans: a process on the leash ends soon after its parent, even where that one was killed outright."""

import os
import signal
import threading
import time

LOOK_EVERY = 0.5  # seconds
GRACE = 5.0  # seconds between asking and ending


def end_with(parent: int) -> None:
    """`parent`: the process id of this process's parent."""
    threading.Thread(target=_watch, args=[parent], name="leash", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
