"""What the settings mean: which installation this is, and what one open to the world must have."""

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from flask import Flask
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from webinars.errors import InvalidInputError
from webinars.security.text import has_control
from webinars.settings import PREFIX, SettingError
from webinars.site import Site
from webinars.timezones import zones

LEAST_KEY_BYTES = 32
KEY_FILE = "secret-key"
# What stands before the sign has 64 octets at most, and 38 of them are the plus and the token.
REPLY_ADDRESS = re.compile(r"[A-Za-z0-9._-]{1,26}@[A-Za-z0-9.-]+")
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


def settle(app: Flask) -> None:
    """Complete the configuration and refuse what cannot be used.

    Raises:
        SettingError: one line that names the variable.
    """
    config = app.config
    base = _base_url(str(config["BASE_URL"]))
    config["BASE_URL"] = base.geturl().rstrip("/")
    config["PRODUCTION"] = not is_loopback(base.hostname or "")
    if config["PRODUCTION"]:
        _demand(app, base)
    elif not config["SECRET_KEY"]:
        config["SECRET_KEY"] = load_or_create_key(Path(config["DATA_DIR"]))
    _check_words(app)
    _settle_flask(app, base)
    _settle_database(app)
    app.extensions["site"] = Site(
        name=config["SITE_NAME"],
        base_url=config["BASE_URL"],
        mail_from=config["MAIL_FROM"],
        reply_address=config["REPLY_ADDRESS"],
        keys=(config["SECRET_KEY"], *config["SECRET_KEY_FALLBACKS"]),
        zone=config["DEFAULT_TIMEZONE"],
        languages=tuple(config["LANGUAGES"]),
    )


def is_loopback(host: str) -> bool:
    """Tell whether a host name can only mean this very computer."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_or_create_key(data: Path) -> str:
    """Return the key kept in the data folder, made there the first time.

    The file is written under a name of its own and then linked into place, so that of two processes that
    start at once both read the key of the first, and none a half one.
    """
    path = data / KEY_FILE
    try:
        if not path.exists():
            data.mkdir(parents=True, exist_ok=True)
            _put(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingError(
            f"{PREFIX}DATA_DIR must name a folder we can write to: {error}"
        ) from error


def _put(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # An existing file is left alone: whoever was first has made the key.
        if not path.exists():
            os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _base_url(text: str) -> SplitResult:
    try:
        base = urlsplit(text)
        known = base.scheme in {"http", "https"} and base.hostname and (base.port or 1) > 0
    except ValueError:
        known = False
    if not known or base.path.strip("/") or base.query or base.fragment or base.username:
        raise SettingError(
            f"{PREFIX}BASE_URL must be an address such as https://events.example.org, not {text!r}"
        )
    return base


def _demand(app: Flask, base: SplitResult) -> None:
    config = app.config
    if base.scheme != "https":
        raise SettingError(
            f"{PREFIX}BASE_URL must begin with https:// unless it is this computer's own address"
        )
    for key in (config["SECRET_KEY"], *config["SECRET_KEY_FALLBACKS"]):
        if len(key.encode()) < LEAST_KEY_BYTES:
            raise SettingError(
                f"{PREFIX}SECRET_KEY must hold {LEAST_KEY_BYTES} bytes or more, and so must each of "
                f"{PREFIX}SECRET_KEY_FALLBACKS; make one with: "
                'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
    if not config["SMTP_URL"]:
        raise SettingError(
            f"{PREFIX}SMTP_URL must say where mail goes: smtps://user:password@host, or file:///folder"
        )


def _check_words(app: Flask) -> None:
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


def _settle_flask(app: Flask, base: SplitResult) -> None:
    production = app.config["PRODUCTION"]
    app.config.update(
        # Flask would refuse the health pages too; web/core/headers.py checks the host with this list instead.
        ALLOWED_HOSTS=[base.hostname] if production else [],
        SESSION_COOKIE_NAME="__Host-webinars" if production else "webinars",
        SESSION_COOKIE_SECURE=production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        PREFERRED_URL_SCHEME=base.scheme,
        MAX_CONTENT_LENGTH=1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
    )


def database_address(config: Mapping[str, Any]) -> URL:
    """Return the address of the database that the settings name.

    Raises:
        SettingError: it is none.
    """
    url = (
        config["DATABASE_URL"] or f"sqlite:///{Path(config['DATA_DIR']).resolve() / 'webinars.db'}"
    )
    # Whatever is written for PostgreSQL, the driver is the one that is installed with us.
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
    try:
        address = make_url(url)
        kind = address.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise SettingError(f"{PREFIX}DATABASE_URL is not the address of a database") from error
    if kind not in {"sqlite", "postgresql"}:
        raise SettingError(f"{PREFIX}DATABASE_URL must begin with sqlite:/// or postgresql://")
    if kind == "sqlite" and address.database and not address.database.startswith((":", "file:")):
        # Flask-SQLAlchemy would look for a name without a folder in one of its own.
        file = str(Path(address.database).absolute())
        address = address.set(database=file)
    return address


def _settle_database(app: Flask) -> None:
    config = app.config
    url = database_address(config).render_as_string(hide_password=False)
    config["SQLALCHEMY_DATABASE_URI"] = url
    # A statement that fails is logged, and with its values the log would hold names and addresses.
    options: dict[str, object] = {"hide_parameters": True}
    if url.startswith("postgresql"):
        options |= {"pool_pre_ping": True, "connect_args": {"connect_timeout": 5}}
    config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
