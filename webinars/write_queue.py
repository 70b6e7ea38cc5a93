"""A fair queue of the writers of an SQLite file, across all threads and processes of this machine."""

# SQLite allows one writer; the others poll with growing pauses and give up after the busy timeout, in no
# particular order. Under load some starved and were answered 503. Here the threads of a process wait in FIFO
# order, and the first thread of each process competes with the other processes for two file locks next to the
# database: the holder of the "next" lock is the only one to poll for the write lock, so a process that has
# just written cannot overtake one that waits. The operating system releases the locks of a process that dies.
#
# E-mail delivery has background priority: while web requests wait, it yields to them for a limited time.

import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

# After this time a writer proceeds without the queue, and SQLite's busy timeout applies.
MAX_WAIT_SECONDS = 45.0
# How long a background transaction yields to others.
YIELD_SECONDS = 0.5
# Only one process at a time polls for the write lock, so it can poll often.
POLL_SECONDS, POLL_NEXT_SECONDS = 0.003, 0.0005

_this_thread = threading.local()


@contextmanager
def in_background() -> Iterator[None]:
    """Give the transactions of this thread background priority."""
    _this_thread.is_background = True
    try:
        yield
    finally:
        _this_thread.is_background = False


class WriteQueue:
    """The write queue of one database file."""

    def __init__(self, database: str) -> None:
        self._write_lock_file, self._next_file = f"{database}-turn", f"{database}-next"
        self._waiting_file = f"{database}-waiting"
        self._lock = threading.Lock()
        self._is_held = False
        self._threads: deque[threading.Event] = deque()
        self._holder: int | None = None

    @contextmanager
    def acquire(self) -> Iterator[None]:
        """Wait for the write lock; reentrant within a thread."""
        if self._holder == threading.get_ident():
            yield
            return
        waiting = None
        if getattr(_this_thread, "is_background", False):
            self._yield_to_others()
        else:
            waiting = _lock_shared(self._waiting_file)
        try:
            if not self._wait_for_threads():
                yield
                return
            try:
                write_lock = self._wait_for_processes()
                try:
                    self._holder = threading.get_ident()
                    yield
                finally:
                    self._holder = None
                    _close(write_lock)
            finally:
                self._wake_next_thread()
        finally:
            _close(waiting)

    def _wait_for_processes(self) -> int | None:
        next_lock = _lock(self._next_file, MAX_WAIT_SECONDS, POLL_SECONDS)
        try:
            return _lock(self._write_lock_file, MAX_WAIT_SECONDS, POLL_NEXT_SECONDS)
        finally:
            _close(next_lock)

    def _yield_to_others(self) -> None:
        _close(_lock(self._waiting_file, YIELD_SECONDS, POLL_SECONDS))

    def _wait_for_threads(self) -> bool:
        """Wait until this thread is the first of its process; return False after a timeout."""
        with self._lock:
            if not self._is_held:
                self._is_held = True
                return True
            ready = threading.Event()
            self._threads.append(ready)
        if ready.wait(MAX_WAIT_SECONDS):
            return True
        with self._lock:
            if ready in self._threads:
                self._threads.remove(ready)
                return False
        return True  # woken between the timeout and the lock

    def _wake_next_thread(self) -> None:
        with self._lock:
            if self._threads:
                self._threads.popleft().set()
            else:
                self._is_held = False


# Without ExitStack, which took longer than the calls of the operating system.


def _open(path: str) -> int | None:
    """Open the lock file for each acquisition: flock() locks belong to the open file, which a fork shares."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None  # the folder is not writable; SQLite reports that


def _close(file: int | None) -> None:
    """Close a lock file, which releases its lock."""
    if file is not None:
        os.close(file)


def _lock_shared(path: str) -> int | None:
    file = _open(path)
    if file is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_SH)  # exclusive holders release it at once
        except BaseException:
            os.close(file)
            raise
    return file


def _lock(path: str, seconds: float, pause: float) -> int | None:
    """Try for some seconds to lock a file exclusively; return it, locked or not."""
    file = _open(path)
    if file is None:
        return None
    try:
        for _ in range(int(seconds / pause)):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(pause)
            else:
                break
    except BaseException:
        os.close(file)
        raise
    return file
