"""Limits of lists, and the progress of invitees; decisions on plain values."""

from enum import StrEnum

NAME_LENGTH = 200
MAX_LINES = 5000
# A compromised organiser account must not become a source of bulk mail.
INVITATIONS_PER_DAY = 10_000
MAX_DELEGATIONS = 500


class InviteeState(StrEnum):
    """Progress of an invitee."""

    LISTED = "listed"
    INVITED = "invited"
    OPENED = "opened"
    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"


def invitee_state(
    *, was_invited: bool, was_withdrawn: bool, was_opened: bool, is_registered: bool
) -> InviteeState:
    """Return the furthest progress of an invitee."""
    if is_registered:
        return InviteeState.REGISTERED
    if was_withdrawn:
        return InviteeState.WITHDRAWN
    if not was_invited:
        return InviteeState.LISTED
    return InviteeState.OPENED if was_opened else InviteeState.INVITED
