"""Add the searched texts of documents and their full-text index; `webinars db upgrade` fills it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "document_texts"
down_revision: str | None = "document_uploads"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

ADD = "INSERT INTO document_search(rowid, search_text) VALUES (new.id, new.search_text)"
REMOVE = """INSERT INTO document_search(document_search, rowid, search_text)
SELECT 'delete', id, old.search_text FROM document_search_docsize WHERE id = old.id"""
TRIGGERS = {
    "document_search_insert": f"AFTER INSERT ON document_texts BEGIN {ADD}; END",
    "document_search_delete": f"AFTER DELETE ON document_texts BEGIN {REMOVE}; END",
    "document_search_update": (
        "AFTER UPDATE OF search_text ON document_texts WHEN old.search_text <> new.search_text"
        f" BEGIN {REMOVE}; {ADD}; END"
    ),
}
VECTOR = "array_to_tsvector(array_remove(string_to_array(search_text, ' '), ''))"
OF_TITLE = sa.text("version_id IS NULL")


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "document_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_document_texts_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["document_versions.id"],
            name=op.f("fk_document_texts_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_texts")),
        sa.UniqueConstraint("version_id", name=op.f("uq_document_texts_version_id")),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index(
        "ix_document_texts_document_id", "document_texts", ["document_id"], if_not_exists=True
    )
    op.create_index(
        "uq_document_texts_title",
        "document_texts",
        ["document_id"],
        unique=True,
        if_not_exists=True,
        sqlite_where=OF_TITLE,
        postgresql_where=OF_TITLE,
    )
    if op.get_bind().dialect.name != "sqlite":
        op.create_index(
            "ix_document_texts_search",
            "document_texts",
            [sa.text(VECTOR)],
            postgresql_using="gin",
            if_not_exists=True,
        )
        return
    op.execute(
        "CREATE VIRTUAL TABLE document_search USING fts5("
        "search_text, content='', detail=none, tokenize='ascii')"
    )
    version = op.get_bind().exec_driver_sql("SELECT sqlite_version()").scalar_one()
    if tuple(map(int, version.split("."))) >= (3, 42):
        op.execute("INSERT INTO document_search(document_search, rank) VALUES('secure-delete', 1)")
    for name, body in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {body}")


def downgrade() -> None:
    """Undo the change."""
    if op.get_bind().dialect.name == "sqlite":
        for name in TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE document_search")
    op.drop_table("document_texts", if_exists=True)
