"""Organisers of a body or series: list, add and remove them. The caller commits."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from webinars.accounts import queries as accounts
from webinars.accounts.models import Organiser
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.errors import ConflictError, NotFoundError
from webinars.events.history.revision_writer import record_series_change
from webinars.events.models import Series, SeriesRole
from webinars.events.roles import Role, roles_including
from webinars.events.series.editing import lock_series
from webinars.events.series.series_details import recorded_values
from webinars.events.series_models import SeriesEditor
from webinars.events.team.membership import MOST_MEMBERS, lock_account
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.outbox.topics import SERIES
from webinars.security import email_addresses
from webinars.timezones import clock


def editors_of(session: Session, series_id: int) -> Sequence[SeriesEditor]:
    """Return the organisers of a series, with their accounts, by name."""
    rows = session.scalars(
        select(SeriesEditor)
        .options(joinedload(SeriesEditor.organiser))
        .where(SeriesEditor.series_id == series_id)
    )
    return sorted(rows, key=lambda row: (row.organiser.name.casefold(), row.organiser_id))


def editors_of_events(session: Session, series_id: int) -> Sequence[Organiser]:
    """Return the accounts that edit a series because they edit all its events, by name."""
    rows = session.scalars(
        select(Organiser)
        .join(SeriesRole, SeriesRole.organiser_id == Organiser.id)
        .where(
            SeriesRole.series_id == series_id,
            SeriesRole.owner_id.is_(None),
            SeriesRole.role.in_(roles_including(Role.EDITOR)),
        )
    )
    return sorted(rows, key=lambda row: (row.name.casefold(), row.id))


def add_editor(session: Session, series_id: int, *, by: Organiser, email: str) -> None:
    """Make the account of an address an organiser of a series, and e-mail it; a new address gets an account.

    Raises:
        ConflictError: "organiser-disabled", "team-full".
        InvalidInputError: as of accounts.organisers.add_organiser().
        NotFoundError: "no-such-series", also if the account may no longer edit it.
    """
    account = lock_account(session, email_addresses.clean_address(email), by)
    series = lock_series(session, series_id, by)
    if account.disabled_at is not None:
        raise ConflictError("organiser-disabled")
    if session.get(SeriesEditor, (series_id, account.id)) is not None:
        return
    number = select(func.count()).where(SeriesEditor.series_id == series_id)
    if (session.scalar(number) or 0) >= MOST_MEMBERS:
        raise ConflictError("team-full", most=MOST_MEMBERS)
    if not account.may_create_events:
        account.has_roles = True  # so that it is deleted when nothing is left for it to do
    session.add(SeriesEditor(series_id=series_id, organiser_id=account.id, given_at=clock.now()))
    _record(session, series, account.id, is_added=True)
    if account.id != by.id:
        payload = {"organiser_id": account.id, "series_id": series_id, "by": by.name}
        if account.seen_at is None:
            payload["token"] = issue_sign_in_token(session, account)
        enqueue(session, SERIES, payload=payload, priority=priorities.AWAITED)


def remove_editor(session: Session, series_id: int, organiser_id: int, *, by: Organiser) -> None:
    """End that an account is an organiser of a series, also one's own.

    Raises:
        NotFoundError: "no-such-member", "no-such-series".
    """
    accounts.lock_accounts(session, [by.id])
    series = lock_series(session, series_id, by)
    row = session.get(SeriesEditor, (series_id, organiser_id), populate_existing=True)
    if row is None:
        raise NotFoundError("no-such-member")
    session.delete(row)
    _record(session, series, organiser_id, is_added=False)


def _record(session: Session, series: Series, organiser_id: int, *, is_added: bool) -> None:
    """Record who was added or removed by the id of the account, whose name is read when it is shown."""
    values = recorded_values(series)
    before, after = ([], [organiser_id]) if is_added else ([organiser_id], [])
    record_series_change(
        session,
        series.id,
        before=values | {"editors": before},
        after=values | {"editors": after},
    )
