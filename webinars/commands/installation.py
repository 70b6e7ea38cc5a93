"""Open the installation that a command works on: its settings, application and database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit  # noqa: TID251 - SMTP_URL is a setting, no link

from flask import Config, Flask
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from webinars import paths
from webinars.app import create_app
from webinars.commands.errors import CommandError
from webinars.commands.schema import (
    NO_DATABASE,
    OLD_DATABASE,
    check_secret_key,
    is_current,
    is_initialized,
)
from webinars.configuration import database_address
from webinars.database import db
from webinars.emails.smtp import transport_from_config
from webinars.settings import PREFIX, SettingError


@contextmanager
def open_installation(*, any_key: bool = False) -> Iterator[Flask]:
    """Open the application on its database, which must exist, be up to date and have our secret key.

    Raises:
        CommandError: there is no database, its schema is out of date, or it has another key.
    """
    if not _may_exist():
        raise CommandError(NO_DATABASE)
    with open_app(create_checked_application()) as app:
        if not is_initialized():
            raise CommandError(NO_DATABASE)
        if not is_current():
            raise CommandError(OLD_DATABASE)
        if not any_key:
            check_secret_key(app)
        yield app


@contextmanager
def open_app(app: Flask) -> Iterator[Flask]:
    """Push the application context; close its database connections at the end."""
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def create_checked_application(**overrides: object) -> Flask:
    """Create the application and validate its settings without connecting to any server.

    Raises:
        SettingError: a setting is invalid; the text names the variable.
    """
    app = create_app(**overrides)
    try:
        transport_from_config(app.config).close()
    except ValueError as error:
        raise SettingError(f"{PREFIX}SMTP_URL cannot be used: {error}") from error
    return app


def display_url(app: Flask) -> str:
    """Return the database URL without its password."""
    return make_url(app.config["SQLALCHEMY_DATABASE_URI"]).render_as_string(hide_password=True)


def check_database_exists(app: Flask) -> None:
    """Check that the SQLite file exists, because opening it would create it.

    Raises:
        CommandError: it does not exist.
    """
    if not _file_exists(make_url(app.config["SQLALCHEMY_DATABASE_URI"])):
        raise CommandError(f"there is no database {display_url(app)}")


def load_settings() -> Config:
    """Load the settings from the environment, without creating an application, a file or a folder."""
    config = Config(str(paths.CONFIG.parent))
    config.from_pyfile(str(paths.CONFIG))
    return config


def _may_exist() -> bool:
    """Return whether the database may exist, without creating a file or a folder."""
    try:
        return _file_exists(database_address(load_settings()))
    except SettingError:
        return True  # create_app reports the invalid setting


def _file_exists(address: URL) -> bool:
    """Return whether an SQLite file exists; True for database servers."""
    return address.get_backend_name() != "sqlite" or Path(address.database or "").exists()


def email_destination(app: Flask) -> str:
    """Describe where e-mail is sent, without the password."""
    url = app.config["SMTP_URL"]
    if not url:
        folder = Path(app.config["DATA_DIR"]).absolute() / "mail"
        return f"E-mail is written to {folder} as .eml files; set {PREFIX}SMTP_URL to send it"
    parts = urlsplit(url)
    if parts.scheme == "file":
        return f"E-mail is written to {parts.path} as .eml files"
    return f"E-mail is sent through {parts.hostname}"


def error_summary(error: SQLAlchemyError) -> str:
    """Return the database's error message, in one line and without values."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return str(cause).strip().partition("\n")[0] or type(cause).__name__
