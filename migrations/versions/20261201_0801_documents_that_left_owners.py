"""Find in revisions to which events and bodies documents belonged before."""

from collections.abc import Sequence

from alembic import op

revision: str = "documents_that_left_owners"
down_revision: str | None = "former_document_owners"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_FORMER = {
    "sqlite": "json_extract(previous, '$.{name}')",
    "postgresql": "(previous->>'{name}')::integer",
}


def upgrade() -> None:
    """Apply the change."""
    form = _FORMER[op.get_bind().dialect.name]
    for name in ("event_id", "series_id"):
        former = form.replace("{name}", name)
        op.execute_in_batches(
            "document_revisions",
            f"INSERT INTO former_document_owners (document_id, {name})"  # noqa: S608 - no input
            f" SELECT DISTINCT document_id, {former} FROM document_revisions"
            f" WHERE id > {{first}} AND id <= {{last}} AND {former} IS NOT NULL",
        )


def downgrade() -> None:
    """Undo the change."""
    op.execute("DELETE FROM former_document_owners")
