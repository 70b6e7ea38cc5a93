"""What time it is. The only module that reads the computer's clock; tests stop it here."""

from datetime import UTC, datetime, timedelta

_stopped: datetime | None = None


def now() -> datetime:
    """Return the present instant in UTC."""
    return _stopped or datetime.now(UTC)  # noqa: TID251 - the one place


def stop(at: datetime) -> None:
    """Hold the clock at an aware instant, until go()."""
    global _stopped  # noqa: PLW0603 - one clock for the process is what this module is for
    if at.tzinfo is None:
        raise ValueError("the clock needs an aware instant")
    _stopped = at.astimezone(UTC)


def advance(by: timedelta) -> None:
    """Move a stopped clock."""
    stop(now() + by)


def go() -> None:
    """Let the clock run again."""
    global _stopped  # noqa: PLW0603
    _stopped = None
