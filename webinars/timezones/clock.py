"""What time it is. The only module that reads the computer's clock; tests stop it here.

Durations within one process are measured by monotonic(): the wall clock of now() may be set back or forward
while they run. Only what is stored, and read by other processes, is an instant of the wall clock.
"""

import time
from datetime import UTC, datetime, timedelta

_stopped: datetime | None = None
_stopped_monotonic = timedelta(0)


def now() -> datetime:
    """Return the present instant in UTC."""
    return _stopped or datetime.now(UTC)  # noqa: TID251 - the one place


def monotonic() -> timedelta:
    """Return the time since some fixed point of this process; setting the wall clock does not change it."""
    return _stopped_monotonic if _stopped else timedelta(seconds=time.monotonic())


def stop(at: datetime) -> None:
    """Hold the clock at an aware instant, until go().

    A clock that is held already: a later instant lets the time between them pass, an earlier one is a wall
    clock that was set back, by which no time passes.
    """
    global _stopped, _stopped_monotonic  # noqa: PLW0603 - one clock for the process is what this module is for
    if at.tzinfo is None:
        raise ValueError("the clock needs an aware instant")
    if _stopped is None:
        _stopped_monotonic = timedelta(seconds=time.monotonic())
    else:
        _stopped_monotonic += max(at - _stopped, timedelta(0))
    _stopped = at.astimezone(UTC)


def advance(by: timedelta) -> None:
    """Move a stopped clock."""
    stop(now() + by)


def go() -> None:
    """Let the clock run again."""
    global _stopped  # noqa: PLW0603
    _stopped = None
