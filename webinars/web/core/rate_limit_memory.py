"""Counters of limits in the memory of one process, for installations that have one."""

import threading
from typing import Any

from limits.storage import Storage

from webinars.timezones import clock

SCHEME = "webinars-memory"
SWEEP_EVERY = 500


class MemoryStorage(Storage):
    """Fixed windows. The package's own would start a thread at almost every count, to look at every key."""

    STORAGE_SCHEME = [SCHEME]

    def __init__(self, uri: str | None = None, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=False)
        self._windows: dict[str, tuple[int, float]] = {}  # how often, and until when it counts
        self._calls = 0
        self._lock = threading.Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what a failing memory raises: nothing of its own."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count and return the new count; a window that is over begins anew."""
        now = _now()
        with self._lock:
            self._calls += 1
            if self._calls % SWEEP_EVERY == 0:
                self._windows = {
                    name: found for name, found in self._windows.items() if found[1] > now
                }
            count, ends_at = self._windows.get(key, (0, 0.0))
            if ends_at <= now:
                count, ends_at = 0, now + expiry
            self._windows[key] = (count + amount, ends_at)
            return count + amount

    def get(self, key: str) -> int:
        """Return the count of a window that is not over."""
        count, ends_at = self._windows.get(key, (0, 0.0))
        return count if ends_at > _now() else 0

    def get_expiry(self, key: str) -> float:
        """Return the second at which the window ends."""
        now = _now()
        ends_at = self._windows.get(key, (0, now))[1]
        return max(ends_at, now)

    def check(self) -> bool:
        """Tell whether counters can be read: always."""
        return True

    def reset(self) -> int | None:
        """Forget every counter."""
        with self._lock:
            number = len(self._windows)
            self._windows = {}
        return number

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with self._lock:
            self._windows.pop(key, None)


def _now() -> float:
    return clock.now().timestamp()
