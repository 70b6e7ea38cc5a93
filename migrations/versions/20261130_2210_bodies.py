"""Add what bodies have: parents, texts, pictures, editors, former addresses, history and numbered sessions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "bodies"
down_revision: str | None = "stopped_bulk_actions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COLUMNS = (
    "parent_id INTEGER CONSTRAINT fk_series_parent_id REFERENCES series (id)",
    "short_name TEXT DEFAULT '' NOT NULL",
    "links JSON DEFAULT '[]' NOT NULL",
    "contact_name TEXT DEFAULT '' NOT NULL",
    "contact_email TEXT DEFAULT '' NOT NULL",
    "picture_text TEXT DEFAULT '' NOT NULL",
    "picture_digest TEXT DEFAULT '' NOT NULL",
    "picture_type TEXT DEFAULT '' NOT NULL",
    "is_published BOOLEAN DEFAULT false NOT NULL",
    "revision INTEGER DEFAULT 1 NOT NULL",
)
SESSIONS = "(series_id, session_number) WHERE session_number IS NOT NULL"


def upgrade() -> None:
    """Apply the change."""
    for definition in COLUMNS:
        op.add_column_online("series", definition)
    op.create_index_online("ix_series_parent_id", "series", "(parent_id)")
    op.add_column_online("events", "session_number INTEGER")
    op.create_table(
        "former_slugs",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        _reference("former_slugs", "series_id", "series"),
        sa.PrimaryKeyConstraint("slug", name="pk_former_slugs"),
        if_not_exists=True,
    )
    op.create_index("ix_former_slugs_series_id", "former_slugs", ["series_id"], if_not_exists=True)
    op.create_table(
        "series_pictures",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _reference("series_pictures", "series_id", "series"),
        sa.PrimaryKeyConstraint("series_id", name="pk_series_pictures"),
        if_not_exists=True,
    )
    op.create_table(
        "series_editors",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        _reference("series_editors", "series_id", "series"),
        _reference("series_editors", "organiser_id", "organisers"),
        sa.PrimaryKeyConstraint("series_id", "organiser_id", name="pk_series_editors"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_series_editors_organiser_id", "series_editors", ["organiser_id"], if_not_exists=True
    )
    op.create_table(
        "series_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("previous", sa.JSON(), nullable=False),
        _reference("series_revisions", "series_id", "series"),
        sa.ForeignKeyConstraint(
            ["organiser_id"], ["organisers.id"], name=op.f("fk_series_revisions_organiser_id")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_series_revisions"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_series_revisions_series_id", "series_revisions", ["series_id", "id"], if_not_exists=True
    )
    op.create_index_online("uq_events_session", "events", SESSIONS, unique=True)


def downgrade() -> None:
    """Undo the change."""
    op.drop_index_online("uq_events_session", "events")
    for table in ("series_revisions", "series_editors", "series_pictures", "former_slugs"):
        op.drop_table(table, if_exists=True)
    op.drop_column("events", "session_number")
    op.drop_index_online("ix_series_parent_id", "series")
    with op.batch_alter_table("series") as series:
        for definition in COLUMNS:
            series.drop_column(definition.partition(" ")[0])


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")
