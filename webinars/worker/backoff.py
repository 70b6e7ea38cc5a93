"""Back-off of the worker while the mail server is unavailable: each pause is longer, up to a minute."""

import random
from datetime import timedelta

from webinars.timezones import clock

_MIN_PAUSE, _MAX_PAUSE = timedelta(seconds=5), timedelta(seconds=60)


class Backoff:
    """Pauses between attempts, measured by the monotonic clock."""

    def __init__(self) -> None:
        self._pause = _MIN_PAUSE
        self._retry_at: timedelta | None = None

    @property
    def is_active(self) -> bool:
        """Return whether the last attempt failed, even if its pause is over."""
        return self._retry_at is not None

    @property
    def is_pausing(self) -> bool:
        """Return whether it is too early for the next attempt."""
        return self._retry_at is not None and clock.monotonic() < self._retry_at

    def begin(self) -> timedelta:
        """Begin a pause after a failed attempt, and return its length without the random part."""
        pause = self._pause
        chance = random.random()  # noqa: S311 - spreads load, not a secret
        self._retry_at = clock.monotonic() + pause * (1 + chance / 4)
        self._pause = min(pause * 2, _MAX_PAUSE)
        return pause

    def reset(self) -> None:
        """End the back-off: the mail server answered."""
        self._pause, self._retry_at = _MIN_PAUSE, None
