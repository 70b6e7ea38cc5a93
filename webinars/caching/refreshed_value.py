"""A value that threads share, and that one of them loads again when it is older than a bound."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


class RefreshedValue(Generic[T]):
    """One loaded value, and the count of its changes; its age is measured by the caller's monotonic clock.

    Until it was loaded once, value is the initial one. loaded_at: it is taken as loaded then.
    """

    def __init__(
        self, initial: T, longest: timedelta, *, loaded_at: timedelta | None = None
    ) -> None:
        self.value = initial
        self.version = 0
        self._longest = longest
        self._loaded_at = loaded_at
        self._lock = threading.Lock()

    def refresh(self, now: timedelta, load: Callable[[], T], *, at_once: bool = False) -> None:
        """Load the value if it is too old, or at once; if load() raises, the next call tries again.

        One thread loads while others go on with the value they have. Only for the first load do they wait.
        """
        is_first = self._loaded_at is None
        if not at_once and not self._is_too_old(now):
            return
        if self._lock.acquire(blocking=at_once or is_first):
            try:
                if at_once or self._is_too_old(now):  # another thread may have loaded it
                    self._replace(load())
                    self._loaded_at = now
            finally:
                self._lock.release()

    def _is_too_old(self, now: timedelta) -> bool:
        return self._loaded_at is None or now - self._loaded_at >= self._longest

    def _replace(self, value: T) -> None:
        if value != self.value:
            # First the value, then its version: what is cached under the new version shows the new value.
            self.value = value
            self.version += 1
