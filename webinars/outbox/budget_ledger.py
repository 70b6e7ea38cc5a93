"""The ledger of budgets: everything that is limited per hour is counted here."""

# A budget of n an hour is n numbered slots per key. Spending one writes the time into a free slot: one that
# was never used, or was used an hour ago or longer. The primary key and the condition of that write keep
# concurrent workers from taking the same slot, so that no sliding hour has more than n uses.
#
# References:
#     outbox/email_budgets.py: the budgets of e-mail.
#     docs/decisions/0030: why a sliding hour, and who may exceed a budget.

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Delete, bindparam, delete, select, tuple_
from sqlalchemy.orm import Session

from webinars.database import Base, for_update
from webinars.driver_execution import execute_bare
from webinars.outbox.models import LedgerEntry
from webinars.prepared_statements import PreparedInsert, PreparedQuery, open_connection
from webinars.timezones import clock

HOUR = timedelta(hours=1)
SLICE = 500
# Clocks of several machines differ by less.
MAX_CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class Charge:
    """One use: a slot of each key; budgets maps keys to their number of slots.

    group: uses of one group share a slot of a key. is_urgent: it is never refused.
    """

    id: int
    budgets: Mapping[str, int]
    group: str = ""
    is_urgent: bool = False


class Slot(NamedTuple):
    """A slot of a key in use: since when, by which group, and of how many."""

    spent_at: datetime
    group: str
    budget: int


Used = dict[str, dict[int, Slot]]


def spend(session: Session, charges: Sequence[Charge]) -> dict[int, datetime]:
    """Count uses in order, each in all of its budgets or in none.

    Return the refused ones by id, with the time at which their budgets free.
    """
    return _spend(session, charges)[0]


def spend_one(session: Session, key: str, budget: int) -> datetime | Sequence[datetime]:
    """Count one use of one budget, in two statements.

    Return when each use that counts now was made, this one included; if refused, when the budget frees.
    """
    refused, slots = _spend(session, [Charge(0, {key: budget})])
    return refused[0] if refused else [slot.spent_at for slot in slots[key].values()]


def used(session: Session, keys: Iterable[str], *, now: datetime) -> Used:
    """Return the slots in use, by key."""
    by_key: Used = defaultdict(dict)
    keys = sorted(keys)
    rows = _TAKEN.rows(open_connection(session), {"keys": keys, "now": now})
    latest, is_ahead = now + MAX_CLOCK_SKEW, False
    for key, slot, spent_at, group, budget in rows:
        if spent_at <= latest:
            by_key[key][slot] = Slot(spent_at, group, budget)
        else:
            is_ahead = True
    if is_ahead:
        # The clock was set back since; these would stay in use for longer than an hour.
        open_connection(session).execute(_FORGET_AHEAD, {"keys": keys, "until": latest})
    return by_key


def spent_keys(session: Session, keys: Sequence[str]) -> set[str]:
    """Return the keys whose budget is used up."""
    full: set[str] = set()
    for start in range(0, len(keys), SLICE):
        in_use = used(session, keys[start : start + SLICE], now=clock.now())
        full |= {
            key
            for key, slots in in_use.items()
            if len(slots) >= max(slot.budget for slot in slots.values())
        }
    return full


def purge(session: Session) -> int:
    """Delete slots that are free; return how many."""
    return open_connection(session).execute(_PURGE, {"now": clock.now()}).rowcount


def _spend(session: Session, charges: Sequence[Charge]) -> tuple[dict[int, datetime], Used]:
    """Return the refused uses, and the slots in use."""
    connection = open_connection(session)
    while True:
        now = clock.now()
        slots = used(session, _keys(charges), now=now)
        taken, refused = _choose(charges, slots, now)
        if not taken:
            return refused, slots
        if len(taken) == 1:
            if _SPENDING.execute(connection, taken):
                return refused, slots
            continue  # another worker took it
        if connection.dialect.name == "sqlite":
            # Its transactions that write follow each other: no other worker can take one.
            _SPENDING.execute(connection, taken)
            return refused, slots
        # If another worker took one of them, release ours and retry.
        execute_bare(connection, "SAVEPOINT spending")  # the end of the transaction releases it
        if _SPENDING.execute(connection, taken) == len(taken):
            return refused, slots
        execute_bare(connection, "ROLLBACK TO SAVEPOINT spending")


