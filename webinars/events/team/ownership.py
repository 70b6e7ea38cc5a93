"""Change who owns events: hand one over, or pass on those of a disabled account. The caller commits."""

from sqlalchemy import ColumnElement, delete, exists, insert, literal, select, update
from sqlalchemy.orm import Session, aliased

from webinars.accounts import organisers
from webinars.accounts import queries as accounts
from webinars.accounts.models import Organiser
from webinars.errors import ConflictError
from webinars.events.history.revision_writer import record_for_events
from webinars.events.history.stored_revisions import Subject
from webinars.events.locks import lock_event, lock_matching_events
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.events.roles import Role
from webinars.events.series_models import SeriesEditor
from webinars.events.team.member_history import RoleScope, record_role
from webinars.events.team.member_queries import member_role
from webinars.events.team.membership import notify_member, require_owner
from webinars.timezones import clock


def transfer_ownership(session: Session, event_id: int, *, to_id: int, by: Organiser) -> None:
    """Make a member the owner of an event; the former owner becomes an editor. Both are e-mailed.

    Raises:
        ConflictError: "organiser-disabled"; "member-never-signed-in"; "event-has-other-owner", since
            the action began.
        NotFoundError: "no-such-member", and as of membership.require_owner().
    """
    former_id = session.scalar(select(Event.organiser_id).where(Event.id == event_id))
    accounts.lock_accounts(session, {by.id, to_id, former_id or by.id})
    event = lock_event(session, event_id)
    if event.organiser_id == to_id:
        return  # pressed twice
    require_owner(session, by, event)
    if event.organiser_id != former_id:
        raise ConflictError("event-has-other-owner")
    role = member_role(session, event, to_id)
    successor = session.get_one(Organiser, to_id)
    if successor.disabled_at is not None:
        raise ConflictError("organiser-disabled")
    if successor.seen_at is None:
        # Perhaps a misspelt address, or nobody's.
        raise ConflictError("member-never-signed-in")
    former = session.get_one(Organiser, event.organiser_id)
    _keep_members_of_series(session, Event.id == event_id, to_id)
    session.execute(
        delete(EventRole).where(EventRole.event_id == event_id, EventRole.organiser_id == to_id)
    )
    event.organiser_id = to_id
    event.retention_message_id = None  # it may be queued for the former owner
    scope = RoleScope(event_id)
    record_role(session, scope, to_id, before=role, after=Role.OWNER)
    record_role(session, scope, former.id, before=Role.OWNER, after=Role.EDITOR)
    former.has_roles = True
    session.add(
        EventRole(event_id=event_id, organiser_id=former.id, role=Role.EDITOR, given_at=clock.now())
    )
    session.flush()
    for account in (successor, former):
        if account.id != by.id:
            notify_member(session, event, account, by=by)


def remove_access(
    session: Session, account: Organiser, *, successor: Organiser, to_anyone: bool = False
) -> None:
    """Disable an account, end its roles, and pass its events on: no event is without an owner.

    to_anyone: to any usable account, not only to administrators.

    Raises:
        ConflictError: "last-administrator"; "no-successor", if that is no other such account.
    """
    # All at once, in order of id: disable_account() locks administrators as well.
    administrators = Organiser.is_admin & Organiser.disabled_at.is_(None)
    accounts.lock_accounts(session, [account.id, successor.id], administrators)
    organisers.disable_account(session, account)
    is_usable = successor.disabled_at is None and (to_anyone or successor.is_admin)
    if successor.id == account.id or not is_usable:
        raise ConflictError("no-successor")
    owned = Event.organiser_id == account.id
    given = select(EventRole.event_id).where(EventRole.organiser_id == account.id)
    lock_matching_events(session, owned | Event.id.in_(given))
    session.execute(delete(EventRole).where(EventRole.organiser_id == account.id))
    session.execute(delete(SeriesRole).where(SeriesRole.organiser_id == account.id))
    session.execute(delete(SeriesEditor).where(SeriesEditor.organiser_id == account.id))
    _keep_members_of_series(session, owned, successor.id)
    session.execute(delete(SeriesRole).where(SeriesRole.owner_id == account.id))
    session.execute(
        delete(EventRole).where(
            EventRole.organiser_id == successor.id,
            EventRole.event_id.in_(select(Event.id).where(owned)),
        )
    )
    record_for_events(session, owned, Subject.MEMBER, successor.id, after={"role": Role.OWNER})
    passed_on = {"organiser_id": successor.id, "retention_message_id": None}
    session.execute(update(Event).where(owned).values(passed_on))


def first_administrator(session: Session, *, besides: Organiser) -> Organiser:
    """Return the enabled administrator of the oldest account but one; remove_access() locks both.

    Raises:
        ConflictError: "no-administrator".
    """
    administrators = (
        select(Organiser)
        .where(Organiser.is_admin, Organiser.disabled_at.is_(None), Organiser.id != besides.id)
        .order_by(Organiser.id)
    )
    first = session.scalars(administrators).first()
    if first is None:
        raise ConflictError("no-administrator")
    return first


def _keep_members_of_series(session: Session, events: ColumnElement[bool], owner_id: int) -> None:
    """Give those whose role on events came with their owner the same role on each of them.

    Who has a weaker role on the event itself gets that of the series.
    """
    given = aliased(EventRole)
    has_role = exists().where(
        given.event_id == Event.id, given.organiser_id == SeriesRole.organiser_id
    )
    rows = (
        select(Event.id, SeriesRole.organiser_id, SeriesRole.role, literal(clock.now()))
        .join(SeriesRole, SeriesRole.series_id == Event.series_id)
        .where(
            events,
            SeriesRole.owner_id == Event.organiser_id,
            SeriesRole.organiser_id != owner_id,
            ~has_role,
        )
    )
    columns = ["event_id", "organiser_id", "role", "given_at"]
    session.execute(insert(EventRole).from_select(columns, rows))
    for role in (Role.CHECK_IN, Role.REGISTRATIONS, Role.EDITOR):
        _raise_members(session, events, role)


def _raise_members(session: Session, events: ColumnElement[bool], role: Role) -> None:
    """Give members with a weaker role on events the one that they have through the series."""
    weaker = [other for other in Role if not other.includes(role)]
    has_stronger = (
        exists()
        .where(
            events,
            Event.id == EventRole.event_id,
            SeriesRole.series_id == Event.series_id,
            SeriesRole.owner_id == Event.organiser_id,
            SeriesRole.organiser_id == EventRole.organiser_id,
            SeriesRole.role == role,
        )
        .correlate(EventRole)
    )
    statement = update(EventRole).where(EventRole.role.in_(weaker), has_stronger).values(role=role)
    session.execute(statement, execution_options={"synchronize_session": False})
