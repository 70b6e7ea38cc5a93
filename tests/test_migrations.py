"""Migrations on both databases: up, equal to the models, down and up again."""

import re
from pathlib import Path

import pytest
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from tests.conftest import make_app
from webinars.database import db

VERSIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """Create an application on an empty database."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    app = make_app(tmp_path, DATABASE_URL=url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_upgrade_matches_the_models_and_downgrade_reverts_it(empty):
    upgrade()
    check()
    tables = set(inspect(db.engine).get_table_names())

    downgrade(revision="base")

    left = set(inspect(db.engine).get_table_names())
    assert left == {"alembic_version"}
    upgrade()
    assert set(inspect(db.engine).get_table_names()) == tables


def test_repeating_a_step_changes_nothing(empty):
    upgrade()
    upgrade()

    check()


def test_versions_import_no_product_code_which_later_changes_would_break():
    imports = re.compile(r"^\s*(from|import) webinars\b", re.MULTILINE)

    assert [path.name for path in VERSIONS.glob("*.py") if imports.search(path.read_text())] == []
