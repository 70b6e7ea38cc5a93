"""Index the votes of an option by vote, and the participants of a poll in their order."""

from collections.abc import Sequence

from alembic import op

revision: str = "polls_of_thousands"
down_revision: str | None = "first_uid"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_index_online(
        "ix_poll_votes_option", "poll_votes", "(option_id, vote, participant_id)"
    )
    op.drop_index_online("ix_poll_votes_option_id", "poll_votes")
    op.create_index_online("ix_poll_participants_poll", "poll_participants", "(poll_id, id)")


def downgrade() -> None:
    """Undo the change."""
    op.drop_index_online("ix_poll_participants_poll", "poll_participants")
    op.create_index_online("ix_poll_votes_option_id", "poll_votes", "(option_id)")
    op.drop_index_online("ix_poll_votes_option", "poll_votes")
