"""Let PostgreSQL keep what a mail says as it is: pressing it together took longer than storing it.

It is emptied once the mail has left, minutes later as a rule, so the room it saved was of little use.

References:
    PostgreSQL's manual, TOAST: EXTERNAL, as against EXTENDED.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "letters_as_they_are"
down_revision: str | None = "queue"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    _store("EXTERNAL")


def downgrade() -> None:
    """Take it back."""
    _store("EXTENDED")


def _store(how: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE messages ALTER COLUMN body SET STORAGE {how}")
