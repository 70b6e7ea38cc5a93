"""A new migration follows the latest one, and adds what the models have and the schema lacks."""

import shutil

from tools.new_migration import write_migration
from webinars import paths
from webinars.schema_revision import latest_revisions


def test_migration_adds_the_column_that_the_schema_lacks(tmp_path):
    folder = tmp_path / "migrations"
    shutil.copytree(paths.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (latest,) = latest_revisions()
    (folder / "versions" / "last.py").write_text(
        "from alembic import op\n"
        f'revision, down_revision = "last", "{latest}"\n'
        'def upgrade(): op.drop_column("event_messages", "is_optional")\n'
        "def downgrade(): pass\n"
    )

    path = write_migration("add_optional", "Add a column.", folder)

    text = path.read_text("utf-8")
    assert path.name.endswith("_add_optional.py")
    assert text.startswith('"""Add a column."""\n')
    assert 'down_revision: str | None = "last"\n' in text
    assert text.count('"is_optional"') == 2  # added by upgrade(), dropped by downgrade()
    assert "###" not in text
