"""Validate the settings, stricter in production, and derive the configuration of Flask and the database."""

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit  # noqa: TID251 - BASE_URL is a setting, no link

from flask import Flask
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from webinars.accounts.sessions import SESSION_MAX_AGE
from webinars.documents.storage.object_store import check_address
from webinars.documents.storage.settings import FOLDER, MEBIBYTE, StorageSettings
from webinars.errors import InvalidInputError
from webinars.second_reader.endpoint import Endpoint, endpoint_from_config
from webinars.security.text_input import has_control
from webinars.settings import PREFIX, SettingError
from webinars.site import Site
from webinars.timezones import zones

MIN_KEY_BYTES = 32
KEY_FILE = "secret-key"
# RFC 5321 allows 64 octets before the @, and the plus sign and token take 38 of them.
REPLY_ADDRESS = re.compile(r"[A-Za-z0-9._-]{1,26}@[A-Za-z0-9.-]+")
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


def apply(app: Flask) -> None:
    """Validate the settings and complete the configuration.

    Raises:
        SettingError: one line that names the variable.
    """
    config = app.config
    base = _base_url(str(config["BASE_URL"]))
    config["BASE_URL"] = base.geturl().rstrip("/")
    config["PRODUCTION"] = not is_loopback(base.hostname or "")
    if config["PRODUCTION"]:
        _check_production(app, base)
    elif not config["SECRET_KEY"]:
        config["SECRET_KEY"] = load_or_create_key(Path(config["DATA_DIR"]))
    _check_values(app)
    _configure_flask(app, base)
    _configure_database(app)
    app.extensions["site"] = Site(
        name=config["SITE_NAME"],
        base_url=config["BASE_URL"],
        mail_from=config["MAIL_FROM"],
        reply_address=config["REPLY_ADDRESS"],
        keys=(config["SECRET_KEY"], *config["SECRET_KEY_FALLBACKS"]),
        timezone=config["DEFAULT_TIMEZONE"],
        languages=tuple(config["LANGUAGES"]),
        authserv_ids=tuple(config["AUTHSERV_ID"]),
    )
    app.extensions["second_reader"] = _second_reader(config)
    app.extensions["document_storage"] = _storage(config)


