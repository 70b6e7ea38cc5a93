"""Which SEQUENCE a calendar message to one person carries, as plain numbers."""

# References:
#     RFC 5546 section 2.1.4: a receiver ignores a message below the highest SEQUENCE it knows, so a new
#     invitation after a CANCEL must be above it, and a CANCEL above what it takes back.


def request_sequence(event: int, floor: int, last: int | None) -> int:
    """Return the number of an invitation to somebody who has none, or whose last one was taken back."""
    return max(event, floor, -1 if last is None else last + 1)


def repeated_sequence(event: int, last: int) -> int:
    """Return the number of an invitation sent once more: the same, unless the event has moved on."""
    return max(event, last)


def cancel_sequence(event: int, last: int) -> int:
    """Return the number of a CANCEL to one person."""
    return max(event, last + 1)
