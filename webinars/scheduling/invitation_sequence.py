"""SEQUENCE and DTSTAMP of a calendar message to one attendee, on plain values."""

# References:
#     RFC 5546 section 2.1.4: a receiver ignores a message below the highest SEQUENCE it knows, so a new
#     invitation after a CANCEL must be above it, and a CANCEL above the invitation it cancels.
#     Section 2.1.5: with equal SEQUENCE the later DTSTAMP wins; RFC 5545 writes it in whole seconds.

from datetime import datetime, timedelta


def request_sequence(event: int, floor: int, last: int | None) -> int:
    """Return the SEQUENCE of a first invitation, or of one after a CANCEL."""
    return max(event, floor, -1 if last is None else last + 1)


def repeated_sequence(event: int, last: int) -> int:
    """Return the SEQUENCE of a resent invitation: unchanged unless the event has a higher one."""
    return max(event, last)


def cancel_sequence(event: int, last: int) -> int:
    """Return the SEQUENCE of a CANCEL to one attendee."""
    return max(event, last + 1)


def next_dtstamp(now: datetime, last: datetime | None) -> datetime:
    """Return the DTSTAMP of a message: the time now, but at least a second after the last message."""
    if last is None:
        return now
    return max(now, last.replace(microsecond=0) + timedelta(seconds=1))
