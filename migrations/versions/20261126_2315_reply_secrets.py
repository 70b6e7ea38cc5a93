"""Derive reply addresses from a secret of the event, and store encrypted what was e-mailed before.

ORGANIZER of a calendar entry must not change: the token that an address was first sent under one UID stays. It
was derived from the seed of the capability or, before there were capabilities, from the registration.
"""

import hashlib
import hmac
import secrets
from base64 import b32encode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import Fernet
from flask import current_app

revision: str = "reply_secrets"
down_revision: str | None = "calendar_delivery"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

ROWS_AT_ONCE = 500
INSTANT = sa.DateTime(timezone=True)
CAPABILITIES = sa.table(
    "capabilities",
    sa.column("id"),
    sa.column("purpose", sa.Text()),
    sa.column("event_id"),
    sa.column("holder", sa.Text()),
    sa.column("seed", sa.Text()),
    sa.column("created_at", INSTANT),
    sa.column("expires_at", INSTANT),
)
TOKENS = sa.table("capability_tokens", sa.column("digest", sa.Text()), sa.column("capability_id"))
INVITATIONS = sa.table(
    "invitations",
    sa.column("id"),
    sa.column("event_id"),
    sa.column("registration_id"),
    sa.column("address", sa.Text()),
    sa.column("created_at", INSTANT),
)
Row = Any


def upgrade() -> None:
    """Apply the change."""
    keys = tuple(dict.fromkeys(current_app.extensions["site"].keys))
    for rows in _reply_addresses():
        _merge_duplicates(rows)
        _store_tokens(rows, keys)
    # Last: from its reference on, events wait for the end of the transaction.
    op.create_table(
        "reply_secrets",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("encrypted", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_reply_secrets_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_reply_secrets")),
    )


def downgrade() -> None:
    """Undo the change: what was e-mailed takes replies, and new e-mails have another ORGANIZER."""
    for rows in _reply_addresses():
        _update([{"row": row.id, "seed": secrets.token_hex(16)} for row in rows])
    op.drop_table("reply_secrets")


def _reply_addresses() -> Iterator[Sequence[Row]]:
    """Yield the capabilities of reply addresses, those of one address together."""
    of = CAPABILITIES.c
    order, after = sa.tuple_(of.event_id, of.holder, of.id), (0, "", 0)
    while True:
        rows = (
            op.get_bind()
            .execute(
                sa.select(of.id, of.event_id, of.holder, of.seed, of.created_at)
                .where(of.purpose == "reply", order > sa.tuple_(*map(sa.literal, after)))
                .order_by(of.event_id, of.holder, of.id)
                .limit(ROWS_AT_ONCE)
            )
            .all()
        )
        if not rows:
            return
        after = rows[-1].event_id, rows[-1].holder, rows[-1].id
        yield rows


def _merge_duplicates(rows: Sequence[Row]) -> None:
    """Move the tokens of an address that left and came back to its first capability."""
    connection, first = op.get_bind(), {}
    for row in rows:
        kept = first.setdefault((row.event_id, row.holder), row.id)
        if kept != row.id:
            connection.execute(
                sa.update(TOKENS).where(TOKENS.c.capability_id == row.id).values(capability_id=kept)
            )
            connection.execute(sa.delete(CAPABILITIES).where(CAPABILITIES.c.id == row.id))


def _store_tokens(rows: Sequence[Row], keys: tuple[str, ...]) -> None:
    """Store the first token that was e-mailed as the seed, encrypted; empty if there is none."""
    digests: dict[int, set[str]] = {}
    of = TOKENS.c
    for row in op.get_bind().execute(
        sa.select(of.capability_id, of.digest).where(of.capability_id.in_([row.id for row in rows]))
    ):
        digests.setdefault(row.capability_id, set()).add(row.digest)
    before = _registrations_invited(rows)
    _update(
        [
            {"row": row.id, "seed": _encrypted(token, keys[0]) if token else ""}
            for row in rows
            for token in [_mailed_token(row, before.get(row.id), digests.get(row.id, ()), keys)]
        ]
    )


def _registrations_invited(rows: Sequence[Row]) -> dict[int, int]:
    """Return the registration to which an address was first invited before it had a capability."""
    of, at = INVITATIONS.c, {(row.event_id, row.holder): row for row in rows}
    found: dict[int, int] = {}
    for invitation in op.get_bind().execute(
        sa.select(of.event_id, of.address, of.registration_id, of.created_at)
        .where(
            of.event_id.in_({row.event_id for row in rows}),
            of.address.in_({row.holder for row in rows}),
            of.registration_id.is_not(None),
        )
        .order_by(of.id)
    ):
        row = at.get((invitation.event_id, invitation.address))
        if row is not None and invitation.created_at < row.created_at:
            found.setdefault(row.id, invitation.registration_id)
    return found


def _mailed_token(
    row: Row, registration_id: int | None, digests: Sequence[str], keys: tuple[str, ...]
) -> str:
    signed = [_signed(registration_id, key) for key in keys] if registration_id else []
    derived = [_short(f"webinars.reply\0{row.seed}", key) for key in keys] if row.seed else []
    return next((token for token in (*signed, *derived) if _digest(token) in digests), "")


def _update(rows: list[dict[str, Any]]) -> None:
    if rows:
        op.get_bind().execute(
            sa.update(CAPABILITIES)
            .where(CAPABILITIES.c.id == sa.bindparam("row"))
            .values(seed=sa.bindparam("seed"), expires_at=None),
            rows,
        )


def _signed(registration_id: int, key: str) -> str:
    token = _short(f"webinars.reply\0{registration_id}", key)
    return f"{registration_id}-{token}"


def _short(text: str, key: str) -> str:
    mac = hmac.digest(key.encode(), text.encode(), "sha256")
    return b32encode(mac[:16]).decode("ascii").lower().rstrip("=")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _encrypted(text: str, key: str) -> str:
    own = hmac.digest(key.encode(), b"webinars.stored-secret", "sha256")
    prefix = hmac.digest(own, b"id", "sha256").hex()[:8]
    return f"{prefix}:{Fernet(urlsafe_b64encode(own)).encrypt(text.encode()).decode('ascii')}"
