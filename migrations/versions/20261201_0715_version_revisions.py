"""Count the changes of each version of a document, so that no editor overwrites another one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "version_revisions"
down_revision: str | None = "document_texts"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column(
        "document_versions",
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("document_versions", "revision")
