"""Why an invitee whose calendar has accepted is not registered by that."""

from enum import StrEnum


class NotRegistered(StrEnum):
    """What an invitee lacks: a choice of registration type, or open registration."""

    TYPE = "type"
    NOT_YET = "not-yet"
    CLOSED = "closed"


# After these the calendar entry is of no use any more.
ENDING = (NotRegistered.CLOSED,)
