"""The system clock: the only module that reads it, so that tests can stop it here."""

# Use monotonic() for durations within one process, because the wall clock of now() may be adjusted; use now()
# for stored instants.

import time
from datetime import UTC, datetime, timedelta

_stopped: datetime | None = None
_stopped_monotonic = timedelta(0)


def now() -> datetime:
    """Return the current time in UTC."""
    return _stopped or datetime.now(UTC)  # noqa: TID251 - the only use


def monotonic() -> timedelta:
    """Return the time since a fixed point, unaffected by changes of the wall clock."""
    return _stopped_monotonic if _stopped else timedelta(seconds=time.monotonic())  # noqa: TID251 - the only use


def stop(at: datetime) -> None:
    """Stop the clock at an aware instant, until go().

    If the clock is stopped already, a later instant also advances monotonic(); an earlier one simulates a
    wall clock that was set back, and does not.
    """
    global _stopped, _stopped_monotonic  # noqa: PLW0603 - one clock per process is intended
    if at.tzinfo is None:
        raise ValueError("the clock needs an aware instant")
    if _stopped is None:
        _stopped_monotonic = timedelta(seconds=time.monotonic())  # noqa: TID251 - the only use
    else:
        _stopped_monotonic += max(at - _stopped, timedelta(0))
    _stopped = at.astimezone(UTC)


def advance(by: timedelta) -> None:
    """Advance a stopped clock."""
    stop(now() + by)


def go() -> None:
    """Start the clock again."""
    global _stopped  # noqa: PLW0603
    _stopped = None
