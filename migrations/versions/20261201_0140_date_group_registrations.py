"""Add registrations for several dates of one event, and private links to them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "date_group_registrations"
down_revision: str | None = "joined_series"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COLUMN = "date_group_registration_id"
NEVER_REUSES_IDS = {"sqlite_autoincrement": True}
LINKS = f"({COLUMN}) WHERE {COLUMN} IS NOT NULL"


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "date_group_registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("date_group_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("takes_all", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["date_group_id"],
            ["date_groups.id"],
            name=op.f("fk_date_group_registrations_date_group_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_group_registrations")),
        sa.UniqueConstraint(
            "address",
            "date_group_id",
            name=op.f("uq_date_group_registrations_address_date_group_id"),
        ),
        if_not_exists=True,
    )
    op.create_index_online(
        "ix_date_group_registrations_date_group_id", "date_group_registrations", "(date_group_id)"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.add_column_online("capabilities", f"{COLUMN} INTEGER")
        op.add_reference_online("capabilities", COLUMN, "date_group_registrations")
    else:
        # SQLite cannot add a constraint to a table; it writes this one anew.
        with op.batch_alter_table("capabilities", table_kwargs=NEVER_REUSES_IDS) as capabilities:
            capabilities.add_column(sa.Column(COLUMN, sa.Integer(), nullable=True))
            capabilities.create_foreign_key(
                f"fk_capabilities_{COLUMN}",
                "date_group_registrations",
                [COLUMN],
                ["id"],
                ondelete="CASCADE",
            )
    op.create_index_online("ix_capabilities_date_group_registration", "capabilities", LINKS)


def downgrade() -> None:
    """Undo the change."""
    op.execute(f"DELETE FROM capabilities WHERE {COLUMN} IS NOT NULL")  # noqa: S608 - no input
    op.drop_index_online("ix_capabilities_date_group_registration", "capabilities")
    with op.batch_alter_table("capabilities", table_kwargs=NEVER_REUSES_IDS) as capabilities:
        capabilities.drop_column(COLUMN)
    op.drop_index_online("ix_date_group_registrations_date_group_id", "date_group_registrations")
    op.drop_table("date_group_registrations", if_exists=True)
