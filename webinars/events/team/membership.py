"""Change the team of an event: add a person, change their role, remove them, leave. The caller commits."""

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from webinars.accounts import queries as accounts
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import for_update
from webinars.errors import ConflictError, NotFoundError
from webinars.events.locks import lock_event
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.events.role_assignments import role_on
from webinars.events.roles import Role
from webinars.events.team.member_history import RoleScope, record_end, record_role, scope_of_row
from webinars.events.team.member_queries import series_roles
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.outbox.topics import TEAM
from webinars.security import email_addresses
from webinars.timezones import clock

# A page shows all members of an event.
MOST_MEMBERS = 50
# Of one account: its list of events reads an event for each role on one, and a page for each on a series.
MOST_EVENT_ROLES = 2000
MOST_SERIES_ROLES = 300


def scope_of(event: Event, by: Organiser, *, of_series: bool) -> RoleScope:
    """Return what a role covers that an account gives on an event, which must be locked.

    On a series, an owner gives roles for the events that they own, an administrator for all.

    Raises:
        ConflictError: "event-without-series".
    """
    if not of_series:
        return RoleScope(event.id)
    if event.series_id is None:
        raise ConflictError("event-without-series")
    return RoleScope(event.id, event.series_id, None if by.is_admin else by.id)


def require_owner(session: Session, by: Organiser, event: Event) -> None:
    """Refuse an account that may no longer do what owners may, once it and the event are locked.

    Pages ask in a transaction of their own, after which the event may have been handed over.

    Raises:
        NotFoundError: "role-not-sufficient"; "no-such-event", if the account has no role any more.
    """
    role = role_on(session, by, event) if by.disabled_at is None else None
    if role is None:
        raise NotFoundError("no-such-event")
    if role is not Role.OWNER:
        raise NotFoundError("role-not-sufficient")


def lock_as_owner(session: Session, event_id: int, by: Organiser) -> Event:
    """Lock an event for an account that may do what owners may.

    Raises:
        NotFoundError: as of require_owner().
    """
    accounts.lock_accounts(session, [by.id])
    event = lock_event(session, event_id)
    require_owner(session, by, event)
    return event


def add_member(
    session: Session, event_id: int, *, by: Organiser, email: str, role: Role, of_series: bool
) -> None:
    """Give the account of an address a role, and e-mail it; a new address gets an account.

    Added again, they get the role, and an e-mail if it is another.

    Raises:
        ConflictError: "member-is-owner", "organiser-disabled", "team-full", "too-many-roles",
            "event-without-series".
        InvalidInputError: as of accounts.organisers.add_organiser().
        NotFoundError: as of require_owner().
    """
    account = lock_account(session, email_addresses.clean_address(email), by)
    event = lock_as_owner(session, event_id, by)
    scope = scope_of(event, by, of_series=of_series)
    if account.id == event.organiser_id:
        raise ConflictError("member-is-owner")
    if account.disabled_at is not None:
        raise ConflictError("organiser-disabled")
    if store_role(session, scope, account, role):
        notify_member(session, event, account, by=by)


def lock_account(session: Session, email: str, by: Organiser) -> Organiser:
    """Lock the account of an address and that of its owner; create the former if there is none."""
    account = accounts.organiser_by_email(session, email)
    accounts.lock_accounts(session, [by.id] if account is None else [by.id, account.id])
    if account is not None:
        return account
    try:
        made = add_organiser(session, email=email, timezone=by.timezone, language=by.language)
    except ConflictError:
        # Somebody else has added it since; its id is above that of the account locked before.
        account = accounts.organiser_by_email(session, email)
        if account is None:
            raise
        accounts.lock_accounts(session, [account.id])
        return account
    made.may_create_events = False
    return made


def store_role(session: Session, scope: RoleScope, account: Organiser, role: Role) -> bool:
    """Store a role; return whether that changed anything.

    Raises:
        ConflictError: "team-full", "too-many-roles".
    """
    session.flush()
    row = _row(session, scope, account.id)
    if row is not None and row.role is role:
        return False
    account.has_roles = True
    record_role(session, scope, account.id, before=row.role if row else None, after=role)
    if row is not None:
        row.role = role
        return True
    _check_size(session, scope)
    _check_roles_of(session, account)
    given = {"organiser_id": account.id, "role": role, "given_at": clock.now()}
    if scope.series_id is None:
        session.add(EventRole(event_id=scope.event_id, **given))
    else:
        session.add(SeriesRole(series_id=scope.series_id, owner_id=scope.owner_id, **given))
    session.flush()
    return True


def change_role(
    session: Session,
    event_id: int,
    organiser_id: int,
    role: Role,
    *,
    by: Organiser,
    series_role_id: int | None = None,
) -> None:
    """Change the role of a member on an event, or one on its series, and e-mail it to them.

    Raises:
        NotFoundError: "no-such-member", and as of require_owner().
    """
    row = _lock_row(session, event_id, organiser_id, series_role_id, by=by)
    if row.role is role:
        return
    scope = scope_of_row(event_id, row)
    record_role(session, scope, organiser_id, before=row.role, after=role)
    row.role = role
    account = session.get_one(Organiser, organiser_id)
    if account.disabled_at is None:
        notify_member(session, session.get_one(Event, event_id), account, by=by)


def remove_member(
    session: Session,
    event_id: int,
    organiser_id: int,
    *,
    by: Organiser,
    series_role_id: int | None = None,
) -> None:
    """End the role of a member on an event, or one on its series.

    Raises:
        NotFoundError: "no-such-member", and as of require_owner().
    """
    row = _lock_row(session, event_id, organiser_id, series_role_id, by=by)
    record_end(session, event_id, row)
    session.delete(row)


