"""Progress of an invitee, from listed to registered, or withdrawn; and the reply of their calendar."""

from enum import StrEnum


class Partstat(StrEnum):
    """What an invitee's calendar replied to the invitation."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class InviteeState(StrEnum):
    """Progress of an invitee. ACCEPTED: in their calendar, without a registration that came of it."""

    LISTED = "listed"
    INVITED = "invited"
    OPENED = "opened"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"


def invitee_state(
    *,
    was_invited: bool,
    was_withdrawn: bool,
    was_opened: bool,
    is_registered: bool,
    partstat: Partstat | None = None,
) -> InviteeState:
    """Return the furthest progress of an invitee; a reply counts more than an opened form."""
    if is_registered:
        return InviteeState.REGISTERED
    if was_withdrawn:
        return InviteeState.WITHDRAWN
    if not was_invited:
        return InviteeState.LISTED
    if partstat is not None:
        return InviteeState(partstat)
    return InviteeState.OPENED if was_opened else InviteeState.INVITED
