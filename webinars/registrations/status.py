"""Status of a registration: which hold a place, which may follow which, and why one ended."""

from collections.abc import Collection, Mapping
from enum import StrEnum


class Status(StrEnum):
    """State of a registration; HOLDING lists the states that hold a place."""

    AWAITING_APPROVAL = "awaiting_approval"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class CancelReason(StrEnum):
    """Why a registration was cancelled or refused; the two last are sent in e-mails but not stored."""

    BY_REGISTRANT = "cancelled-by-registrant"
    BY_ORGANISER = "cancelled-by-organiser"  # at the registrant's request
    BY_DELEGATION = "withdrawn-by-delegation"
    REMOVED = "removed-by-organiser"
    DECLINED = "declined-in-calendar"
    MOVED = "moved-to-another-time"
    OFFER_EXPIRED = "offer-expired"
    VERIFICATION_EXPIRED = "verification-expired"
    ADDRESS_CHANGED = "address-changed"
    ERASED = "erased"


HOLDING = (Status.CONFIRMED, Status.AWAITING_APPROVAL, Status.OFFERED)
ACTIVE = (*HOLDING, Status.WAITING)


# Which status may follow which; None: of a new registration. Free places and policies decide among them.
TRANSITIONS: Mapping[Status | None, Collection[Status]] = {
    None: (Status.AWAITING_APPROVAL, Status.CONFIRMED, Status.WAITING),
    Status.AWAITING_APPROVAL: (Status.CONFIRMED, Status.REFUSED, Status.CANCELLED),
    Status.CONFIRMED: (Status.REFUSED, Status.CANCELLED),
    Status.WAITING: (
        Status.AWAITING_APPROVAL,
        Status.OFFERED,
        Status.CONFIRMED,
        Status.REFUSED,
        Status.CANCELLED,
    ),
    Status.OFFERED: (Status.CONFIRMED, Status.REFUSED, Status.CANCELLED),
    # An organiser restores it; or its event is over and its data was erased.
    Status.REFUSED: (Status.CONFIRMED, Status.WAITING, Status.CANCELLED),
    # The registrant registers again.
    Status.CANCELLED: (Status.AWAITING_APPROVAL, Status.CONFIRMED, Status.WAITING),
}


def next_status(before: Status | None, after: Status) -> Status:
    """Return the new status if it may follow the present one; every writer of a status calls this.

    Raises:
        ValueError: it may not; the caller did not check the present status.
    """
    if after not in TRANSITIONS[before]:
        raise ValueError(f"a registration cannot change from {before or 'new'} to {after}")
    return after
