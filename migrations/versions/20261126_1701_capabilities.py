"""Keep each private link in one table, and accept what was mailed before until its subject ends.

Links were signed references to a row and a generation. This is the last place that knows how: it stores the
digest of each such token that holds now, under every key that the installation accepts.
"""

import hashlib
import hmac
import secrets
import unicodedata
from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import idna
import sqlalchemy as sa
from alembic import op
from flask import current_app
from itsdangerous import Signer, URLSafeSerializer
from itsdangerous.encoding import base64_encode

revision: str = "capabilities"
down_revision: str | None = "numbered_once"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

PURPOSES = (
    "manage", "join", "address", "reply", "calendar", "invitee", "delegation", "comment", "sign-in", "entry",
)  # fmt: skip
OWNERS = {
    "event_id": "events",
    "registration_id": "registrations",
    "calendar_id": "own_calendars",
    "invitee_id": "invitees",
    "delegation_id": "delegations",
    "comment_id": "comments",
    "organiser_id": "organisers",
}
ROWS_AT_ONCE = 500
SIGN_IN_LIVES = timedelta(minutes=30)

# What of the tables is read here, as they are at this revision.
INSTANT = sa.DateTime(timezone=True)
EVENTS = sa.table("events", sa.column("id"), sa.column("entry_key", sa.Text()))
REGISTRATIONS = sa.table(
    "registrations",
    sa.column("id"),
    sa.column("event_id"),
    sa.column("address"),
    sa.column("new_email"),
    sa.column("generation"),
    sa.column("erased_at", INSTANT),
)
INVITEES = sa.table(
    "invitees",
    sa.column("id"),
    sa.column("event_id"),
    sa.column("generation"),
    sa.column("invited_at", INSTANT),
)
DELEGATIONS = sa.table(
    "delegations",
    sa.column("id"),
    sa.column("event_id"),
    sa.column("generation"),
    sa.column("address"),
)
COMMENTS = sa.table(
    "comments",
    sa.column("id"),
    sa.column("event_id"),
    sa.column("lane"),
    sa.column("created_at", INSTANT),
)
CALENDARS = sa.table(
    "own_calendars", sa.column("id"), sa.column("address"), sa.column("number", sa.BigInteger())
)
SIGN_IN_LINKS = sa.table(
    "sign_in_links",
    sa.column("organiser_id"),
    sa.column("digest"),
    sa.column("expires_at", INSTANT),
    sa.column("used_at", INSTANT),
)
Row = Any
# A capability without its id, and the digests of the tokens that present it.
Made = tuple[dict[str, Any], list[str]]


def upgrade() -> None:
    """Take the step."""
    if not _is_filled():
        _fill()
    if op.get_bind().dialect.name == "postgresql":
        # Once the rows are there: while a reference is made, nobody can change the table it names.
        for name, table in OWNERS.items():
            op.add_reference_online("capabilities", name, table)


def _is_filled() -> bool:
    """Return whether the upgrade was interrupted while references were made, each in its own transaction."""
    connection = op.get_bind()
    return connection.dialect.name == "postgresql" and bool(
        connection.scalar(sa.text("SELECT to_regclass('capabilities') IS NOT NULL"))
    )


def _fill() -> None:
    capabilities, tokens = _tables()
    site = current_app.extensions["site"]
    writer = _Writer(op.get_bind(), capabilities, tokens)
    for table, kept, read in (
        (REGISTRATIONS, REGISTRATIONS.c.erased_at.is_(None), _of_registration),
        (INVITEES, INVITEES.c.invited_at.is_not(None), _of_invitee),
        (DELEGATIONS, DELEGATIONS.c.address != "", _of_delegation),
        (COMMENTS, sa.true(), _of_comment),
        (CALENDARS, sa.true(), _of_calendar),
        (EVENTS, EVENTS.c.entry_key != "", _of_event),
    ):
        writer.write_all(_by_id(table, kept), read, site.keys)
    writer.write_replies(site.keys)
    writer.write_sign_in_links()
    _indexes()
    op.drop_table("sign_in_links")
    with op.batch_alter_table("events") as table:
        table.drop_column("entry_key")
    with op.batch_alter_table("own_calendars") as table:
        table.drop_column("number")


