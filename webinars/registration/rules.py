"""Who gets a place, who waits, when the room is open; decisions on plain values."""

import hashlib
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from webinars.errors import InvalidInputError
from webinars.timekeeping import zones

NAME_LENGTH = 200
AFFILIATION_LENGTH = 200
ROOM_OPENS_BEFORE = timedelta(minutes=15)
ROOM_STAYS_AFTER = timedelta(hours=1)
MAILS_AN_HOUR = 3
DIGEST_TIME = time(18)


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


class Room(StrEnum):
    """What stands at the door of an event's room."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"


def room_at(starts_at: datetime, ends_at: datetime, now: datetime) -> Room:
    """Tell whether the room is open: from a quarter of an hour before until a while after."""
    if now < starts_at - ROOM_OPENS_BEFORE:
        return Room.EARLY
    return Room.OPEN if now < ends_at + ROOM_STAYS_AFTER else Room.OVER


def digest_at(day: date, zone: str) -> datetime:
    """Return when an organiser's daily letter leaves: it tells of all since that of the day before."""
    try:
        return zones.to_instant(datetime.combine(day, DIGEST_TIME), zone)
    except InvalidInputError:
        # Clocks that change at six in the evening are not known; should they, the day's start serves.
        return zones.first_moment(day, zone)


def digest_day(now: datetime, zone: str) -> date:
    """Return the day whose letter tells of what happens now."""
    today = zones.to_local(now, zone).date()
    return today if now < digest_at(today, zone) else today + timedelta(days=1)


def address_number(new_email: str, generation: int) -> int:
    """Return the number that an address proof signs instead of the generation.

    It depends on the address to be proved: a link mailed to one address never proves another.
    """
    said = f"{generation}\n{new_email}".encode()
    return int.from_bytes(hashlib.sha256(said).digest()[:6])
