"""Sentences that more than one command prints."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from webinars.settings import PREFIX


def mail_goes_to(app: Flask) -> str:
    """Return where mail goes, without a password."""
    url = app.config["SMTP_URL"]
    if not url:
        folder = Path(app.config["DATA"]).absolute() / "mail"
        return f"Mail is written to {folder} as .eml files; set {PREFIX}SMTP_URL to send it"
    parts = urlsplit(url)
    if parts.scheme == "file":
        return f"Mail is written to {parts.path} as .eml files"
    return f"Mail leaves through {parts.hostname}"


def first_line(error: SQLAlchemyError) -> str:
    """Return what a database says of an error, in one line and without values."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return str(cause).strip().partition("\n")[0] or type(cause).__name__