def is_loopback(host: str) -> bool:
    """Return whether a host name refers to this computer."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_or_create_key(data: Path) -> str:
    """Return the secret key of the data folder; create it if there is none.

    The file is written under a temporary name and then linked, so that processes that start together all
    read the key of the first, and never a partial file.
    """
    path = data / KEY_FILE
    try:
        if not path.exists():
            data.mkdir(parents=True, exist_ok=True)
            _create_key_file(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingError(
            f"{PREFIX}DATA_DIR must name a folder we can write to: {error}"
        ) from error


def _create_key_file(path: Path, key: str) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        # Another process may have created the key meanwhile.
        if not path.exists():
            os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _base_url(text: str) -> SplitResult:
    try:
        base = urlsplit(text)
        is_valid = base.scheme in {"http", "https"} and base.hostname and (base.port or 1) > 0
    except ValueError:
        is_valid = False
    if not is_valid or base.path.strip("/") or base.query or base.fragment or base.username:
        raise SettingError(
            f"{PREFIX}BASE_URL must be an address such as https://events.example.org, not {text!r}"
        )
    return base


def _check_production(app: Flask, base: SplitResult) -> None:
    config = app.config
    if base.scheme != "https":
        raise SettingError(
            f"{PREFIX}BASE_URL must begin with https:// unless it is this computer's own address"
        )
    for key in (config["SECRET_KEY"], *config["SECRET_KEY_FALLBACKS"]):
        if len(key.encode()) < MIN_KEY_BYTES:
            raise SettingError(
                f"{PREFIX}SECRET_KEY must hold {MIN_KEY_BYTES} bytes or more, and so must each of "
                f"{PREFIX}SECRET_KEY_FALLBACKS; make one with: "
                'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
    if not config["SMTP_URL"]:
        raise SettingError(
            f"{PREFIX}SMTP_URL must say where mail goes: smtps://user:password@host, or file:///folder"
        )


def _check_values(app: Flask) -> None:
    config = app.config
    try:
        config["DEFAULT_TIMEZONE"] = zones.canonical(config["DEFAULT_TIMEZONE"])
    except InvalidInputError as error:
        raise SettingError(
            f"{PREFIX}DEFAULT_TIMEZONE must be the name of a time zone such as Europe/Zurich, "
            f"not {config['DEFAULT_TIMEZONE']!r}"
        ) from error
    if not config["LANGUAGES"] or not set(config["LANGUAGES"]) <= set(LANGUAGES):
        raise SettingError(f"{PREFIX}LANGUAGES must name some of {', '.join(LANGUAGES)}")
    if "@" not in config["MAIL_FROM"] or has_control(config["MAIL_FROM"]):
        raise SettingError(
            f"{PREFIX}MAIL_FROM must be an address such as events@example.org, "
            f"not {config['MAIL_FROM']!r}"
        )
    if config["REPLY_ADDRESS"] and not REPLY_ADDRESS.fullmatch(config["REPLY_ADDRESS"]):
        raise SettingError(
            f"{PREFIX}REPLY_ADDRESS must be an address such as rsvp@example.org, with at most 26 letters "
            f"before the @ and no plus, not {config['REPLY_ADDRESS']!r}"
        )


def _storage(config: Mapping[str, Any]) -> StorageSettings:
    if config["OBJECT_STORE_URL"]:
        try:
            check_address(config["OBJECT_STORE_URL"])
        except ValueError as error:
            raise SettingError(f"{PREFIX}OBJECT_STORE_URL is {error}") from error
        if find_spec("obstore") is None:
            raise SettingError(
                f"{PREFIX}OBJECT_STORE_URL needs a package more: pip install webinars[s3]"
            )
    is_sqlite = database_address(config).get_backend_name() == "sqlite"
    data = Path(config["DATA_DIR"]).resolve()
    return StorageSettings(
        most_bytes=config["DOCUMENT_FILE_MB"] * MEBIBYTE,
        most_bytes_in_all=config["DOCUMENT_QUOTA_MB"] * MEBIBYTE,
        most_bytes_uploaded=config["DOCUMENT_UPLOADS_MB"] * MEBIBYTE,
        most_bytes_in_database=config["DOCUMENT_DATABASE_MB"] * MEBIBYTE,
        folder=data / FOLDER,
        uses_folder=is_sqlite,
        object_store=config["OBJECT_STORE_URL"],
        scratch=data,
    )


def _second_reader(config: Mapping[str, Any]) -> Endpoint | None:
    try:
        return endpoint_from_config(config)
    except ValueError as error:
        raise SettingError(f"{PREFIX}{error}") from error


def _configure_flask(app: Flask, base: SplitResult) -> None:
    production = app.config["PRODUCTION"]
    app.config.update(
        # Not TRUSTED_HOSTS, which would refuse health pages too: web.core.http.request_url checks it.
        ALLOWED_HOSTS=[base.hostname] if production else [],
        SESSION_COOKIE_NAME="__Host-webinars" if production else "webinars",
        SESSION_COOKIE_SECURE=production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=SESSION_MAX_AGE,
        PREFERRED_URL_SCHEME=base.scheme,
        MAX_CONTENT_LENGTH=1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
    )


def database_address(config: Mapping[str, Any]) -> URL:
    """Return the URL of the database.

    Raises:
        SettingError: it is not a SQLite or PostgreSQL URL.
    """
    url = (
        config["DATABASE_URL"] or f"sqlite:///{Path(config['DATA_DIR']).resolve() / 'webinars.db'}"
    )
    # The driver is always psycopg, the one that is installed.
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
    try:
        address = make_url(url)
        backend = address.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise SettingError(f"{PREFIX}DATABASE_URL is not the address of a database") from error
    if backend not in {"sqlite", "postgresql"}:
        raise SettingError(f"{PREFIX}DATABASE_URL must begin with sqlite:/// or postgresql://")
    if backend == "sqlite" and address.database and not address.database.startswith((":", "file:")):
        # Flask-SQLAlchemy resolves relative paths in its instance folder.
        file = str(Path(address.database).absolute())
        address = address.set(database=file)
    return address


def _configure_database(app: Flask) -> None:
    config = app.config
    url = database_address(config).render_as_string(hide_password=False)
    config["SQLALCHEMY_DATABASE_URI"] = url
    # Failed statements are logged; with their parameters the log would contain names and addresses.
    options: dict[str, object] = {"hide_parameters": True}
    if url.startswith("postgresql"):
        options |= {"pool_pre_ping": True, "connect_args": _postgresql_arguments(url)}
    config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)


def _postgresql_arguments(url: str) -> dict[str, object]:
    """Return how PostgreSQL's driver connects; what the URL says about sessions comes later, and wins."""
    # Compiling a statement takes longer than it saves: each of ours reads few rows.
    given = make_url(url).query.get("options", ())
    own = (given,) if isinstance(given, str) else given
    return {"connect_timeout": 5, "options": " ".join(("-c jit=off", *own))}
