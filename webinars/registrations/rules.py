"""Who gets a place, who waits, when the room is open; decisions on plain values."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NAME_LENGTH = 200
AFFILIATION_LENGTH = 200
JOIN_OPENS_BEFORE = timedelta(minutes=15)
# How often the owner of one registration may ask other addresses for a proof.
VERIFICATIONS_PER_HOUR = 3
# From so many registrations of one client for one event within so long, places are held until proved.
RUSH_BEGINS_AFTER = 10
RUSH_WITHIN = timedelta(minutes=10)
RUSH_VERIFICATION_HOURS = 24


@dataclass(frozen=True)
class Client:
    """Who sends a registration without signing in: a digest, and how many an hour one event takes of it."""

    key: str
    per_hour: int


class Status(StrEnum):
    """Where a registration stands; HOLDING says which of them hold a place."""

    AWAITING_APPROVAL = "awaiting_approval"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    REFUSED = "refused"
    CANCELLED = "cancelled"


HOLDING = (Status.CONFIRMED, Status.AWAITING_APPROVAL, Status.OFFERED)
ACTIVE = (*HOLDING, Status.WAITING)


class JoinState(StrEnum):
    """What stands at the door of an event's room."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"


def join_state(starts_at: datetime, ends_at: datetime, now: datetime) -> JoinState:
    """Return whether people may join: from a quarter of an hour before the start until the end."""
    if now < starts_at - JOIN_OPENS_BEFORE:
        return JoinState.EARLY
    return JoinState.OPEN if now < ends_at else JoinState.OVER


def address_digest(event_id: int, address: str) -> str:
    """Return what stands for the address of somebody who was removed from an event and erased themselves."""
    said = f"{event_id}\n{address}".encode()
    return f"sha256:{hashlib.sha256(said).hexdigest()}"
