"""Queries for capabilities."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from webinars.capabilities.link_purposes import SUBJECTS, Purpose
from webinars.capabilities.models import Capability, CapabilityToken
from webinars.prepared_statements import PreparedQuery, flushed
from webinars.timezones import clock

SLICE = 500


@dataclass(frozen=True)
class IssuedCapability:
    """A stored capability with the digests of its tokens."""

    id: int
    purpose: Purpose
    subject_id: int
    holder: str
    seed: str
    is_live: bool
    digests: frozenset[str]


def issued_capabilities(
    session: Session, purposes: Collection[Purpose], ids: Iterable[int]
) -> list[IssuedCapability]:
    """Return all capabilities of subjects, live or not, oldest first; the purposes share a subject."""
    (column,) = {SUBJECTS[purpose] for purpose in purposes}
    return [
        capability
        for some in slices(ids)
        for capability in _read(
            session, _OF_SUBJECTS[column], {"purposes": sorted(purposes), "ids": some}
        )
    ]


def reply_addresses(session: Session, pairs: Iterable[tuple[int, str]]) -> list[IssuedCapability]:
    """Return the capabilities of the reply addresses of (event, address) pairs, oldest first."""
    return [
        capability
        for some in slices(pairs)
        for capability in _read(
            session,
            _REPLY_ADDRESSES,
            {
                "purposes": [Purpose.REPLY],
                "ids": sorted({event_id for event_id, _address in some}),
                "holders": sorted({address for _event_id, address in some}),
            },
        )
    ]


def _with_digests(column: str) -> Select[Any]:
    """Select the capabilities of subjects, one row for each digest of their tokens."""
    subject = getattr(Capability, column)
    return (
        select(
            Capability.id,
            Capability.purpose,
            subject,
            Capability.holder,
            Capability.seed,
            Capability.created_at,
            Capability.expires_at,
            or_(Capability.revoked_at.is_not(None), Capability.used_at.is_not(None)),
            CapabilityToken.digest,
        )
        .outerjoin(CapabilityToken, CapabilityToken.capability_id == Capability.id)
        .where(
            subject.in_(bindparam("ids", expanding=True)),
            Capability.purpose.in_(bindparam("purposes", expanding=True)),
        )
        .order_by(Capability.id)
    )


_OF_SUBJECTS = {column: PreparedQuery(_with_digests(column)) for column in set(SUBJECTS.values())}
_REPLY_ADDRESSES = PreparedQuery(
    _with_digests("event_id").where(Capability.holder.in_(bindparam("holders", expanding=True)))
)


def _read(
    session: Session, statement: PreparedQuery, values: dict[str, Any]
) -> Iterator[IssuedCapability]:
    """Yield capabilities with the digests of their tokens, in one query."""
    now = clock.now()
    for key, group in groupby(
        statement.rows(flushed(session), values), lambda row: tuple(row[:-1])
    ):
        capability_id, purpose, subject_id, holder, seed, created_at, expires_at, is_over = key
        in_time = expires_at is None or created_at <= now < expires_at
        digests = frozenset(row[-1] for row in group if row[-1])
        yield IssuedCapability(
            capability_id,
            purpose,
            subject_id,
            holder,
            seed,
            is_live=in_time and not is_over,
            digests=digests,
        )


def slices(wanted: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield distinct values, ordered, in lists that fit into one statement."""
    ordered = sorted(set(wanted))
    for start in range(0, len(ordered), SLICE):
        yield ordered[start : start + SLICE]
