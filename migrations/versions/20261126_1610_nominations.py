"""Add nominations: whom a focal point named, in their own words, apart from the registrations that followed.

So far the list of a focal point was made of registrations, and told who had been registered before.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "nominations"
down_revision: str | None = "mail_tokens"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COPIED = ["event_id", "delegation_id", "kind_id", "name", "email", "address", "created_at"]


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "nominations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("made_registration", sa.Boolean(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name="fk_nominations_event_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegations.id"],
            name="fk_nominations_delegation_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name="fk_nominations_registration_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["registration_kinds.id"], name="fk_nominations_kind_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_nominations"),
        sqlite_autoincrement=True,
    )
    for name, columns in (
        ("ix_nominations_delegation_id", ["delegation_id"]),
        ("ix_nominations_registration_id", ["registration_id"]),
        ("ix_nominations_event_address", ["event_id", "address"]),
    ):
        op.create_index(name, "nominations", columns)
    _copy_named_people()


def downgrade() -> None:
    """Take it back."""
    op.drop_table("nominations")


def _copy_named_people() -> None:
    registrations = sa.table(
        "registrations", *map(sa.column, (*COPIED, "id", "erased_at", "status"))
    )
    nominations = sa.table(
        "nominations", *map(sa.column, (*COPIED, "registration_id", "made_registration"))
    )
    op.execute(
        sa.insert(nominations).from_select(
            [*COPIED, "registration_id", "made_registration"],
            sa.select(
                *(registrations.c[name] for name in COPIED), registrations.c.id, sa.true()
            ).where(
                registrations.c.delegation_id.is_not(None), registrations.c.erased_at.is_(None)
            ),
        )
    )
