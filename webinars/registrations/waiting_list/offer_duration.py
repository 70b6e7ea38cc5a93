"""How long an offer of a freed place lasts."""

from datetime import datetime, timedelta

# This close to the start, a freed place is confirmed at once instead of offered.
IMMEDIATE_BEFORE_START = timedelta(hours=6)


MIN_OFFER = timedelta(hours=1)


# An offer lasts at most this fraction of the remaining time, so that several can follow.
PART_OF_TIME_LEFT = 4


def offer_deadline(now: datetime, starts_at: datetime, hours: int) -> datetime | None:
    """Return when an offer of a freed place expires, or None to confirm it at once.

    Offers get shorter as the event approaches, so that time is left for the next one.
    """
    left = starts_at - now
    if left <= IMMEDIATE_BEFORE_START:
        return None
    return now + min(timedelta(hours=hours), max(MIN_OFFER, left / PART_OF_TIME_LEFT))