def _keys(charges: Iterable[Charge]) -> set[str]:
    return {key for charge in charges for key in charge.budgets}


def _choose(
    charges: Sequence[Charge], taken: Used, now: datetime
) -> tuple[list[dict[str, Any]], dict[int, datetime]]:
    """Return rows of the slots to take, in the same order for all workers, and the refused uses."""
    rows: list[dict[str, Any]] = []
    refused: dict[int, datetime] = {}
    free = {key: _free_slots(taken[key]) for key in _keys(charges)}
    for charge in charges:
        wanted = [
            (key, budget)
            for key, budget in charge.budgets.items()
            if not (charge.group and charge.group in {s.group for s in taken[key].values()})
        ]
        full = [(key, budget) for key, budget in wanted if len(taken[key]) >= budget]
        if full and not charge.is_urgent:
            refused[charge.id] = max(_frees_at(taken[key], budget) for key, budget in full)
            continue
        for key, budget in wanted:
            if (key, budget) in full:
                continue
            slot = next(free[key])
            taken[key][slot] = Slot(now, charge.group, budget)
            rows.append(
                {
                    "key": key,
                    "slot": slot,
                    "budget": budget,
                    "budget_group": charge.group,
                    "spent_at": now,
                    "frees_at": now + HOUR,
                }
            )
    return sorted(rows, key=lambda row: (row["key"], row["slot"])), refused


def _free_slots(taken: Mapping[int, Slot]) -> Iterator[int]:
    """Yield the numbers of free slots in order, also while the given ones are taken."""
    return (slot for slot in count(1) if slot not in taken)


def _frees_at(slots: Mapping[int, Slot], budget: int) -> datetime:
    """Return when fewer slots than the budget are in use; more may be if the setting was lowered."""
    if budget < 1:
        return clock.now() + HOUR
    return sorted(slot.spent_at for slot in slots.values())[-budget] + HOUR


def _spending(insert: Callable[[Any], Any]) -> Any:
    fresh = insert(_TABLE)
    new = fresh.excluded
    return fresh.on_conflict_do_update(
        index_elements=[_TABLE.c.key, _TABLE.c.slot],
        set_={name: new[name] for name in ("budget", "budget_group", "spent_at", "frees_at")},
        where=_TABLE.c.frees_at <= new.spent_at,
    )


def _deleting(*conditions: ColumnElement[bool], skip_locked: bool = False) -> Delete:
    """Build a statement that deletes slots, locked in the order in which workers take them."""
    locked = for_update(
        select(_TABLE.c.key, _TABLE.c.slot)
        .where(*conditions)
        .order_by(_TABLE.c.key, _TABLE.c.slot),
        skip_locked=skip_locked,
    )
    return delete(_TABLE).where(tuple_(_TABLE.c.key, _TABLE.c.slot).in_(locked))


_TABLE = Base.metadata.tables[LedgerEntry.__tablename__]
_TAKEN = PreparedQuery(
    select(
        _TABLE.c.key, _TABLE.c.slot, _TABLE.c.spent_at, _TABLE.c.budget_group, _TABLE.c.budget
    ).where(
        _TABLE.c.key.in_(bindparam("keys", expanding=True)), _TABLE.c.frees_at > bindparam("now")
    )
)
_SPENDING = PreparedInsert(_spending, [column.name for column in _TABLE.columns])
_FORGET_AHEAD = _deleting(
    _TABLE.c.key.in_(bindparam("keys", expanding=True)), _TABLE.c.spent_at > bindparam("until")
)
_PURGE = _deleting(_TABLE.c.frees_at <= bindparam("now"), skip_locked=True)
