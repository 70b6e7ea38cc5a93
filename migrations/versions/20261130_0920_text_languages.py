"""Add the language in which the texts of events and series are written; no row is written."""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "text_languages"
down_revision: str | None = "series_words"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TABLES = ("events", "series")
TEXTS = {
    "events": ("title", "description", "place"),
    "series": ("name", "description"),
    "registration_types": ("name",),
    "questions": ("label", "help"),
}
SEPARATOR = "\x1e"  # then JSON: the text as written, and its translations
DEFINITION = "text_language TEXT DEFAULT '' NOT NULL"


def upgrade() -> None:
    """Apply the change."""
    for table in TABLES:
        op.add_column_online(table, DEFINITION)


def downgrade() -> None:
    """Undo the change; translations are lost, because programs of before show texts as they are stored."""
    for table, names in TEXTS.items():
        for name in names:
            _remove_translations(table, name)
    for table in TABLES:
        op.drop_column(table, "text_language")


def _remove_translations(table: str, name: str) -> None:
    rows = sa.table(table, sa.column("id"), sa.column(name))
    column, connection = rows.c[name], op.get_bind()
    translated = connection.execute(
        sa.select(rows.c.id, column).where(column.startswith(SEPARATOR))
    ).all()
    for number, stored in translated:
        written = sa.update(rows).where(rows.c.id == number)
        connection.execute(written.values({name: json.loads(stored[1:])[0]}))
