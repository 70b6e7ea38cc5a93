"""Keep who is invited to register and which delegations come, and where each registration came from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "admission"
down_revision: str | None = "registration_terms"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "delegations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("focal_name", sa.Text(), nullable=False),
        sa.Column("focal_email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_delegations_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    op.create_index("ix_delegations_event_address", "delegations", ["event_id", "address"])
    op.create_table(
        "invitees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_invitees_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_invitees_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitees")),
        sa.UniqueConstraint("event_id", "address", name=op.f("uq_invitees_event_id_address")),
    )
    op.create_index(op.f("ix_invitees_registration_id"), "invitees", ["registration_id"])
    with op.batch_alter_table("registrations") as table:
        table.add_column(sa.Column("kind_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("delegation_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(
            op.f("fk_registrations_kind_id"), "registration_kinds", ["kind_id"], ["id"]
        )
        table.create_foreign_key(
            op.f("fk_registrations_delegation_id"), "delegations", ["delegation_id"], ["id"]
        )
        table.create_index(op.f("ix_registrations_kind_id"), ["kind_id"])
        table.create_index(op.f("ix_registrations_delegation_id"), ["delegation_id"])
    op.execute("UPDATE registrations SET waits_since = status_at WHERE status = 'waiting'")


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("registrations") as table:
        table.drop_index(op.f("ix_registrations_delegation_id"))
        table.drop_index(op.f("ix_registrations_kind_id"))
        table.drop_constraint(op.f("fk_registrations_delegation_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_registrations_kind_id"), type_="foreignkey")
        for name in ("ends_at", "waits_since", "delegation_id", "kind_id"):
            table.drop_column(name)
    op.drop_table("invitees")
    op.drop_table("delegations")
