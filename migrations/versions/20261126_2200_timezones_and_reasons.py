"""Rename the columns zone and kind, drop the unused delegations.zone, and store standard reason codes.

Payloads of queued messages and stored questions of the announcement parser follow, so that both are still read.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "timezones_and_reasons"
down_revision: str | None = "outbox_payload"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COLUMNS = (
    ("events", "zone", "timezone"),
    ("events", "zone_release", "tzdata_version"),
    ("organisers", "zone", "timezone"),
    ("questions", "kind", "question_type"),
    ("registrations", "zone", "timezone"),
    ("stored_files", "kind", "media_type"),
)
REASONS = {
    "given-back": "cancelled-by-registrant",
    "by-organiser": "cancelled-by-organiser",
    "by-delegation": "withdrawn-by-delegation",
    "removed": "removed-by-organiser",
    "declined": "declined-in-calendar",
    "offer-ended": "offer-expired",
    "proof-ended": "verification-expired",
}
PAYLOAD_KEYS = {
    "kind": "registration_type",
    "was": "previous",
    "why": "reason",
    "zone": "timezone",
}
OLD_CODE, NEW_CODE = '"local-time-twice"', '"local-time-ambiguous"'
ROWS_AT_ONCE = 500


def upgrade() -> None:
    """Apply the change: rows first, because nobody can use a table from its renaming to the end of the transaction."""
    _replace_reasons(REASONS)
    _replace_question_code(OLD_CODE, NEW_CODE)
    _rewrite_payloads(lambda payload: _with_reason(_with_keys(payload, PAYLOAD_KEYS), REASONS))
    for table, old, new in COLUMNS:
        _rename_column(table, old, new)
    op.execute("ALTER TABLE delegations DROP COLUMN zone")


def downgrade() -> None:
    """Undo the change."""
    reasons = {new: old for old, new in REASONS.items()}
    keys = {new: old for old, new in PAYLOAD_KEYS.items()}
    _rewrite_payloads(lambda payload: _with_keys(_with_reason(payload, reasons), keys))
    _replace_question_code(NEW_CODE, OLD_CODE)
    _replace_reasons(reasons)
    op.execute("ALTER TABLE delegations ADD COLUMN zone TEXT NOT NULL DEFAULT ''")
    for table, old, new in COLUMNS:
        _rename_column(table, new, old)


def _rename_column(table: str, old: str, new: str) -> None:
    # Not alter_column(): on SQLite that copies the table, and loses AUTOINCREMENT.
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")


def _replace_reasons(reasons: dict[str, str]) -> None:
    rows = sa.table("registrations", sa.column("cancel_reason"))
    reason = rows.c.cancel_reason
    op.execute(
        rows.update()
        .where(reason.in_(reasons))
        .values(cancel_reason=sa.case(reasons, value=reason))
    )


def _replace_question_code(old: str, new: str) -> None:
    """Replace a quoted code in stored JSON: inside a string, its quotes would be escaped."""
    stored = sa.cast(sa.column("reading"), sa.Text())
    events = sa.table("events", sa.column("reading", sa.JSON()))
    text: sa.ColumnElement[Any] = sa.func.replace(stored, old, new)
    if op.get_bind().dialect.name == "postgresql":
        text = sa.cast(text, sa.JSON())
    op.execute(events.update().where(stored.contains(old)).values(reading=text))


def _rewrite_payloads(rewrite: Callable[[Any], Any]) -> None:
    messages = sa.table(
        "messages", sa.column("id"), sa.column("state"), sa.column("payload", sa.JSON())
    )
    update = (
        sa.update(messages)
        .where(messages.c.id == sa.bindparam("row_id"))
        .values(payload=sa.bindparam("rewritten", type_=sa.JSON()))
    )
    for rows in _queued(messages):
        changed = [
            {"row_id": row.id, "rewritten": rewritten}
            for row in rows
            if (rewritten := rewrite(row.payload)) != row.payload
        ]
        if changed:
            op.get_bind().execute(update, changed)


def _queued(messages: sa.TableClause) -> Iterator[Sequence[Any]]:
    after = 0
    while True:
        query = (
            sa.select(messages)
            .where(messages.c.state == "queued", messages.c.id > after)
            .order_by(messages.c.id)
            .limit(ROWS_AT_ONCE)
        )
        rows = op.get_bind().execute(query).all()
        if not rows:
            return
        after = rows[-1].id
        yield rows


def _with_keys(value: Any, names: dict[str, str]) -> Any:
    """Return a payload with its keys renamed, at every depth."""
    if isinstance(value, list):
        return [_with_keys(item, names) for item in value]
    if isinstance(value, dict):
        return {names.get(key, key): _with_keys(item, names) for key, item in value.items()}
    return value


def _with_reason(payload: Any, reasons: dict[str, str]) -> Any:
    """Return a payload with its reason code replaced; the code of an erasure stays."""
    if not isinstance(payload, dict) or "reason" not in payload:
        return payload
    return payload | {"reason": reasons.get(payload["reason"], payload["reason"])}
