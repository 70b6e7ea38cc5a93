"""Issue, revoke and purge capabilities. The caller commits, and holds the lock of the event."""

# A capability is issued in the transaction that creates its subject, and revoked in the one that
# ends it: an e-mail composed meanwhile finds it live or revoked, and never brings it back.

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import (
    Insert,
    column,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from webinars.capabilities import queries
from webinars.capabilities.models import Capability, CapabilityToken, ReplySecret
from webinars.capabilities.purposes import SUBJECTS, Purpose
from webinars.capabilities.resolve import Presented, check_holds
from webinars.capabilities.tokens import digest_of, new_seed
from webinars.database import Base, for_update
from webinars.security.random_tokens import random_token
from webinars.timezones import clock

Subject = tuple[int, int | None]
# Revoked and expired rows are deleted after this time.
_RETENTION = timedelta(days=30)
# Their layers are above this one.
# RETURNING makes SQLAlchemy send all rows in one statement.
_INSERT = insert(Base.metadata.tables[Capability.__tablename__]).returning(Capability.id)
_ORGANISERS = table("organisers", column("id"))
_REGISTRATIONS = table("registrations", column("event_id"), column("address"))
_INVITATIONS = table("invitations", column("event_id"), column("address"))


def issue(
    session: Session,
    purposes: Collection[Purpose],
    subjects: Iterable[Subject],
    *,
    holder: str = "",
) -> None:
    """Issue capabilities for subjects, each given with its event, in one statement."""
    now = clock.now()
    rows = [
        {
            "purpose": purpose,
            "event_id": event_id,
            SUBJECTS[purpose]: subject_id,
            "holder": holder,
            "seed": new_seed(),
            "created_at": now,
        }
        for subject_id, event_id in subjects
        for purpose in purposes
    ]
    for start in range(0, len(rows), queries.SLICE):
        # Without the ORM, which takes three times as long and is part of every registration.
        session.connection().execute(_INSERT, rows[start : start + queries.SLICE])


def ensure(session: Session, purpose: Purpose, subjects: Collection[Subject]) -> None:
    """Issue a capability for every subject without a live one."""
    ids = [subject_id for subject_id, _event_id in subjects]
    live = {
        capability.subject_id
        for capability in queries.issued(session, (purpose,), ids)
        if capability.is_live
    }
    issue(session, (purpose,), [capability for capability in subjects if capability[0] not in live])


def issue_reply_addresses(session: Session, pairs: Iterable[tuple[int, str]]) -> None:
    """Issue reply addresses, each for a canonical address at an event.

    Without a seed: the token is derived from the event's reply secret, so that an address which was
    erased and comes back has the same one.
    """
    now = clock.now()
    rows = [
        {"purpose": Purpose.REPLY, "event_id": event_id, "holder": address, "created_at": now}
        for event_id, address in pairs
    ]
    session.execute(insert(Capability), rows)


def issue_sign_in(session: Session, organiser_id: int, *, expires_at: datetime) -> str:
    """Issue a one-time sign-in link for an organiser and return its random token.

    For organiser 0 (none) the same queries run and the token opens nothing, so that timing does not
    reveal who is an organiser.
    """
    token, seed = random_token(), new_seed()
    session.execute(
        insert(Capability).from_select(
            ["purpose", "organiser_id", "holder", "seed", "created_at", "expires_at"],
            select(
                literal(Purpose.SIGN_IN, Capability.purpose.type),
                _ORGANISERS.c.id,
                literal(""),
                literal(seed),
                literal(clock.now(), Capability.created_at.type),
                literal(expires_at, Capability.created_at.type),
            ).where(_ORGANISERS.c.id == organiser_id),
        )
    )
    session.execute(
        insert(CapabilityToken).from_select(
            ["digest", "capability_id"],
            select(literal(digest_of(Purpose.SIGN_IN, token)), Capability.id).where(
                Capability.seed == seed, Capability.purpose == Purpose.SIGN_IN
            ),
        )
    )
    return token


def revoke(session: Session, purposes: Collection[Purpose], ids: Iterable[int]) -> None:
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


def replace(
    session: Session,
    purposes: Collection[Purpose],
    subjects: Collection[Subject],
    *,
    holder: str = "",
) -> None:
    """Revoke the capabilities of subjects and issue new ones: the same pages get new links."""
    revoke(session, purposes, [subject_id for subject_id, _event_id in subjects])
    issue(session, purposes, subjects, holder=holder)


def consume(session: Session, capability: Presented) -> None:
    """Mark a one-time capability as used.

    Raises:
        NotFoundError: "no-such-link": already used or revoked.
    """
    # Concurrent requests serialise on this row: the second finds it used.
    session.scalar(for_update(select(Capability.id).where(Capability.id == capability.id)))
    check_holds(session, capability)
    session.execute(
        update(Capability).where(Capability.id == capability.id).values(used_at=clock.now())
    )


def delete_unused_reply_addresses(session: Session, event_id: int) -> None:
    """Delete the reply addresses at an event of addresses without registration and invitation."""
    of_holder = [
        exists().where(rows.c.event_id == event_id, rows.c.address == Capability.holder)
        for rows in (_REGISTRATIONS, _INVITATIONS)
    ]
    session.execute(
        delete(Capability).where(
            Capability.purpose == Purpose.REPLY, Capability.event_id == event_id, ~or_(*of_holder)
        )
    )


def store_reply_secrets(session: Session, encrypted: dict[int, str]) -> None:
    """Store the encrypted reply secrets of events; existing ones stay."""
    new_secret = _NEW_SECRET[session.get_bind().dialect.name == "postgresql"]
    session.execute(
        new_secret,
        [
            {"event_id": event_id, "encrypted": secret}
            for event_id, secret in sorted(encrypted.items())
        ],
    )


def delete_reply_secrets(session: Session, event_ids: Collection[int]) -> None:
    """Delete the reply secrets of events that no accepted key decrypts."""
    if event_ids:
        session.execute(delete(ReplySecret).where(ReplySecret.event_id.in_(event_ids)))


def update_reply_secret(session: Session, event_id: int, before: str, encrypted: str) -> None:
    """Replace the encrypted form of an event's reply secret."""
    session.execute(
        update(ReplySecret)
        .where(ReplySecret.event_id == event_id, ReplySecret.encrypted == before)
        .values(encrypted=encrypted)
    )


def update_reply_seed(session: Session, capability_id: int, before: str, encrypted: str) -> None:
    """Replace the encrypted form of a token that an earlier release e-mailed."""
    session.execute(
        update(Capability)
        .where(Capability.id == capability_id, Capability.seed == before)
        .values(seed=encrypted)
    )


def purge_capabilities(session: Session) -> None:
    """Delete capabilities revoked or expired a while ago."""
    before = clock.now() - _RETENTION
    is_over = or_(Capability.revoked_at <= before, Capability.expires_at <= clock.now())
    ids = session.scalars(for_update(select(Capability.id).where(is_over), skip_locked=True)).all()
    for start in range(0, len(ids), queries.SLICE):
        some = ids[start : start + queries.SLICE]
        session.execute(delete(Capability).where(Capability.id.in_(some)))


def store_digests(session: Session, digests: dict[str, int]) -> None:
    """Store digests of tokens with their capability; existing ones stay."""
    if digests:
        session.execute(
            new_token(session.get_bind().dialect.name),
            [
                {"digest": digest, "capability_id": capability_id}
                for digest, capability_id in digests.items()
            ],
        )


def new_token(dialect: str) -> Insert:
    """Return the statement that stores a digest unless it exists."""
    return _NEW_TOKEN[dialect == "postgresql"]


_NEW_TOKEN = (
    insert_sqlite(CapabilityToken).on_conflict_do_nothing(),
    insert_postgresql(CapabilityToken).on_conflict_do_nothing(),
)
_NEW_SECRET = (
    insert_sqlite(ReplySecret).on_conflict_do_nothing(),
    insert_postgresql(ReplySecret).on_conflict_do_nothing(),
)
