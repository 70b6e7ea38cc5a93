"""Rate limit counters in the memory of one process."""

import threading
from typing import Any

from limits.storage import Storage

from webinars.timezones import clock

SCHEME = "webinars-memory"
SWEEP_EVERY = 500


class MemoryStorage(Storage):
    """Fixed windows. The library's own storage would start a thread at almost every count, to expire keys."""

    STORAGE_SCHEME = [SCHEME]

    def __init__(self, uri: str | None = None, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=False)
        self._windows: dict[str, tuple[int, float]] = {}  # count, end of the window
        self._calls = 0
        self._lock = threading.Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return the exceptions of a failing storage: there are none."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Increment and return the count; start a new window if the last one has ended."""
        now = _now()
        with self._lock:
            self._calls += 1
            if self._calls % SWEEP_EVERY == 0:
                self._windows = {
                    name: window for name, window in self._windows.items() if window[1] > now
                }
            count, ends_at = self._windows.get(key, (0, 0.0))
            if ends_at <= now:
                count, ends_at = 0, now + expiry
            self._windows[key] = (count + amount, ends_at)
            return count + amount

    def get(self, key: str) -> int:
        """Return the count of the current window."""
        count, ends_at = self._windows.get(key, (0, 0.0))
        return count if ends_at > _now() else 0

    def get_expiry(self, key: str) -> float:
        """Return the Unix time at which the window ends."""
        now = _now()
        ends_at = self._windows.get(key, (0, now))[1]
        return max(ends_at, now)

    def check(self) -> bool:
        """Return whether the storage works: always."""
        return True

    def reset(self) -> int | None:
        """Delete all counters; return how many there were."""
        with self._lock:
            count = len(self._windows)
            self._windows = {}
        return count

    def clear(self, key: str) -> None:
        """Delete a counter."""
        with self._lock:
            self._windows.pop(key, None)


def _now() -> float:
    return clock.now().timestamp()
