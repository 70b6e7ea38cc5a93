"""Forget that presentations and tables were not read, so that the worker reads their text."""

from collections.abc import Sequence

from alembic import op

revision: str = "read_office_files"
down_revision: str | None = "document_index_at_once"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OF_OFFICE_FILES = """version_id IN (
SELECT document_versions.id FROM document_versions
JOIN document_files ON document_files.id = document_versions.file_id
WHERE document_files.media_type IN (
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.oasis.opendocument.text',
    'application/vnd.oasis.opendocument.presentation',
    'application/vnd.oasis.opendocument.spreadsheet'
))"""


def upgrade() -> None:
    """Apply the change."""
    op.execute(f"DELETE FROM document_texts WHERE problem = 'not-read' AND {OF_OFFICE_FILES}")  # noqa: S608


def downgrade() -> None:
    """Undo the change: an earlier version reads none of them, and would not read those that are not read yet."""
    op.execute(
        f"UPDATE document_texts SET search_text = '', problem = 'not-read' WHERE {OF_OFFICE_FILES}"  # noqa: S608
    )
