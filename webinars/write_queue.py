"""One queue of writers for an SQLite file, over all threads and processes of this machine.

SQLite lets one connection write and lets the others poll: they sleep for growing times and give up after the
busy timeout, whoever came first. Under a rush some lose every time, and were answered 503. Here the threads
of a process wait in order, and the first of each process competes with those of the others by file locks
beside the database. Two of them make it fair: whoever has the one is next to get the other, so that a process
that has just written cannot take the next turn before somebody who waits. The locks of a process end with it,
however it dies.

Delivery of e-mail waits in the background: as long as forms wait, it lets them go first, for a while.
"""

import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

# Whoever waits longer goes on without the queue: SQLite's own busy timeout decides then.
LONGEST_WAIT_SECONDS = 45.0
# How long one transaction of the background lets others go first.
YIELD_SECONDS = 0.5
# One process at a time polls for the turn itself, so it can do so often.
POLL_SECONDS, POLL_NEXT_SECONDS = 0.003, 0.0005

_this_thread = threading.local()


@contextmanager
def in_background() -> Iterator[None]:
    """Let the transactions of this thread give way to those of others."""
    _this_thread.is_background = True
    try:
        yield
    finally:
        _this_thread.is_background = False


class WriteQueue:
    """The queue in front of one database file."""

    def __init__(self, database: str) -> None:
        self._turn_file, self._next_file = f"{database}-turn", f"{database}-next"
        self._waiting_file = f"{database}-waiting"
        self._lock = threading.Lock()
        self._is_taken = False
        self._threads: deque[threading.Event] = deque()
        self._holder: int | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until nobody else writes; a thread that has the turn already goes on."""
        if self._holder == threading.get_ident():
            yield
            return
        with ExitStack() as held:
            if getattr(_this_thread, "is_background", False):
                self._let_others_go_first()
            else:
                _lock_shared(held, self._waiting_file)
            if self._wait_for_threads():
                held.callback(self._next_thread)
                self._wait_for_processes(held)
                self._holder = threading.get_ident()
                held.callback(setattr, self, "_holder", None)
            yield

    def _wait_for_processes(self, held: ExitStack) -> None:
        with ExitStack() as next_turn:
            _lock(next_turn, self._next_file, LONGEST_WAIT_SECONDS, POLL_SECONDS)
            _lock(held, self._turn_file, LONGEST_WAIT_SECONDS, POLL_NEXT_SECONDS)

    def _let_others_go_first(self) -> None:
        with ExitStack() as looking:
            _lock(looking, self._waiting_file, YIELD_SECONDS, POLL_SECONDS)

    def _wait_for_threads(self) -> bool:
        """Wait until this thread is the first of its process; False if that took too long."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            turn = threading.Event()
            self._threads.append(turn)
        if turn.wait(LONGEST_WAIT_SECONDS):
            return True
        with self._lock:
            if turn in self._threads:
                self._threads.remove(turn)
                return False
        return True  # it came at the last moment

    def _next_thread(self) -> None:
        with self._lock:
            if self._threads:
                self._threads.popleft().set()
            else:
                self._is_taken = False


def _opened(held: ExitStack, path: str) -> int | None:
    """Open a file of this turn's own: a lock belongs to an open file, which a fork would share."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None  # a folder that cannot be written to: SQLite says what is wrong with it
    held.callback(os.close, file)
    return file


def _lock_shared(held: ExitStack, path: str) -> None:
    file = _opened(held, path)
    if file is not None:
        fcntl.flock(file, fcntl.LOCK_SH)  # held exclusively for a moment at most


def _lock(held: ExitStack, path: str, seconds: float, pause: float) -> None:
    """Lock a file exclusively until what is held is let go; not, if others have it for so long."""
    file = _opened(held, path)
    if file is None:
        return
    for _ in range(int(seconds / pause)):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(pause)
        else:
            return
