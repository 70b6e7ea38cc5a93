"""Migrations on both databases: up, equal to the models, down and up again."""

import pytest
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from tests.conftest import make_app
from webinars.database import db


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
