"""A value that threads share and load again when it is older than a bound."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


class TimedValue(Generic[T]):
    """One loaded value; its age is measured by the monotonic clock of the caller."""

    def __init__(self, longest: timedelta) -> None:
        self._longest = longest
        self._lock = threading.Lock()
        self._loaded: tuple[timedelta, T] | None = None

    def get(self, now: timedelta, load: Callable[[], T]) -> T:
        """Return the value, and load it if there is none that is recent enough.

        While one thread loads, the others wait, so that a burst of requests loads it once.
        """
        loaded = self._loaded
        if loaded is not None and now - loaded[0] < self._longest:
            return loaded[1]
        with self._lock:
            loaded = self._loaded
            if loaded is None or now - loaded[0] >= self._longest:
                loaded = self._loaded = (now, load())
            return loaded[1]

    def clear(self) -> None:
        """Forget the value, because this process has changed what it was loaded from."""
        with self._lock:
            self._loaded = None
