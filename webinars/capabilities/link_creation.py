"""Issue private links, and store the digests of their tokens."""

# A capability is issued in the transaction that creates its subject, and revoked in the one that
# ends it: an e-mail composed meanwhile finds it live or revoked, and never brings it back.

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Insert,
    column,
    insert,
    literal,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from webinars.capabilities import queries
from webinars.capabilities.link_purposes import SUBJECTS, Purpose
from webinars.capabilities.models import Capability, CapabilityToken
from webinars.capabilities.tokens import digest_of, new_seed
from webinars.database import Base
from webinars.prepared_statements import PreparedInsert, flushed, open_connection
from webinars.security.random_tokens import random_token
from webinars.timezones import clock

Subject = tuple[int, int | None]


# Their layers are above this one.
_TABLE = Base.metadata.tables[Capability.__tablename__]
_INSERT_OF = {
    subject: PreparedInsert(
        lambda insert: insert(_TABLE),
        list(dict.fromkeys(("purpose", "event_id", subject, "holder", "seed", "created_at"))),
    )
    for subject in set(SUBJECTS.values())
}
_TOKENS = Base.metadata.tables[CapabilityToken.__tablename__]
_ORGANISERS = table("organisers", column("id"))
_NEW_DIGESTS = PreparedInsert(
    lambda insert: insert(_TOKENS).on_conflict_do_nothing(), ("digest", "capability_id")
)
_NEW_TOKEN = (
    insert_sqlite(CapabilityToken).on_conflict_do_nothing(),
    insert_postgresql(CapabilityToken).on_conflict_do_nothing(),
)


def issue_links(
    session: Session,
    purposes: Collection[Purpose],
    subjects: Iterable[Subject],
    *,
    holder: str = "",
) -> None:
    """Issue capabilities for subjects, each given with its event, in one statement."""
    now = clock.now()
    rows_of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for subject_id, event_id in subjects:
        for purpose in purposes:
            rows_of[SUBJECTS[purpose]].append(
                {
                    "purpose": purpose,
                    "event_id": event_id,
                    SUBJECTS[purpose]: subject_id,
                    "holder": holder,
                    "seed": new_seed(),
                    "created_at": now,
                }
            )
    for subject, rows in rows_of.items():
        _INSERT_OF[subject].execute(open_connection(session), rows)


def ensure_links(session: Session, purpose: Purpose, subjects: Collection[Subject]) -> None:
    """Issue a capability for every subject without a live one."""
    ids = [subject_id for subject_id, _event_id in subjects]
    live = {
        capability.subject_id
        for capability in queries.issued_capabilities(session, (purpose,), ids)
        if capability.is_live
    }
    issue_links(
        session, (purpose,), [capability for capability in subjects if capability[0] not in live]
    )


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


def store_digests(session: Session, digests: dict[str, int]) -> None:
    """Store digests of tokens with their capability; existing ones stay."""
    if digests:
        _NEW_DIGESTS.execute(
            flushed(session),
            [
                {"digest": digest, "capability_id": capability_id}
                for digest, capability_id in digests.items()
            ],
        )


def insert_digest(dialect: str) -> Insert:
    """Return the statement that stores a digest unless it exists."""
    return _NEW_TOKEN[dialect == "postgresql"]
