"""How many registrations one client may send for an event, and from which on they need verification."""

import math
from collections.abc import Collection
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
    spent = budget_ledger.spend_one(session, _key(event_id, client), client.per_hour)
    if isinstance(spent, datetime):
        raise _too_many(spent)
    return _is_rush(spent)


def count_client_of_dates(session: Session, event_ids: Collection[int], client: Client) -> set[int]:
    """Count a client's registration at each of some events; return those where it needs verification.

    All or none are counted, in three statements.

    Raises:
        ConflictError: "too-many-registrations".
    """
    keys = {_key(event_id, client): event_id for event_id in event_ids}
    charge = budget_ledger.Charge(0, dict.fromkeys(keys, client.per_hour))
    if refused := budget_ledger.spend(session, [charge]):
        raise _too_many(refused[0])
    slots = budget_ledger.used(session, keys, now=clock.now())
    return {
        event_id
        for key, event_id in keys.items()
        if _is_rush([slot.spent_at for slot in slots[key].values()])
    }


def _key(event_id: int, client: Client) -> str:
    return f"registrations:{event_id}:{client.key}"


def _too_many(frees_at: datetime) -> ConflictError:
    seconds = math.ceil((frees_at - clock.now()).total_seconds())
    return ConflictError("too-many-registrations", seconds=seconds)


def _is_rush(spent: Collection[datetime]) -> bool:
    since = clock.now() - RUSH_WITHIN
    return sum(at > since for at in spent) > RUSH_BEGINS_AFTER
