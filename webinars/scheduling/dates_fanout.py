"""Notify those who are registered for several dates that were changed together of all by one e-mail."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from webinars.outbox import priorities
from webinars.outbox.enqueue import NewMessage, enqueue_all
from webinars.outbox.models import Message
from webinars.outbox.topics import CHANGED_DATES, DATES_CHANGED
from webinars.registrations.group_registrations import ordering_key_of_dates
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE


def addresses_with_several(session: Session, event_id: int, payload: Mapping[str, Any]) -> set[str]:
    """Return the addresses at an event that are registered for other dates changed together with it, too.

    payload: of the message about the event's change.
    """
    together = payload.get("together")
    if together is None:
        return set()
    at_event = select(Registration.address).where(Registration.event_id == event_id)
    several = _with_several(together).where(Registration.address.in_(at_event))
    return set(session.scalars(several))


def notify_of_changed_dates(session: Session, message: Message) -> int:
    """Enqueue the e-mail that lists the changes of all their dates, to each address with several of them."""
    payload = message.payload
    changes = payload["changes"]
    rows = session.execute(
        select(Registration.id, Registration.event_id, Registration.address)
        .where(
            Registration.event_id.in_(payload["together"]["event_ids"]),
            Registration.status.in_(ACTIVE),
            Registration.address.in_(_with_several(payload["together"])),
        )
        .order_by(Registration.id)
    ).all()
    own: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for registration_id, event_id, address in rows:
        own[address].append((registration_id, event_id))
    group_id = int(payload["date_group_id"])
    enqueue_all(
        session,
        [
            NewMessage(
                CHANGED_DATES,
                {
                    "registration_id": registrations[0][0],
                    "date_group_id": group_id,
                    "changes": _of(changes, {event_id for _, event_id in registrations}),
                },
                ordering_key=ordering_key_of_dates(group_id, address),
                event_id=registrations[0][1],
                registration_id=registrations[0][0],
                # Before the short ones, each of which brings one calendar entry up to date.
                priority=priorities.BULK + 1,
            )
            for address, registrations in own.items()
        ],
    )
    return len(own)


def _of(changes: Mapping[str, Any], event_ids: Collection[int]) -> dict[str, Any]:
    names = ("previous", "notes", "texts_only")
    return {
        key: {name: change[name] for name in names if name in change}
        for key, change in changes.items()
        if int(key) in event_ids
    }


def _with_several(together: Mapping[str, Any]) -> Select[str]:
    """Select the addresses that were registered for several of some dates when these were changed.

    What happens afterwards does not matter: each message about the change finds the same addresses.
    """
    at = datetime.fromisoformat(together["at"])
    return (
        select(Registration.address)
        .where(
            Registration.event_id.in_(together["event_ids"]),
            Registration.address != "",
            Registration.created_at <= at,
            or_(Registration.status.in_(ACTIVE), Registration.status_at > at),
        )
        .group_by(Registration.address)
        .having(func.count(Registration.event_id.distinct()) > 1)
    )


HANDLERS: dict[str, Callable[[Session, Message], int]] = {DATES_CHANGED: notify_of_changed_dates}
