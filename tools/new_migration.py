"""Write a migration: python -m tools.new_migration add_phone "Add phone numbers of registrants."."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import flask_migrate

from webinars import paths
from webinars.app import create_app
from webinars.commands import migrations
from webinars.commands.installation import open_app

# Lines that Alembic adds around generated statements.
_MARKS = re.compile(r"^ +# ### .*\n", re.MULTILINE)


def write_migration(name: str, sentence: str, folder: Path = paths.MIGRATIONS) -> Path:
    """Write a migration after the latest one of a folder, and return its path.

    Its statements are those that Alembic finds by comparing a new SQLite database with the models; they are
    a beginning, to be read and completed. name is its revision, sentence its docstring.
    """
    before = {*(folder / "versions").glob("*.py")}
    with tempfile.TemporaryDirectory() as data:
        app = create_app(DATA_DIR=data)
        with open_app(app):
            migrations.init_app(app)
            flask_migrate.upgrade(directory=str(folder))
            flask_migrate.migrate(directory=str(folder), message=sentence, rev_id=name)
    (path,) = {*(folder / "versions").glob("*.py")} - before
    text = _MARKS.sub("", path.read_text("utf-8"))
    path.unlink()
    path = path.with_name(f"{path.name[: len('yyyymmdd_hhmm')]}_{name}.py")
    path.write_text(text, "utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", path], check=True)
    return path


if __name__ == "__main__":
    _, chosen_name, chosen_sentence = sys.argv
    print(write_migration(chosen_name, chosen_sentence))