def downgrade() -> None:
    """Take it back: secret links, calendars and sign-in links have to be made anew."""
    with op.batch_alter_table("own_calendars") as table:
        table.add_column(
            sa.Column(
                "number", sa.BigInteger(), nullable=False, server_default=str(_random_number())
            )
        )
    with op.batch_alter_table("own_calendars") as table:
        table.alter_column("number", server_default=None)
    with op.batch_alter_table("events") as table:
        table.add_column(sa.Column("entry_key", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("events") as table:
        table.alter_column("entry_key", server_default=None)
    op.create_table(
        "sign_in_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["organiser_id"],
            ["organisers.id"],
            name=op.f("fk_sign_in_links_organiser_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_links_digest")),
    )
    op.create_index(op.f("ix_sign_in_links_organiser_id"), "sign_in_links", ["organiser_id"])
    op.drop_table("capability_tokens")
    op.drop_table("capabilities")


def _tables() -> tuple[sa.Table, sa.Table]:
    capabilities = op.create_table(
        "capabilities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(*PURPOSES, name="purpose", native_enum=False, length=40),
            nullable=False,
        ),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in OWNERS),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("used_at", INSTANT, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_capabilities_{name}"), ondelete="CASCADE"
            )
            for name, table in OWNERS.items()
            if op.get_bind().dialect.name == "sqlite"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capabilities")),
        sqlite_autoincrement=True,
    )
    tokens = op.create_table(
        "capability_tokens",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("capability_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["capability_id"],
            ["capabilities.id"],
            name=op.f("fk_capability_tokens_capability_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_capability_tokens")),
    )
    return capabilities, tokens


def _indexes() -> None:
    # Once the rows are there: an index grows faster in one go.
    op.create_index("ix_capabilities_event", "capabilities", ["event_id", "purpose", "holder"])
    for name in OWNERS:
        if name != "event_id":
            is_there = sa.text(f"{name} IS NOT NULL")
            op.create_index(
                f"ix_capabilities_{name.removesuffix('_id')}",
                "capabilities",
                [name],
                sqlite_where=is_there,
                postgresql_where=is_there,
            )
    op.create_index(
        op.f("ix_capability_tokens_capability_id"), "capability_tokens", ["capability_id"]
    )


# --- The rows, some at once, so that memory stays bounded


class _Writer:
    """Writes capabilities with ids of its own counting, and their tokens."""

    def __init__(self, connection: sa.Connection, capabilities: sa.Table, tokens: sa.Table) -> None:
        self._connection = connection
        self._capabilities, self._tokens = capabilities, tokens
        self._now = datetime.now(UTC)  # noqa: TID251 - a migration is no part of the application
        self._last = 0

    def write_all(
        self,
        pages: Iterable[Sequence[Row]],
        read: Callable[[Row, tuple[str, ...]], Iterator[Made]],
        keys: tuple[str, ...],
    ) -> None:
        for page in pages:
            self._write(made for row in page for made in read(row, keys))
        self._go_on_counting()

    def write_replies(self, keys: tuple[str, ...]) -> None:
        """Write one capability for each event and address, with a token for each registration of theirs."""
        of = REGISTRATIONS.c
        place, after = sa.tuple_(of.event_id, of.address, of.id), (0, "", 0)
        before = (0, "")
        while True:
            rows = self._connection.execute(
                sa.select(of.event_id, of.address, of.id)
                .where(of.erased_at.is_(None), of.address != "")
                .where(place > sa.tuple_(*map(sa.literal, after)))
                .order_by(of.event_id, of.address, of.id)
                .limit(ROWS_AT_ONCE)
            ).all()
            if not rows:
                break
            after = tuple(rows[-1])
            page: list[Made] = []
            for event_id, address, number in rows:
                digests = [_digest(_reply(number, key)) for key in dict.fromkeys(keys)]
                if (event_id, address) != before:
                    before = (event_id, address)
                    values = {"purpose": "reply", "event_id": event_id, "holder": address}
                    page.append((values, digests))
                elif page:
                    page[-1][1].extend(digests)
                else:  # the first registration of the address was the last of the page before
                    self._add_tokens(self._last, digests)
            self._write(page)
        self._go_on_counting()

    def write_sign_in_links(self) -> None:
        rows = self._connection.execute(sa.select(SIGN_IN_LINKS)).all()
        self._write(
            (
                {
                    "purpose": "sign-in",
                    "organiser_id": row.organiser_id,
                    "created_at": row.expires_at - SIGN_IN_LIVES,
                    "expires_at": row.expires_at,
                    "used_at": row.used_at,
                },
                [row.digest],
            )
            for row in rows
        )
        self._go_on_counting()

    def _write(self, made: Iterable[Made]) -> None:
        rows, tokens = [], []
        for values, digests in made:
            self._last += 1
            empty = dict.fromkeys((*OWNERS, "expires_at", "used_at"), None)
            rows.append(
                {
                    **empty,
                    "id": self._last,
                    "holder": "",
                    "seed": secrets.token_hex(16),
                    "created_at": self._now,
                    **values,
                }
            )
            tokens += [{"digest": each, "capability_id": self._last} for each in digests]
        if rows:
            self._connection.execute(sa.insert(self._capabilities), rows)
        if tokens:
            self._connection.execute(sa.insert(self._tokens), tokens)

    def _add_tokens(self, number: int, digests: Iterable[str]) -> None:
        rows = [{"digest": each, "capability_id": number} for each in digests]
        self._connection.execute(sa.insert(self._tokens), rows)

    def _go_on_counting(self) -> None:
        """Let PostgreSQL count on from the ids that were given here; SQLite does so by itself."""
        if self._last and self._connection.dialect.name == "postgresql":
            sequence = sa.func.pg_get_serial_sequence("capabilities", "id")
            self._connection.execute(sa.select(sa.func.setval(sequence, self._last)))


