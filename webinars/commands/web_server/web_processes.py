"""Web processes: forks of one that has loaded the application; one that dies is started again."""

# This process delivers e-mail while it waits for them. It forks with nothing but its main thread and without
# connections, because children inherit both in an unusable state: so delivery pauses for a fork.

import ctypes
import gc
import logging
import os
import signal
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import NoReturn, Protocol

from webinars.timezones import clock

log = logging.getLogger(__name__)

# When so many die within this time, all stop, so that systemd shows the problem.
MOST_DEATHS, DEATHS_WITHIN = 5, timedelta(minutes=1)
_STOPPING = (signal.SIGTERM, signal.SIGINT)
_PR_SET_PDEATHSIG = 1  # from sys/prctl.h


class PausableWork(Protocol):
    """Work of this process that pauses for a fork."""

    def start(self) -> None:
        """Begin, or go on."""

    def stop(self) -> bool:
        """Pause, and close connections; return whether nothing goes on."""


class WebProcesses:
    """Child processes that serve until stopped."""

    def __init__(self, serve: Callable[[], None], other_work: PausableWork | None) -> None:
        self._serve, self._other_work = serve, other_work
        self._children: set[int] = set()
        self._deaths: deque[timedelta] = deque(maxlen=MOST_DEATHS)

    def run(self, count: int) -> None:
        """Serve from so many processes until this one is stopped.

        Raises:
            SystemExit: a signal stopped this process, or it cannot go on.
        """
        try:
            for _ in range(count):
                self._start_process()
            while True:
                self._work_until_death()
                self._start_process()
        finally:
            self._stop()

    def _start_process(self) -> None:
        # The garbage collector leaves what exists now alone: it would write to memory that all share.
        gc.collect()
        gc.freeze()
        # A signal between the fork and its result would leave a process that nobody stops.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        parent = os.getpid()
        try:
            child = os.fork()
            if child == 0:
                _execute(self._serve, parent)
            self._children.add(child)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)

    def _work_until_death(self) -> None:
        """Wait until a process has died, and pause all other work for a fork."""
        if self._other_work:
            self._other_work.start()
        status = self._wait_for_death()
        now = clock.monotonic()
        self._deaths.append(now)
        log.error("A web process died (%d)", os.waitstatus_to_exitcode(status))
        if len(self._deaths) == MOST_DEATHS and now - self._deaths[0] < DEATHS_WITHIN:
            log.error("Too many web processes died; stopping the others")
            raise SystemExit(1)
        while self._other_work and not self._other_work.stop():
            log.error("Delivery does not pause yet, so a web process is missing; the others go on")

    def _wait_for_death(self) -> int:
        """Return how a web process ended; the first process of a container has other children too."""
        while True:
            child, status = os.wait()
            if child in self._children:
                self._children.discard(child)
                return status

    def _stop(self) -> None:
        for child in self._children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
        for child in self._children:
            with suppress(ChildProcessError):
                os.waitpid(child, 0)


def _execute(serve: Callable[[], None], parent: int) -> NoReturn:
    status = 1
    try:
        _stop_with_parent()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        if os.getppid() == parent:  # else it has died before the line above
            serve()
        status = 0
    except Exception:
        log.exception("A web process failed")
    finally:
        try:
            sys.stdout.flush()
        finally:
            os._exit(status)  # whatever happens: the callers of this function belong to the parent


def _stop_with_parent() -> None:
    """Let the kernel send SIGTERM when the parent dies: nobody would start a process that dies later.

    References:
        PR_SET_PDEATHSIG(2const).
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
