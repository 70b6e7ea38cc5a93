"""Registrants of one event, for its organiser, page by page."""

# Every query is filtered by event: who may see the event may see these rows and no others.

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from webinars.events.enums import normalize_for_search
from webinars.events.models import Event, RegistrationType
from webinars.outbox.models import Message, MessageState
from webinars.outbox.resend import may_be_resent
from webinars.pagination import Page, literal_limit, page_of, parse_cursor
from webinars.registrations.models import Registration
from webinars.registrations.places.registration_counts import COUNTS, NUMBER
from webinars.registrations.status import Status
from webinars.registrations.unanswered import LaterAnswers, has_later_answers

PAGE_LENGTH = 50
BATCH = 500
MOST_FAILED = 30  # failed e-mails that are counted; above it pages say "30+"


@dataclass(frozen=True)
class StatusCounts:
    """An event's registrations by status; erased ones are only counted.

    mails_failed leaves out e-mails that a newer one has made obsolete; it is at most MOST_FAILED + 1.
    """

    awaiting_approval: int = 0
    confirmed: int = 0
    waiting: int = 0
    offered: int = 0
    refused: int = 0
    cancelled: int = 0
    erased: int = 0
    mails_failed: int = 0

    @property
    def held(self) -> int:
        """Return how many places are held, those of offers and requests included."""
        return self.confirmed + self.awaiting_approval + self.offered

    @property
    def anyone(self) -> bool:
        """Return whether the list has any rows."""
        return bool(self.held or self.waiting or self.refused or self.cancelled)


@dataclass(frozen=True)
class RegistrantFilter:
    """Filters and cursor for the registrant list.

    registration_type_id 0 selects registrations without a type; ids: only these, if given;
    later_answers: by what is left of the questions after approval.
    """

    q: str = ""
    status: Status | None = None
    registration_type_id: int | None = None
    after: str = ""
    ids: Sequence[int] | None = None
    later_answers: LaterAnswers | None = None

    @property
    def is_narrowed(self) -> bool:
        """Return whether any filter is set."""
        chosen = (self.registration_type_id, self.ids, self.later_answers)
        return bool(self.q or self.status) or any(one is not None for one in chosen)


@dataclass(frozen=True)
class Registrant:
    """One registration as the organiser sees it, with the state of its last e-mail.

    registration_type is the name of the registration type, if any.
    """

    id: int
    name: str
    email: str
    affiliation: str
    timezone: str
    language: str
    status: Status
    status_at: datetime
    created_at: datetime
    attended_at: datetime | None
    ends_at: datetime | None
    cancel_reason: str
    internal_note: str
    registration_type: str | None
    registration_type_id: int | None
    mail_state: MessageState | None
    mail_reason: str | None
    mail_attempts: int | None


@dataclass(frozen=True)
class NamedRegistration:
    """A registration by name; name and address are empty once erased."""

    id: int
    name: str
    email: str
    status: Status
    cancel_reason: str


def status_counts(session: Session, event_id: int) -> StatusCounts:
    """Count an event's registrations by status, in one query, or in two if there are none."""
    session.flush()
    failed = _failed_of(literal(event_id))
    rows = session.execute(
        select(COUNTS.c.status, COUNTS.c.is_erased, NUMBER, failed)
        .where(COUNTS.c.event_id == event_id)
        .group_by(COUNTS.c.status, COUNTS.c.is_erased)
    ).all()
    living = {status.value: count for status, erased, count, _ in rows if not erased}
    return StatusCounts(
        **living,
        erased=sum(count for _, erased, count, _ in rows if erased),
        mails_failed=rows[0][3] if rows else session.scalar(select(failed)) or 0,
    )


def status_counts_by_event(session: Session, event_ids: Sequence[int]) -> dict[int, StatusCounts]:
    """Count the registrations of several events by status, in two queries."""
    if not event_ids:
        return {}
    session.flush()
    by_event: dict[int, dict[str, int]] = {event_id: {} for event_id in event_ids}
    rows = session.execute(
        select(COUNTS.c.event_id, COUNTS.c.status, NUMBER)
        .where(COUNTS.c.event_id.in_(event_ids), COUNTS.c.is_erased.is_(False))
        .group_by(COUNTS.c.event_id, COUNTS.c.status)
    )
    for event_id, status, count in rows:
        by_event[event_id][status.value] = count
    failed = session.execute(select(Event.id, _failed_of(Event.id)).where(Event.id.in_(event_ids)))
    for event_id, count in failed:
        by_event[event_id]["mails_failed"] = count
    return {event_id: StatusCounts(**numbers) for event_id, numbers in by_event.items()}


def _failed_of(event_id: SQLColumnExpression[int]) -> ScalarSelect[int]:
    """Return how many e-mails about an event have failed; counting stops above MOST_FAILED."""
    newest = (
        select(Message.id)
        .where(Message.event_id == event_id, may_be_resent(Message))
        .order_by(Message.id.desc())
        .limit(literal_limit(MOST_FAILED + 1))
        .correlate(Event)
        .subquery()
    )
    return select(func.count()).select_from(newest).scalar_subquery()


