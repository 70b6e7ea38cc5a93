"""Progress of an invitee, from listed to registered, or withdrawn."""

from enum import StrEnum


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