def _by_id(table: sa.TableClause, kept: Any) -> Iterator[Sequence[Row]]:
    after = 0
    while True:
        rows = (
            op.get_bind()
            .execute(
                sa.select(table)
                .where(kept, table.c.id > after)
                .order_by(table.c.id)
                .limit(ROWS_AT_ONCE)
            )
            .all()
        )
        if not rows:
            return
        after = rows[-1].id
        yield rows


def _of_registration(row: Row, keys: tuple[str, ...]) -> Iterator[Made]:
    subject = {"event_id": row.event_id, "registration_id": row.id}
    for purpose in ("manage", "join"):
        yield {"purpose": purpose, **subject}, _signed(purpose, row.id, row.generation, keys)
    if row.new_email:
        said = f"{row.generation}\n{row.new_email}".encode()
        number = int.from_bytes(hashlib.sha256(said).digest()[:6])
        holder = _normalized(row.new_email)
        yield (
            {"purpose": "address", **subject, "holder": holder},
            _signed("address", row.id, number, keys),
        )


def _normalized(email: str) -> str:
    """Return an address as the product of this revision compared it; it was validated when it was stored."""
    local, sign, domain = unicodedata.normalize("NFC", email.strip()).rpartition("@")
    try:
        host = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        host = domain.casefold()
    return local.casefold() + sign + host.removesuffix(".")


def _of_invitee(row: Row, keys: tuple[str, ...]) -> Iterator[Made]:
    yield (
        {"purpose": "invitee", "event_id": row.event_id, "invitee_id": row.id},
        _signed("invitee", row.id, row.generation, keys),
    )


def _of_delegation(row: Row, keys: tuple[str, ...]) -> Iterator[Made]:
    yield (
        {"purpose": "delegation", "event_id": row.event_id, "delegation_id": row.id},
        _signed("delegation", row.id, row.generation, keys),
    )


def _of_comment(row: Row, keys: tuple[str, ...]) -> Iterator[Made]:
    at = row.created_at
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    said = f"{row.lane}\n{at.isoformat()}".encode()
    number = int.from_bytes(hashlib.sha256(said).digest()[:6])
    yield (
        {"purpose": "comment", "event_id": row.event_id, "comment_id": row.id},
        _signed("comment", row.id, number, keys),
    )


def _of_calendar(row: Row, keys: tuple[str, ...]) -> Iterator[Made]:
    yield (
        {"purpose": "calendar", "calendar_id": row.id, "holder": row.address},
        _signed("calendar", row.id, row.number, keys),
    )


def _of_event(row: Row, _keys: tuple[str, ...]) -> Iterator[Made]:
    yield {"purpose": "entry", "event_id": row.id}, [_digest(row.entry_key)]


# --- How links were signed until now


def _signed(purpose: str, row_id: int, number: int, keys: tuple[str, ...]) -> list[str]:
    said = base64_encode(b"[%d,%d]" % (row_id, number))
    return [
        _digest(_signer(purpose, key).sign(said).decode("ascii")) for key in dict.fromkeys(keys)
    ]


def _signer(purpose: str, key: str) -> Signer:
    if (purpose, key) not in _SIGNERS:
        _SIGNERS[purpose, key] = URLSafeSerializer(
            [key],
            salt=f"webinars.{purpose}",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        ).make_signer()
    return _SIGNERS[purpose, key]


_SIGNERS: dict[tuple[str, str], Signer] = {}


def _reply(row_id: int, key: str) -> str:
    said = hmac.new(key.encode(), b"webinars.reply\0%d" % row_id, hashlib.sha256).digest()
    return f"{row_id}-{b32encode(said[:16]).decode('ascii').lower().rstrip('=')}"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _random_number() -> int:
    return 1 + secrets.randbelow(2**52 - 1)
