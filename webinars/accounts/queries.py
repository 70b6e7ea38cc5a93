"""Queries for organisers and their sessions."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.database import for_update
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.pagination import Page, page_of, parse_named_cursor
from webinars.security import email_addresses

PAGE_LENGTH = 50
_ORDERED_NAME = func.lower(Organiser.name)
# Cursors begin with one of these.
_ENABLED, _DISABLED = "0", "1"


def organiser_by_email(session: Session, email: str) -> Organiser | None:
    """Return the organiser with this address, disabled ones included."""
    address = email_addresses.normalize_address(email)
    return session.scalar(select(Organiser).where(Organiser.address == address))


def organiser_by_id(session: Session, organiser_id: int) -> Organiser:
    """Return an organiser, disabled or not; for administrators.

    Raises:
        NotFoundError: "no-such-organiser".
    """
    organiser = session.get(Organiser, organiser_id)
    if organiser is None:
        raise NotFoundError("no-such-organiser")
    return organiser


def lock_accounts(session: Session, ids: Collection[int], *others: ColumnElement[bool]) -> None:
    """Lock accounts in order of id and refresh them; before events are locked.

    others: conditions of further accounts to lock.
    """
    wanted = or_(Organiser.id.in_(sorted(set(ids))), *others)
    session.scalars(for_update(select(Organiser).where(wanted).order_by(Organiser.id))).all()


def lock_usable_account(session: Session, account: Organiser) -> None:
    """Lock an account that gets something, and refresh it.

    Raises:
        ConflictError: "access-removed", if it lost its access in the meantime.
    """
    lock_accounts(session, [account.id])
    if session.get_one(Organiser, account.id).disabled_at is not None:
        raise ConflictError("access-removed")


def organisers(session: Session, after: str = "", limit: int = PAGE_LENGTH) -> Page[Organiser]:
    """Return a page of the organisers by name, disabled ones last.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    rank, _, cursor = after.partition("-")
    if after and rank not in {_ENABLED, _DISABLED}:
        raise InvalidInputError("bad-cursor")
    position = [_follows(*parse_named_cursor(cursor))] if after else []
    enabled, disabled = Organiser.disabled_at.is_(None), Organiser.disabled_at.is_not(None)
    ranges: list[list[ColumnElement[bool]]] = [[enabled, *position], [disabled]]
    if rank == _DISABLED:
        ranges = [[disabled, *position]]
    rows: list[tuple[Organiser, str]] = []
    for conditions in ranges:
        some = select(Organiser, _ORDERED_NAME).where(*conditions)
        ordered = some.order_by(_ORDERED_NAME, Organiser.id).limit(limit + 1 - len(rows))
        if len(rows) <= limit:
            rows += [(organiser, name) for organiser, name in session.execute(ordered)]
    page = page_of(rows, limit, lambda row: (_rank(row[0]), row[0].id, row[1]))
    return Page([row[0] for row in page.rows], page.after)


def _follows(last_id: int, name: str) -> ColumnElement[bool]:
    """Return the condition of the organisers after one, by name and id."""
    return and_(name <= _ORDERED_NAME, or_(name < _ORDERED_NAME, Organiser.id > last_id))


def _rank(organiser: Organiser) -> str:
    return _DISABLED if organiser.disabled_at else _ENABLED


def only_administrator(session: Session) -> Organiser | None:
    """Return the enabled administrator if there is exactly one."""
    administrators = session.scalars(
        select(Organiser).where(Organiser.is_admin, Organiser.disabled_at.is_(None)).limit(2)
    ).all()
    return administrators[0] if len(administrators) == 1 else None


def is_usable(session: Session, organiser_id: int) -> bool:
    """Return whether an organiser may sign in."""
    organiser = session.get(Organiser, organiser_id)
    return organiser is not None and organiser.disabled_at is None
