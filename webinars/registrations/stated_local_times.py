"""Times that e-mails stated to registrants, and which of them new time zone rules change."""

# An e-mail states an instant in local time, by the rules of its day. Later rules may give the same instant
# another local time. The offsets that were used are stored, because the earlier rules are gone by then.
# Registrants from before this was stored have none until their next e-mail or adopt_release_for_unaffected().

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session, contains_eager

from webinars.database import Base, for_update, unattached
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.timezone_updates import moved_event
from webinars.prepared_statements import PreparedInsert, PreparedQuery, flushed
from webinars.registrations.models import Registration, StatedTime
from webinars.registrations.status import ACTIVE
from webinars.timezones import clock, zones
from webinars.timezones.cities import city
from webinars.timezones.local_times import to_local
from webinars.timezones.rule_changes import RuleChange, rule_change
from webinars.timezones.schedule import Precision

BATCH = 500


@dataclass(frozen=True)
class LocalTimeChange:
    """A stated local time that new rules changed: naive local times in a zone, and the reason.

    is_own: the zone is the registrant's.
    """

    timezone: str
    former: datetime
    current: datetime
    reason: RuleChange
    is_own: bool


@dataclass(frozen=True)
class AffectedRegistrant:
    """A registrant whose stated local time new rules changed."""

    registration: Registration
    stated: StatedTime
    change: LocalTimeChange


def current_offsets(event: Event, timezone: str) -> dict[str, int]:
    """Return the UTC offsets at the event's start in seconds: the event's zone, a reader's, the cities'."""
    names = [event.timezone, *([timezone] if timezone else []), *_city_zones(event)]
    return {
        zone: int(zones.utc_offset(event.starts_at, zone).total_seconds())
        for zone in dict.fromkeys(map(zones.canonical, names))
    }


def local_time_change(
    stated: StatedTime | None, event: Event, timezone: str
) -> LocalTimeChange | None:
    """Return how new rules change the local time that was stated to a reader in a time zone.

    Without a time zone of the reader, the event's zone and its cities count: any may be the reader's.
    """
    if stated is None or stated.tzdata_version == zones.RELEASE:
        return None
    if event.precision is not Precision.TIME:
        return None
    own, event_zone = zones.canonical(timezone) if timezone else "", zones.canonical(event.timezone)
    offsets = stated_offsets(stated)
    for zone in [own] if own else list(dict.fromkeys([event_zone, *offsets])):
        if zone not in offsets:
            continue
        former = (stated.starts_at + offsets[zone]).replace(tzinfo=None)
        current = to_local(event.starts_at, zone)
        reason = _reason(stated.starts_at, offsets, (zone, event_zone))
        if reason is not None and former != current:
            return LocalTimeChange(zone, former, current, reason, is_own=bool(own))
    return None


def stated_offsets(stated: StatedTime) -> dict[str, timedelta]:
    """Return the stored UTC offsets by zone."""
    return {zone: timedelta(seconds=seconds) for zone, seconds in stated.utc_offsets.items()}


class StatedTimes:
    """Stated times by registration: a cache for one transaction, written at its end."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[int, StatedTime | None] = {}
        self._new: dict[int, dict[str, Any]] = {}

    def add(self, registration_id: int, stated: StatedTime | None) -> None:
        """Add what was read with a registration."""
        self._rows[registration_id] = stated

    def read(self, ids: Iterable[int]) -> None:
        """Load the stated times of registrations with one query."""
        missing = set(ids) - self._rows.keys()
        if missing:
            rows = _OF_REGISTRATIONS.rows(flushed(self._session), {"ids": sorted(missing)})
            stated = [unattached(StatedTime, dict(zip(_COLUMNS, row, strict=True))) for row in rows]
            self._rows |= dict.fromkeys(missing) | {row.registration_id: row for row in stated}

    def of(self, registration_id: int) -> StatedTime | None:
        """Return what was stated to a registrant before this transaction."""
        self.read([registration_id])
        return self._rows[registration_id]

    def record(self, registration: Registration, offsets: Mapping[str, int]) -> None:
        """Record that an e-mail states the event's time, with offsets of current_offsets()."""
        values = _values(registration, registration.event, offsets)
        row = self.of(registration.id)
        if row is None or any(getattr(row, name) != value for name, value in values.items()):
            self._new[registration.id] = values

    def write(self) -> None:
        """Store what was recorded, in order of id: all workers lock the rows in this order."""
        _UPSERT.execute(flushed(self._session), [self._new[number] for number in sorted(self._new)])
        self._new.clear()


def stated_time_of(session: Session, registration_id: int) -> StatedTime | None:
    """Return the time that the last e-mail to a registrant stated; None if unknown."""
    return session.get(StatedTime, registration_id)


def affected_registrants(
    session: Session, event_id: int | None = None, *, lock: bool = False
) -> list[AffectedRegistrant]:
    """Return the registrants of upcoming events whom no e-mail about the current rules was enqueued for.

    Events that the rules have moved are left out: the change of the event notifies everyone.
    lock: until the transaction ends, so that nobody else notifies them.
    """
    query = _outdated().where(StatedTime.notified_version != zones.RELEASE)
    if event_id is not None:
        query = query.where(Registration.event_id == event_id)
    if lock:
        wanted = query.with_only_columns(StatedTime.registration_id).order_by(None)
        session.execute(
            for_update(
                select(StatedTime.registration_id)
                .where(StatedTime.registration_id.in_(wanted))
                .order_by(StatedTime.registration_id)
            )
        )
        query = query.execution_options(populate_existing=True)
    is_unmoved = _UnmovedEvents()
    return [
        AffectedRegistrant(registration, stated, change)
        for stated, registration in session.execute(query)
        if is_unmoved(registration.event)
        and (change := local_time_change(stated, registration.event, registration.timezone))
    ]


