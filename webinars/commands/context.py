"""How commands open the installation: its settings, its application, its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Config, Flask
from flask_migrate import upgrade
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from webinars import paths
from webinars.app import create_app
from webinars.database import db
from webinars.settings import PREFIX, SettingError
from webinars.web.core.startup import database_address
from webinars.worker.delivery import transport_of

NO_DATABASE = "no database yet: run webinars db upgrade"
OLD_DATABASE = "the database is not the one this version needs: run webinars db upgrade"


class CommandError(click.ClickException):
    """Something a command will not do: one line, exit 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        """Print the line where errors go."""
        click.echo(f"webinars: {self.format_message()}", err=True)


@contextmanager
def installation() -> Iterator[Flask]:
    """Give the application on its database, which must be there and up to date.

    Raises:
        Refusal: there is no database, or an older one.
    """
    if not _may_exist():
        raise CommandError(NO_DATABASE)
    with open_app(application()) as app:
        if not is_initialized():
            raise CommandError(NO_DATABASE)
        if not is_current():
            raise CommandError(OLD_DATABASE)
        yield app


@contextmanager
def open_app(app: Flask) -> Iterator[Flask]:
    """Push the application's context, and close what it opened to the database afterwards."""
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def application(**overrides: object) -> Flask:
    """Return the application, its settings checked as far as they can be without asking anybody.

    Raises:
        SettingError: one line that names the variable.
    """
    app = create_app(**overrides)
    try:
        transport_of(app).close()
    except ValueError as error:
        raise SettingError(f"{PREFIX}SMTP_URL cannot be used: {error}") from error
    return app


def is_initialized() -> bool:
    """Tell whether the database holds a schema of ours, of any version."""
    return bool(_heads())


def is_current() -> bool:
    """Tell whether the schema is the one that this version needs."""
    return _heads() == set(ScriptDirectory(str(paths.MIGRATIONS)).get_heads())


def make_data_folder(app: Flask) -> None:
    """Create the data folder, in which an SQLite file can be made then.

    Raises:
        Refusal: it cannot be created.
    """
    folder = Path(app.config["DATA_DIR"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"the data folder {folder.absolute()} cannot be made: {error.strerror}"
        ) from error


def upgrade_schema(app: Flask) -> None:
    """Make the database or bring its schema up to date."""
    make_data_folder(app)
    upgrade(directory=str(paths.MIGRATIONS))


def initialize_or_check(app: Flask) -> None:
    """Make the database if there is none; an older one is left to webinars db upgrade.

    Raises:
        Refusal: there is an older one.
    """
    make_data_folder(app)
    if not is_initialized():
        upgrade_schema(app)
    elif not is_current():
        raise CommandError(OLD_DATABASE)


def display_url(app: Flask) -> str:
    """Return where the database is, without its password."""
    return make_url(app.config["SQLALCHEMY_DATABASE_URI"]).render_as_string(hide_password=True)


def check_database_exists(app: Flask) -> None:
    """Refuse an SQLite file that is not there, which opening it would make.

    Raises:
        Refusal: there is none.
    """
    if not _file_is_there(make_url(app.config["SQLALCHEMY_DATABASE_URI"])):
        raise CommandError(f"there is no database {display_url(app)}")


def _heads() -> set[str]:
    with db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


def settings() -> Config:
    """Return what the environment sets, without making an application, a file or a folder."""
    said = Config(str(paths.CONFIG.parent))
    said.from_pyfile(str(paths.CONFIG))
    return said


def _may_exist() -> bool:
    """Tell whether the database could be there, without making a file or a folder."""
    try:
        return _file_is_there(database_address(settings()))
    except SettingError:
        return True  # the application will say what is wrong with it


def _file_is_there(address: URL) -> bool:
    """Tell whether what opening an address would make is there already; of a server nobody can tell."""
    return address.get_backend_name() != "sqlite" or Path(address.database or "").exists()


def email_destination(app: Flask) -> str:
    """Return where mail goes, without a password."""
    url = app.config["SMTP_URL"]
    if not url:
        folder = Path(app.config["DATA_DIR"]).absolute() / "mail"
        return f"Mail is written to {folder} as .eml files; set {PREFIX}SMTP_URL to send it"
    parts = urlsplit(url)
    if parts.scheme == "file":
        return f"Mail is written to {parts.path} as .eml files"
    return f"Mail leaves through {parts.hostname}"


def error_summary(error: SQLAlchemyError) -> str:
    """Return what a database says of an error, in one line and without values."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return str(cause).strip().partition("\n")[0] or type(cause).__name__
