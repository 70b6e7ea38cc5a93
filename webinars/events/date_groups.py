"""Groups of events that are the dates of one: which they are, and which follow another."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, tuple_
from sqlalchemy.orm import Session

from webinars.database import for_update
from webinars.errors import NotFoundError
from webinars.events.enums import PUBLIC
from webinars.events.models import DateGroup, Event
from webinars.events.roles import Role
from webinars.prepared_statements import PreparedQuery
from webinars.timezones import clock

# Of one group: a change of all dates is one transaction, and a page shows them.
MOST_IN_GROUP = 120
# Of the other dates, on the page of one; the form for several dates has all.
MOST_ON_PAGE = 12
_COMING = (
    select(DateGroup.is_for_all_only, Event.slug, Event.revision)
    .join(Event, Event.date_group_id == DateGroup.id)
    .where(
        Event.date_group_id == bindparam("group_id"),
        Event.state.in_(PUBLIC),
        Event.ends_at > bindparam("now", type_=Event.ends_at.type),
    )
)
_TWO_COMING = PreparedQuery(_COMING.limit(2))
# One is that of the page, and one more tells that there are more.
_FIRST_COMING = PreparedQuery(_COMING.order_by(Event.starts_at, Event.id).limit(MOST_ON_PAGE + 2))


class SeveralDatesOffer(StrEnum):
    """Whether people can register for several dates at once, and for chosen ones too."""

    NONE = "none"
    CHOICE = "choice"
    ALL_ONLY = "all-only"


@dataclass(frozen=True)
class DatesOfPage:
    """What the page of an event needs of its dates: address and revision of the first coming ones."""

    offer: SeveralDatesOffer = SeveralDatesOffer.NONE
    coming: tuple[tuple[str, int], ...] = ()

    @property
    def key(self) -> tuple[Hashable, ...]:
        """Return what changes with everything that the page shows of other dates."""
        return self.offer, self.coming


def group_of(session: Session, event: Event) -> int:
    """Return the id of an event's group; one that has none gets a new group. The event is locked."""
    if event.date_group_id is None:
        group = DateGroup(created_at=clock.now())
        session.add(group)
        session.flush()
        event.date_group_id = group.id
    return event.date_group_id


def group_by_id(session: Session, group_id: int | None) -> DateGroup | None:
    """Return the group of an event, None without one."""
    return None if group_id is None else session.get(DateGroup, group_id)


def dates_in_group(session: Session, event: Event) -> Sequence[Event]:
    """Return all dates of an event in order, drafts too; itself alone without a group."""
    if event.date_group_id is None:
        return [event]
    in_group = Event.date_group_id == event.date_group_id
    dates = select(Event).where(in_group).order_by(Event.starts_at, Event.id)
    return session.scalars(dates.limit(MOST_IN_GROUP)).all()


def following_dates(session: Session, event: Event) -> Sequence[Event]:
    """Return the dates of an event's group after it that are not over, in order."""
    if event.date_group_id is None:
        return []
    dates = select(Event).where(*_follows(event)).order_by(Event.starts_at, Event.id)
    return session.scalars(dates.limit(MOST_IN_GROUP)).all()


def lock_group(session: Session, group_id: int) -> None:
    """Lock a date group, always before its events: who registers for all dates, and which dates there are.

    Raises:
        NotFoundError: "no-such-event".
    """
    locked = for_update(select(DateGroup.id).where(DateGroup.id == group_id))
    if session.scalar(locked) is None:
        raise NotFoundError("no-such-event")


def coming_dates(session: Session, group_id: int) -> Sequence[Event]:
    """Return the public dates of a group that are not over, in order."""
    dates = select(Event).where(Event.date_group_id == group_id, *_is_coming())
    ordered = dates.order_by(Event.starts_at, Event.id)
    return session.scalars(ordered.limit(MOST_IN_GROUP)).all()


def several_dates_offer(connection: Connection, group_id: int | None) -> SeveralDatesOffer:
    """Return whether a group has two coming_dates() or more; no query without a group."""
    if group_id is None:
        return SeveralDatesOffer.NONE
    values = {"group_id": group_id, "now": clock.now()}
    return _offer(_TWO_COMING.rows(connection, values))


def dates_of_page(connection: Connection, group_id: int | None) -> DatesOfPage:
    """Return what the page of an event of a group needs of its dates; no query without a group."""
    if group_id is None:
        return DatesOfPage()
    rows = _FIRST_COMING.rows(connection, {"group_id": group_id, "now": clock.now()})
    return DatesOfPage(_offer(rows), tuple((slug, revision) for _, slug, revision in rows))


def dates_by_slug(session: Session, slugs: Collection[str]) -> Sequence[Event]:
    """Return the public dates of some addresses in order."""
    if not slugs:
        return []
    dates = select(Event).where(Event.slug.in_(slugs), Event.state.in_(PUBLIC))
    return session.scalars(dates.order_by(Event.starts_at, Event.id)).all()


def has_following_dates(session: Session, event: Event) -> bool:
    """Return whether an event has following_dates()."""
    if event.date_group_id is None:
        return False
    return session.scalar(select(Event.id).where(*_follows(event)).limit(1)) is not None


def visible_dates(dates: Sequence[Event], roles: Mapping[int, Role]) -> list[Event]:
    """Return those of dates that an account may see: public ones, and where it has a role, by id."""
    return [one for one in dates if one.id in roles or one.state in PUBLIC]


def _offer(rows: Sequence[Sequence[Any]]) -> SeveralDatesOffer:
    if len(rows) < 2:  # noqa: PLR2004 - several
        return SeveralDatesOffer.NONE
    return SeveralDatesOffer.ALL_ONLY if rows[0][0] else SeveralDatesOffer.CHOICE


def _is_coming() -> tuple[ColumnElement[bool], ...]:
    return Event.state.in_(PUBLIC), Event.ends_at > clock.now()


def _follows(event: Event) -> tuple[ColumnElement[bool], ...]:
    return (
        Event.date_group_id == event.date_group_id,
        tuple_(Event.starts_at, Event.id) > (event.starts_at, event.id),
        Event.ends_at > clock.now(),
    )
