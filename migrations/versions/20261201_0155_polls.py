"""Add polls that find a date, with their options, participants, votes and holds."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "polls"
down_revision: str | None = "links_of_subscribers"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

INSTANT = sa.DateTime(timezone=True)
AUTOINCREMENT = {"sqlite_autoincrement": True}
LINKS = {"poll_id": "polls", "poll_participant_id": "poll_participants"}


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "polls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("results_shown", sa.String(40), nullable=False),
        sa.Column("sends_holds", sa.Boolean(), nullable=False),
        sa.Column("has_open_link", sa.Boolean(), nullable=False),
        sa.Column("was_completed", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("reminds_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("chosen_option_id", sa.Integer(), nullable=True),
        _reference("polls", "event_id", "events"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_table(
        "poll_options",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("sequence_floor", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        _reference("poll_options", "poll_id", "polls"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_options")),
        sa.UniqueConstraint("uid", name=op.f("uq_poll_options_uid")),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_table(
        "poll_participants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("without_holds", sa.Boolean(), nullable=False),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("removed_at", INSTANT, nullable=True),
        _reference("poll_participants", "poll_id", "polls"),
        _reference("poll_participants", "event_id", "events"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_participants")),
        sa.UniqueConstraint(
            "poll_id", "address", name=op.f("uq_poll_participants_poll_id_address")
        ),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_table(
        "poll_votes",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("vote", sa.String(40), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("voted_at", INSTANT, nullable=False),
        _reference("poll_votes", "participant_id", "poll_participants"),
        _reference("poll_votes", "option_id", "poll_options"),
        sa.PrimaryKeyConstraint("participant_id", "option_id", name=op.f("pk_poll_votes")),
        if_not_exists=True,
    )
    op.create_table(
        "poll_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        _reference("poll_holds", "option_id", "poll_options"),
        _reference("poll_holds", "participant_id", "poll_participants"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_holds")),
        sa.UniqueConstraint("message_id", name=op.f("uq_poll_holds_message_id")),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_table(
        "hold_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("dtstamp", INSTANT, nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        _reference("hold_replies", "participant_id", "poll_participants"),
        _reference("hold_replies", "option_id", "poll_options"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_replies")),
        sa.UniqueConstraint(
            "participant_id", "key", name=op.f("uq_hold_replies_participant_id_key")
        ),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("capabilities", table_kwargs=AUTOINCREMENT) as table:
            for column, target in LINKS.items():
                table.add_column(sa.Column(column, sa.Integer(), nullable=True))
                table.create_foreign_key(
                    f"fk_capabilities_{column}", target, [column], ["id"], ondelete="CASCADE"
                )
    else:
        for column in LINKS:
            op.add_column_online("capabilities", f"{column} INTEGER")
    for name, table_name, definition, unique in INDEXES:
        op.create_index_online(name, table_name, definition, unique=unique)
    if op.get_bind().dialect.name != "sqlite":
        for column, target in LINKS.items():
            op.add_reference_online("capabilities", column, target)


def downgrade() -> None:
    """Undo the change: the links of participants are deleted with them."""
    for column in LINKS:
        op.execute(f"DELETE FROM capabilities WHERE {column} IS NOT NULL")  # noqa: S608 - no input
        op.drop_index_online(f"ix_capabilities_{column.removesuffix('_id')}", "capabilities")
    with op.batch_alter_table("capabilities", table_kwargs=AUTOINCREMENT) as table:
        for column in LINKS:
            table.drop_constraint(f"fk_capabilities_{column}", type_="foreignkey")
            table.drop_column(column)
    for name in (
        "hold_replies", "poll_holds", "poll_votes", "poll_participants", "poll_options", "polls",
    ):  # fmt: skip
        op.drop_table(name, if_exists=True)


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")


INDEXES = (
    ("ix_polls_event_id", "polls", "(event_id)", False),
    ("uq_polls_undecided", "polls", "(event_id) WHERE state IN ('open', 'closed')", True),
    ("ix_poll_options_poll_id", "poll_options", "(poll_id)", False),
    ("ix_poll_participants_address", "poll_participants", "(address)", False),
    ("ix_poll_participants_event", "poll_participants", "(event_id, address)", False),
    ("ix_poll_votes_option_id", "poll_votes", "(option_id)", False),
    ("ix_poll_holds_option_id", "poll_holds", "(option_id)", False),
    ("ix_poll_holds_participant", "poll_holds", "(participant_id, option_id)", False),
    ("ix_hold_replies_option_id", "hold_replies", "(option_id)", False),
    *(
        (
            f"ix_capabilities_{column.removesuffix('_id')}",
            "capabilities",
            f"({column}) WHERE {column} IS NOT NULL",
            False,
        )
        for column in LINKS
    ),
)
