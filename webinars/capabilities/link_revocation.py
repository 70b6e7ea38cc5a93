"""Revoke and replace private links, and delete what was revoked or expired long ago."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from sqlalchemy import (
    column,
    delete,
    exists,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.orm import Session

from webinars.capabilities import queries
from webinars.capabilities.link_creation import Subject, issue_links
from webinars.capabilities.link_purposes import SUBJECTS, Purpose
from webinars.capabilities.link_resolution import PresentedCapability, check_still_live
from webinars.capabilities.models import Capability
from webinars.database import for_update
from webinars.timezones import clock

# Revoked and expired rows are deleted after this time.
_RETENTION = timedelta(days=30)
_REGISTRATIONS = table("registrations", column("event_id"), column("address"))
_INVITATIONS = table("invitations", column("event_id"), column("address"))
_PARTICIPANTS = table("poll_participants", column("event_id"), column("address"))


def revoke_links(session: Session, purposes: Collection[Purpose], ids: Iterable[int]) -> None:
    """Revoke the capabilities of subjects: none of their tokens resolves any more."""
    (name,) = {SUBJECTS[purpose] for purpose in purposes}
    subject = getattr(Capability, name)
    session.execute(
        update(Capability)
        .where(
            subject.in_(list(ids)),
            Capability.purpose.in_(list(purposes)),
            Capability.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now(), holder="")
    )


def replace_links(
    session: Session,
    purposes: Collection[Purpose],
    subjects: Collection[Subject],
    *,
    holder: str = "",
) -> None:
    """Revoke the capabilities of subjects and issue new ones: the same pages get new links."""
    revoke_links(session, purposes, [subject_id for subject_id, _event_id in subjects])
    issue_links(session, purposes, subjects, holder=holder)


def mark_used(session: Session, capability: PresentedCapability) -> None:
    """Mark a one-time capability as used.

    Raises:
        NotFoundError: "no-such-link": already used or revoked.
    """
    # Concurrent requests serialise on this row: the second finds it used.
    session.scalar(for_update(select(Capability.id).where(Capability.id == capability.id)))
    check_still_live(session, capability)
    session.execute(
        update(Capability).where(Capability.id == capability.id).values(used_at=clock.now())
    )


def delete_unused_reply_addresses(session: Session, event_id: int) -> None:
    """Delete the reply addresses at an event of addresses that nobody has there any more."""
    of_holder = [
        exists().where(rows.c.event_id == event_id, rows.c.address == Capability.holder)
        for rows in (_REGISTRATIONS, _INVITATIONS, _PARTICIPANTS)
    ]
    session.execute(
        delete(Capability).where(
            Capability.purpose == Purpose.REPLY, Capability.event_id == event_id, ~or_(*of_holder)
        )
    )


def purge_capabilities(session: Session) -> None:
    """Delete capabilities revoked or expired a while ago."""
    before = clock.now() - _RETENTION
    is_over = or_(Capability.revoked_at <= before, Capability.expires_at <= clock.now())
    ids = session.scalars(for_update(select(Capability.id).where(is_over), skip_locked=True)).all()
    for start in range(0, len(ids), queries.SLICE):
        some = ids[start : start + queries.SLICE]
        session.execute(delete(Capability).where(Capability.id.in_(some)))
