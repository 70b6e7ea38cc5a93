"""How many registrations one client may send for an event, and from which on they need verification."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.outbox import budget_ledger
from webinars.timezones import clock

# Registrations of one client for one event; default of the setting.
CLIENT_REGISTRATIONS_PER_HOUR = 60
# More registrations than this from one client within RUSH_WITHIN need verification.
RUSH_BEGINS_AFTER = 10
RUSH_WITHIN = timedelta(minutes=10)
RUSH_VERIFICATION_HOURS = 24


@dataclass(frozen=True)
class Client:
    """An unauthenticated client: a digest of its address, and its hourly limit for one event."""

    key: str
    per_hour: int


def count_client(session: Session, event_id: int, client: Client) -> bool:
    """Count a client's registration at an event; return whether so many arrive that they need verification.

    Raises:
        ConflictError: "too-many-registrations".
    """
    key = f"registrations:{event_id}:{client.key}"
    spent = budget_ledger.spend_one(session, key, client.per_hour)
    if isinstance(spent, datetime):
        wait = spent - clock.now()
        raise ConflictError("too-many-registrations", seconds=math.ceil(wait.total_seconds()))
    since = clock.now() - RUSH_WITHIN
    return sum(at > since for at in spent) > RUSH_BEGINS_AFTER