def registrants(
    session: Session, event_id: int, wanted: RegistrantFilter, limit: int = PAGE_LENGTH
) -> Page[Registrant]:
    """Return a page of an event's registrants, newest first.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    statement = (
        _matching(session, event_id, wanted).order_by(Registration.id.desc()).limit(limit + 1)
    )
    if wanted.after:
        [last] = parse_cursor(wanted.after)
        statement = statement.where(Registration.id < last)
    rows = [Registrant(*row) for row in session.execute(statement)]
    return page_of(rows, limit, lambda row: (row.id,))


def all_registrants(
    session: Session, event_id: int, wanted: RegistrantFilter = RegistrantFilter()
) -> Iterator[Registrant]:
    """Yield the matching registrants, oldest first; no transaction stays open between two batches."""
    after = 0
    while True:
        statement = _matching(session, event_id, wanted).where(Registration.id > after)
        rows = session.execute(statement.order_by(Registration.id).limit(BATCH)).all()
        session.rollback()
        yield from (Registrant(*row) for row in rows)
        if len(rows) < BATCH:
            return
        after = rows[-1].id


def matching_ids(
    session: Session, event_id: int, wanted: RegistrantFilter, statuses: Collection[Status]
) -> list[int]:
    """Return the ids of all matching registrants with one of some statuses, in one query.

    Those who wait come first: otherwise whoever cancels all would first promote them.
    """
    matching = (
        select(Registration.id)
        .where(*_conditions(session, event_id, wanted), Registration.status.in_(statuses))
        .order_by(Registration.status != Status.WAITING, Registration.id)
    )
    return list(session.scalars(matching))


def named_registrants(session: Session, ids: Collection[int]) -> dict[int, NamedRegistration]:
    """Return names and statuses of registrations by id, in one query; of erased ones too."""
    columns = (
        Registration.id,
        Registration.name,
        Registration.email,
        Registration.status,
        Registration.cancel_reason,
    )
    rows = session.execute(select(*columns).where(Registration.id.in_(ids)))
    return {row[0]: NamedRegistration(*row) for row in rows}


def count_matching(session: Session, event_id: int, wanted: RegistrantFilter) -> int:
    """Count the matching registrants, in one query beside those of the filter."""
    conditions = _conditions(session, event_id, wanted)
    return session.scalar(select(func.count()).select_from(Registration).where(*conditions)) or 0


def _matching(
    session: Session, event_id: int, wanted: RegistrantFilter
) -> Select[*tuple[Any, ...]]:
    return _registrants().where(*_conditions(session, event_id, wanted))


def _conditions(
    session: Session, event_id: int, wanted: RegistrantFilter
) -> Iterator[ColumnElement[bool]]:
    yield Registration.event_id == event_id
    yield Registration.erased_at.is_(None)
    if wanted.status is not None:
        yield Registration.status == wanted.status
    if wanted.ids is not None:
        yield Registration.id.in_(wanted.ids)
    if wanted.registration_type_id is not None:
        yield Registration.registration_type_id.is_not_distinct_from(
            wanted.registration_type_id or None
        )
    if wanted.later_answers is not None:
        yield has_later_answers(session, event_id, wanted.later_answers)
    if wanted.q:
        yield _matches(wanted.q)


def _registrants() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Registration.id,
            Registration.name,
            Registration.email,
            Registration.affiliation,
            Registration.timezone,
            Registration.language,
            Registration.status,
            Registration.status_at,
            Registration.created_at,
            Registration.attended_at,
            Registration.ends_at,
            Registration.cancel_reason,
            Registration.internal_note,
            RegistrationType.name,
            Registration.registration_type_id,
            Message.state,
            Message.reason,
            Message.attempts,
        )
        .select_from(Registration)
        .outerjoin(Message, Message.id == _last_email())
        .outerjoin(RegistrationType, RegistrationType.id == Registration.registration_type_id)
    )


def _last_email() -> ScalarSelect[Any]:
    email = aliased(Message)
    return (
        select(func.max(email.id))
        .where(
            email.registration_id == Registration.id,
            email.topic.like("registration.%"),
            # This one goes to an address that is not verified yet.
            email.topic != "registration.address-proof",
        )
        .correlate(Registration)
        .scalar_subquery()
    )


def _matches(q: str) -> ColumnElement[bool]:
    # SQLite folds case in ASCII only, so the usual capitalisations are all tried.
    spellings = {q, q.casefold(), q.upper(), q.title()}
    columns = (Registration.name, Registration.affiliation)
    return or_(
        Registration.address.contains(normalize_for_search(q), autoescape=True),
        *(
            column.icontains(spelling, autoescape=True)
            for column in columns
            for spelling in sorted(spellings)
        ),
    )
