"""SEQUENCE of a calendar message to one attendee, on plain numbers."""

# References:
#     RFC 5546 section 2.1.4: a receiver ignores a message below the highest SEQUENCE it knows, so a new
#     invitation after a CANCEL must be above it, and a CANCEL above the invitation it cancels.


def request_sequence(event: int, floor: int, last: int | None) -> int:
    """Return the SEQUENCE of a first invitation, or of one after a CANCEL."""
    return max(event, floor, -1 if last is None else last + 1)


def repeated_sequence(event: int, last: int) -> int:
    """Return the SEQUENCE of a resent invitation: unchanged unless the event has a higher one."""
    return max(event, last)


def cancel_sequence(event: int, last: int) -> int:
    """Return the SEQUENCE of a CANCEL to one attendee."""
    return max(event, last + 1)