def affected_by_event(
    affected: Iterable[AffectedRegistrant],
) -> dict[Event, Counter[LocalTimeChange]]:
    """Count affected registrants by event and change."""
    counts: dict[Event, Counter[LocalTimeChange]] = {}
    for item in affected:
        counts.setdefault(item.registration.event, Counter())[item.change] += 1
    return counts


def mark_notified(session: Session, registration_ids: Sequence[int]) -> None:
    """Record that e-mails about the effect of the current rules are enqueued; the rows are locked."""
    _update(session, registration_ids, notified_version=zones.RELEASE)


def adopt_release_for_unaffected(session: Session) -> None:
    """Record the current release for registrants whose stated local time it does not change.

    Those without a stated time get one. Events that the rules have moved are left out.
    """
    is_unmoved = _UnmovedEvents()
    unaffected = [
        stated.registration_id
        for stated, registration in session.execute(_outdated())
        if is_unmoved(registration.event)
        and not local_time_change(stated, registration.event, registration.timezone)
    ]
    _update(session, unaffected, tzdata_version=zones.RELEASE)
    unknown = _upcoming(
        select(Registration).where(~exists().where(StatedTime.registration_id == Registration.id))
    )
    rows = [
        _values(row, row.event, current_offsets(row.event, row.timezone))
        for row in session.scalars(unknown)
        if is_unmoved(row.event)
    ]
    _insert(session, rows, _INSERT_IF_MISSING)


def delete_stated_times(session: Session, registration_ids: Sequence[int]) -> None:
    """Delete what was stated to registrants who are erased; their queued messages are locked."""
    session.execute(delete(StatedTime).where(StatedTime.registration_id.in_(registration_ids)))


class _UnmovedEvents:
    """Whether the current rules leave an event where it is: for an event that they move, all are notified."""

    def __init__(self) -> None:
        self._results: dict[int, bool] = {}

    def __call__(self, event: Event) -> bool:
        if event.id not in self._results:
            self._results[event.id] = moved_event(event, clock.now()) is None
        return self._results[event.id]


def _outdated() -> Any:
    query = select(StatedTime, Registration).join(
        Registration, Registration.id == StatedTime.registration_id
    )
    return _upcoming(query.where(StatedTime.tzdata_version != zones.RELEASE))


def _upcoming(query: Any) -> Any:
    """Restrict a query of registrations to active ones of upcoming published events."""
    return (
        query.join(Registration.event)
        .options(contains_eager(Registration.event))
        .where(
            Registration.status.in_(ACTIVE),
            Event.state == EventState.PUBLISHED,
            Event.precision == Precision.TIME,
            Event.ends_at > clock.now(),
        )
        .order_by(Registration.id)
    )


def _reason(
    instant: datetime, offsets: Mapping[str, timedelta], candidates: Iterable[str]
) -> RuleChange | None:
    changes = (rule_change(zone, instant, offsets[zone]) for zone in candidates if zone in offsets)
    return next(filter(None, changes), None)


def _values(registration: Registration, event: Event, offsets: Mapping[str, int]) -> dict[str, Any]:
    return {
        "registration_id": registration.id,
        "starts_at": event.starts_at,
        "timezone": registration.timezone,
        "utc_offsets": dict(offsets),
        "tzdata_version": zones.RELEASE,
        "notified_version": "",
    }


def _update(session: Session, registration_ids: Sequence[int], **values: str) -> None:
    for start in range(0, len(registration_ids), BATCH):
        chosen = StatedTime.registration_id.in_(registration_ids[start : start + BATCH])
        session.execute(update(StatedTime).where(chosen).values(**values))


def _insert(
    session: Session, rows: Sequence[dict[str, Any]], statements: Mapping[str, Any]
) -> None:
    statement = statements[session.get_bind().dialect.name]
    for start in range(0, len(rows), BATCH):
        session.execute(statement, rows[start : start + BATCH])


def _city_zones(event: Event) -> list[str]:
    return [city(key).timezone for key in event.cities]


def _upserting(insert: Any) -> Any:
    fresh = insert(_TABLE)
    names = ("starts_at", "timezone", "utc_offsets", "tzdata_version", "notified_version")
    return fresh.on_conflict_do_update(
        index_elements=[_TABLE.c.registration_id],
        set_={name: fresh.excluded[name] for name in names},
    )


_TABLE = Base.metadata.tables[StatedTime.__tablename__]
_COLUMNS = [column.name for column in _TABLE.columns]
_UPSERT = PreparedInsert(_upserting, _COLUMNS)
_OF_REGISTRATIONS = PreparedQuery(
    select(*_TABLE.columns).where(_TABLE.c.registration_id.in_(bindparam("ids", expanding=True)))
)
_INSERT_IF_MISSING = {
    "postgresql": insert_postgresql(_TABLE).on_conflict_do_nothing(),
    "sqlite": insert_sqlite(_TABLE).on_conflict_do_nothing(),
}
