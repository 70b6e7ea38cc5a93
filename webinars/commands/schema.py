"""Create, check and upgrade the database schema."""

from pathlib import Path

from flask import Flask

from webinars.capabilities.key_check import is_key_accepted, is_key_new, store_key
from webinars.commands.errors import CommandError
from webinars.database import db, transaction
from webinars.documents.search.indexing import write_missing_titles
from webinars.events.listing.upcoming_or_past import correct_listings
from webinars.events.search.index_rebuild import write_missing_texts
from webinars.events.search.series_search import write_missing_words
from webinars.schema_revision import applied_revisions, is_schema_current
from webinars.settings import PREFIX
from webinars.timezones import clock

NO_DATABASE = "there is no database yet: run webinars db upgrade"
OLD_DATABASE = "the database schema is out of date: run webinars db upgrade"
OTHER_KEY = (
    f"{PREFIX}SECRET_KEY is not the key of this database: set the key that it was used with. "
    f"To change the key, put the former one into {PREFIX}SECRET_KEY_FALLBACKS, "
    "or run webinars db rekey if that is lost or must not be used; "
    'see "Changing the secret key" in docs/operations.md'
)


def is_initialized() -> bool:
    """Return whether the database contains our schema, of any version."""
    with db.engine.connect() as connection:
        return bool(applied_revisions(connection))


def is_current() -> bool:
    """Return whether the schema is the one that this version needs."""
    with db.engine.connect() as connection:
        return is_schema_current(connection)


def make_data_folder(app: Flask) -> None:
    """Create the data folder, which holds the SQLite file.

    Raises:
        CommandError: it cannot be created.
    """
    folder = Path(app.config["DATA_DIR"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"the data folder {folder.absolute()} cannot be created: {error.strerror}"
        ) from error


def upgrade_schema(app: Flask) -> None:
    """Create the database or upgrade its schema, and complete what it emptied or an earlier version wrote."""
    from webinars.commands import migrations  # noqa: PLC0415 - a server that is up to date needs no Alembic

    make_data_folder(app)
    migrations.upgrade(app)
    with transaction() as session:
        correct_listings(session, clock.now())
    write_missing_texts()
    write_missing_words()
    write_missing_titles()


def initialize_or_check(app: Flask) -> None:
    """Create the database if there is none; an existing one is never upgraded.

    Raises:
        CommandError: the schema of the existing database is out of date.
    """
    make_data_folder(app)
    if not is_initialized():
        upgrade_schema(app)
    elif not is_current():
        raise CommandError(OLD_DATABASE)


def check_secret_key(app: Flask) -> None:
    """Check that the secret key is that of the database.

    Raises:
        CommandError: it is another one.
    """
    session = db.session()
    is_accepted = is_key_accepted(session, app.extensions["site"].keys)
    session.rollback()  # so that later reads see later changes
    if not is_accepted:
        raise CommandError(OTHER_KEY)


def check_or_store_secret_key(app: Flask) -> None:
    """Check that the secret key is that of the database; store it in a new database, or if it succeeds that.

    Raises:
        CommandError: it is another one.
    """
    check_secret_key(app)
    keys, reader = app.extensions["site"].keys, db.session()
    is_new = is_key_new(reader, keys[0])
    reader.rollback()
    # Most starts write nothing, so that a host can serve from a database that is read-only for a while.
    if is_new:
        with transaction() as session:
            store_key(session, keys)
        check_secret_key(app)
