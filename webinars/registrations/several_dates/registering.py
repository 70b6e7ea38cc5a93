"""Register an address for several dates of an event at once. The caller commits."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webinars.capabilities import link_creation
from webinars.capabilities.link_purposes import OF_REGISTRATION, Purpose
from webinars.errors import ConflictError, InvalidInputError, NotAllowedError
from webinars.events.date_groups import coming_dates, lock_group
from webinars.events.locks import lock_events
from webinars.events.models import Event
from webinars.events.notifications.open_dates import plan_next_opening
from webinars.outbox.recently_queued import was_just_queued
from webinars.outbox.topics import DATES
from webinars.registrations.client_limits import Client, count_client_of_dates
from webinars.registrations.group_registrations import (
    dates_of,
    group_registration_of,
    ordering_key_of_dates,
)
from webinars.registrations.initial_status import verification_deadline
from webinars.registrations.models import DateGroupRegistration, Registration
from webinars.registrations.new_registration import insert_registrations, refill_removed
from webinars.registrations.personal_calendar.calendars import (
    CalendarDelivery,
    calendar_of,
    new_calendar,
)
from webinars.registrations.registrant_details import RegistrantDetails, clean_details
from webinars.registrations.repeat_registration import existing_registrations
from webinars.registrations.several_dates.date_places import (
    DatePlaces,
    places_of_dates,
    shared_type_names,
)
from webinars.registrations.several_dates.messages import (
    Cause,
    notify_of_dates,
    notify_of_new_dates,
)
from webinars.registrations.several_dates.places_for_all import (
    has_place_for_all,
    is_for_all_only,
)
from webinars.registrations.status import ACTIVE, Status, next_status
from webinars.security import email_addresses
from webinars.timezones import clock

# The columns that the registrations of one registrant for several dates share.
_DETAILS = ("email", "address", "name", "affiliation", "timezone", "language")


def register_for_dates(
    session: Session,
    *,
    group_id: int,
    event_ids: Collection[int] | None,
    email: str,
    type_name: str | None = None,
    wants_personal_calendar: bool = False,
    client: Client | None = None,
    **details: Unpack[RegistrantDetails],
) -> DateGroupRegistration:
    """Register an address for dates of a group, each with a place or on its waiting list.

    It gets one e-mail that lists all its dates, and beside it one invitation for each new date with a place.
    Whatever could refuse the form is checked before the address is looked up.

    event_ids: the chosen dates; None for all that can be chosen, now or later.
    type_name: of the registration type, where dates have some. wants_personal_calendar: no invitations.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "dates-not-open" (facts: event_ids, empty if no date can be chosen at all);
            "all-dates-only" if dates cannot be chosen; "too-many-registrations".
        InvalidInputError: "registration-type-missing", and as of new_registration.register_attendee().
        NotAllowedError: "domain-not-allowed" (facts: domains).
    """
    columns = clean_details(details)
    email = email_addresses.clean_address(email)
    address = email_addresses.normalize_address(email)
    lock_group(session, group_id)
    if event_ids is not None and is_for_all_only(session, group_id):
        raise ConflictError("all-dates-only")
    coming = coming_dates(session, group_id)
    chosen = _lock_chosen(session, coming, event_ids, type_name)
    events = [one.event for one in chosen]
    in_rush = (
        count_client_of_dates(session, [event.id for event in events], client) if client else set()
    )
    known = existing_registrations(session, events, address=address)
    for registration in known.values():
        if registration.erased_at is not None:
            refill_removed(session, registration, email=email, address=address, columns=columns)
    if event_ids is None and (
        waiting := _wait_for_all(
            session,
            group_id,
            {"email": email, "address": address, **columns},
            {"type_name": type_name, "wants_personal_calendar": wants_personal_calendar},
            events[0],
        )
    ):
        return waiting
    has_other = _has_registration(session, address)
    rows = _rows(
        [one for one in chosen if one.event.id not in known],
        type_name,
        {"email": email, "address": address, **columns},
        in_rush,
    )
    insert_registrations(session, rows)
    if event_ids is None:
        plan_next_opening(session, coming)
    new = _made(session, rows)
    row = _store_row(session, group_id, address, takes_all=event_ids is None)
    without = wants_personal_calendar and bool(new)
    if without and not has_other and calendar_of(session, address) is None:
        # Otherwise the form would change how other events reach whoever reads this mailbox.
        calendar = new_calendar(session, address)
        calendar.calendar_delivery = CalendarDelivery.PERSONAL_CALENDAR
    _notify(session, row, events, [*known.values()], new, is_without_invitations=without)
    return row


def join_dates(
    session: Session,
    details: Mapping[str, Any],
    type_name: str | None,
    places: Sequence[DatePlaces],
) -> list[Registration]:
    """Register an address for further locked dates; details are the columns that its registrations share.

    Dates that are not open, of other registration types, or at which the address has a registration already
    are left out.
    """
    fitting = [one for one in places if one.is_open_to(type_name)]
    events = [one.event for one in fitting]
    known = existing_registrations(session, events, address=details["address"])
    rows = _rows([one for one in fitting if one.event.id not in known], type_name, details)
    insert_registrations(session, rows)
    return _made(session, rows)


def shared_details(like: Registration) -> tuple[dict[str, Any], str | None]:
    """Return details and the name of the type of a registration, for further dates of its registrant."""
    details = {name: getattr(like, name) for name in (*_DETAILS, "verified_at")}
    return details, str(like.registration_type.name) if like.registration_type else None


def promote_waiting(session: Session, row: DateGroupRegistration) -> bool:
    """Give a waiting row a place for all dates of its group, whose events are locked; notify its address.

    It goes on waiting, and False is returned, as long as no date can be registered for, or only by addresses
    of other domains.
    """
    waiting = row.waiting_details
    dates = coming_dates(session, row.date_group_id)
    details = {name: waiting.get(name, "") for name in _DETAILS}
    try:
        new = join_dates(session, details, waiting["type_name"], places_of_dates(session, dates))
    except NotAllowedError:
        return False
    if not new and not dates_of(session, row):
        return False
    row.queued_at, row.waiting_details = None, {}
    session.flush()
    notify_of_new_dates(session, dates, new)
    if new:
        without = bool(waiting["wants_personal_calendar"])
        cause = Cause.REGISTERED
        notify_of_dates(session, row, new[0], cause, new, is_without_invitations=without)
    return True


def _wait_for_all(
    session: Session,
    group_id: int,
    details: Mapping[str, Any],
    choices: Mapping[str, Any],
    event: Event,
) -> DateGroupRegistration | None:
    """Put an address on the waiting list for all dates, and notify it; None if it has, or gets, a place."""
    row = group_registration_of(session, group_id, details["address"])
    if row is not None and row.takes_all and row.queued_at is None:
        return None
    cause = Cause.WAITING
    if row is None or row.queued_at is None:
        if has_place_for_all(session, group_id):
            return None
        row = _store_row(session, group_id, details["address"], takes_all=True)
        row.queued_at, row.waiting_details = clock.now(), {**details, **choices}
        session.flush()
    elif was_just_queued(session, ordering_key_of_dates(group_id, row.address), (DATES,)):
        return row
    notify_of_dates(session, row, event, cause)
    return row


def _lock_chosen(
    session: Session,
    coming: Sequence[Event],
    event_ids: Collection[int] | None,
    type_name: str | None,
) -> list[DatePlaces]:
    """Lock the chosen dates in order of id, and return their places.

    Raises:
        ConflictError: "dates-not-open".
        InvalidInputError: "registration-type-missing", "no-such-registration-type".
    """
    wanted = {date.id for date in coming}
    gone = set(event_ids or ()) - wanted
    locked = lock_events(session, wanted if event_ids is None else wanted & set(event_ids))
    places = places_of_dates(session, sorted(locked, key=lambda event: (event.starts_at, event.id)))
    names = shared_type_names(places)
    closed = {one.event.id for one in places if one.obstacle(names) is not None}
    if event_ids is not None and (gone or closed):
        raise ConflictError("dates-not-open", event_ids=tuple(sorted(gone | closed)))
    open_dates = [one for one in places if one.event.id not in closed]
    if not open_dates:
        raise ConflictError("dates-not-open", event_ids=())
    if any(one.event.has_registration_types for one in open_dates):
        if type_name is None:
            raise InvalidInputError("registration-type-missing")
        if type_name not in names:
            raise InvalidInputError("no-such-registration-type")
    return open_dates


def _has_registration(session: Session, address: str) -> bool:
    return bool(session.scalar(select(exists().where(Registration.address == address))))


def _rows(
    places: Sequence[DatePlaces],
    type_name: str | None,
    details: Mapping[str, Any],
    in_rush: Collection[int] = (),
) -> list[dict[str, Any]]:
    """Return the columns of a registration for each date that is open."""
    now = clock.now()
    rows = []
    for one in places:
        type_id = one.types.get(type_name or "") if one.event.has_registration_types else None
        status = one.status_of_new(type_id)
        if status is None:
            continue
        rows.append(
            {
                "event_id": one.event.id,
                "status": next_status(None, status),
                "registration_type_id": type_id,
                "created_at": now,
                "status_at": now,
                "queued_at": now if status is Status.WAITING else None,
                "ends_at": _deadline(one.event, status, details, now, in_rush),
                **details,
            }
        )
    return rows


def _made(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[Registration]:
    """Return the registrations that were inserted just now, in order, and issue their links."""
    if not rows:
        return []
    made = session.scalars(
        select(Registration).where(
            Registration.event_id.in_([row["event_id"] for row in rows]),
            Registration.address == rows[0]["address"],
            Registration.status != Status.CANCELLED,
        )
    ).all()
    link_creation.issue_links(session, OF_REGISTRATION, [(one.id, one.event_id) for one in made])
    order = {row["event_id"]: index for index, row in enumerate(rows)}
    return sorted(made, key=lambda one: order[one.event_id])


def _deadline(
    event: Event,
    status: Status,
    details: Mapping[str, Any],
    now: datetime,
    in_rush: Collection[int],
) -> datetime | None:
    if status is not Status.CONFIRMED or details.get("verified_at") is not None:
        return None
    return verification_deadline(event, now, in_rush=event.id in in_rush)


def _store_row(
    session: Session, group_id: int, address: str, *, takes_all: bool
) -> DateGroupRegistration:
    """Return the row of an address, made if there is none; who takes all dates goes on taking them."""
    row = group_registration_of(session, group_id, address)
    if row is None:
        row = DateGroupRegistration(
            date_group_id=group_id, address=address, takes_all=takes_all, created_at=clock.now()
        )
        session.add(row)
        session.flush()
        link_creation.issue_links(session, (Purpose.DATES,), [(row.id, None)], holder=address)
    row.takes_all = row.takes_all or takes_all
    return row


def _notify(
    session: Session,
    row: DateGroupRegistration,
    events: Sequence[Event],
    known: Sequence[Registration],
    new: Sequence[Registration],
    *,
    is_without_invitations: bool,
) -> None:
    notify_of_new_dates(session, events, new)
    key = ordering_key_of_dates(row.date_group_id, row.address)
    if not new and was_just_queued(session, key, (DATES,)):
        return
    about = [*new, *(one for one in known if one.status in ACTIVE), *known][0]
    notify_of_dates(
        session,
        row,
        about,
        Cause.REGISTERED if new else Cause.AGAIN,
        new,
        is_without_invitations=is_without_invitations,
    )
