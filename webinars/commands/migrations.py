"""Alembic for an application; only what upgrades a schema imports this module."""

from flask import Flask
from flask_migrate import Migrate
from flask_migrate import upgrade as upgrade_current_app

from webinars import paths
from webinars.database import db
from webinars.documents.search.text_index import TEXT_INDEX
from webinars.events.search.index import EVENT_INDEX
from webinars.registrations.places import registration_counts


def init_app(app: Flask) -> None:
    """Let migrations run on the database of the app."""
    Migrate(
        app,
        db,
        directory=str(paths.MIGRATIONS),
        render_as_batch=True,
        include_name=_is_in_models,
    )


def upgrade(app: Flask) -> None:
    """Upgrade the schema to the latest revision."""
    init_app(app)
    upgrade_current_app()


def _is_in_models(name: str | None, kind: str, _parents: object) -> bool:
    """Return whether the models describe a table or index; they do not describe what is derived from rows."""
    is_of_model = all(index.is_in_models(name, kind) for index in (EVENT_INDEX, TEXT_INDEX))
    return is_of_model and name != registration_counts.TABLE
