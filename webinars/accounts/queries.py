"""Queries for organisers and their sessions."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.errors import NotFoundError
from webinars.security import email_addresses


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


def organisers(session: Session) -> Sequence[Organiser]:
    """Return all organisers by name, disabled ones last."""
    is_shut_out = Organiser.disabled_at.is_not(None)
    return session.scalars(
        select(Organiser).order_by(is_shut_out, func.lower(Organiser.name), Organiser.id)
    ).all()


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