def may_change_series_role(row: SeriesRole, event: Event, by: Organiser) -> bool:
    """Return whether an owner may change a role that covers the event: not one that an administrator gave."""
    return by.is_admin or row.owner_id == event.organiser_id


def leave_team(session: Session, event_id: int, account: Organiser) -> None:
    """End one's own roles on an event, also those on its series that its owner gave.

    Raises:
        ConflictError: as of roles_to_leave().
    """
    accounts.lock_accounts(session, [account.id])
    rows = roles_to_leave(session, lock_event(session, event_id), account)
    for row in rows:
        record_end(session, event_id, row)
    # Statements, because the owner may end a role on the series at the same time.
    of_series = [row.id for row in rows if isinstance(row, SeriesRole)]
    session.execute(delete(SeriesRole).where(SeriesRole.id.in_(of_series)))
    of_event = (EventRole.event_id == event_id, EventRole.organiser_id == account.id)
    session.execute(delete(EventRole).where(*of_event))


def roles_to_leave(
    session: Session, event: Event, account: Organiser
) -> list[EventRole | SeriesRole]:
    """Return the roles that an account may end itself.

    Raises:
        ConflictError: "owner-cannot-leave"; "role-of-series", if an administrator gave it on all the series;
            "no-role-to-leave", for administrators who are not on the team.
    """
    if event.organiser_id == account.id:
        raise ConflictError("owner-cannot-leave")
    own = session.get(EventRole, (event.id, account.id))
    of_series = [row for row in series_roles(session, event) if row.organiser_id == account.id]
    rows: list[EventRole | SeriesRole] = [row for row in of_series if row.owner_id is not None]
    rows += [own] if own is not None else []
    if rows:
        return rows
    if of_series:
        raise ConflictError("role-of-series")
    raise ConflictError("no-role-to-leave")


def check_series_change(
    session: Session, event: Event, series_id: int | None, by: Organiser
) -> None:
    """Check that an account may put an event into another series, or into none.

    Roles on the old or the new series cover the event, and who has access is for its owner to decide.

    Raises:
        ConflictError: "series-has-team".
    """
    if event.series_id == series_id or by.is_admin or event.organiser_id == by.id:
        return
    covers = select(SeriesRole.id).where(
        SeriesRole.series_id.in_([event.series_id, series_id]),
        or_(SeriesRole.owner_id.is_(None), SeriesRole.owner_id == event.organiser_id),
    )
    if session.scalar(covers.limit(1)) is not None:
        raise ConflictError("series-has-team")


def notify_member(session: Session, event: Event, account: Organiser, *, by: Organiser) -> None:
    """E-mail an account its role on an event; with a sign-in link if it has never been used."""
    payload = {"organiser_id": account.id, "event_id": event.id, "by": by.name}
    if account.seen_at is None:
        payload["token"] = issue_sign_in_token(session, account)
    # With the event, so that its list of e-mails shows whether this one arrived.
    enqueue(session, TEAM, payload=payload, priority=priorities.AWAITED, event_id=event.id)


def _row(session: Session, scope: RoleScope, organiser_id: int) -> EventRole | SeriesRole | None:
    if scope.series_id is None:
        return session.get(EventRole, (scope.event_id, organiser_id))
    return session.scalar(
        select(SeriesRole).where(
            SeriesRole.series_id == scope.series_id,
            SeriesRole.organiser_id == organiser_id,
            _of_owner(scope),
        )
    )


def _of_owner(scope: RoleScope) -> ColumnElement[bool]:
    if scope.owner_id is None:
        return SeriesRole.owner_id.is_(None)
    return SeriesRole.owner_id == scope.owner_id


def _lock_row(
    session: Session, event_id: int, organiser_id: int, series_role_id: int | None, *, by: Organiser
) -> EventRole | SeriesRole:
    """Return a role that an account may change, after locking the event."""
    event = lock_as_owner(session, event_id, by)
    row: EventRole | SeriesRole | None
    if series_role_id is None:
        row = session.get(EventRole, (event_id, organiser_id), populate_existing=True)
    else:
        # Two administrators may have locked two events of the series.
        row = session.scalar(for_update(select(SeriesRole).where(SeriesRole.id == series_role_id)))
        if row is not None and not _may_end(row, event, by):
            row = None
    if row is None or row.organiser_id != organiser_id:
        raise NotFoundError("no-such-member")
    return row


def _may_end(row: SeriesRole, event: Event, by: Organiser) -> bool:
    covers = row.series_id == event.series_id and row.owner_id in {None, event.organiser_id}
    return covers and may_change_series_role(row, event, by)


def _check_size(session: Session, scope: RoleScope) -> None:
    rows = (
        select(func.count()).select_from(EventRole).where(EventRole.event_id == scope.event_id)
        if scope.series_id is None
        else select(func.count())
        .select_from(SeriesRole)
        .where(SeriesRole.series_id == scope.series_id, _of_owner(scope))
    )
    if (session.scalar(rows) or 0) >= MOST_MEMBERS:
        raise ConflictError("team-full", most=MOST_MEMBERS)


def _check_roles_of(session: Session, account: Organiser) -> None:
    """Check that an account may get one more role.

    Raises:
        ConflictError: "too-many-roles".
    """
    for row, most in ((EventRole, MOST_EVENT_ROLES), (SeriesRole, MOST_SERIES_ROLES)):
        own = select(func.count()).select_from(row).where(row.organiser_id == account.id)
        if (session.scalar(own) or 0) >= most:
            raise ConflictError("too-many-roles")
