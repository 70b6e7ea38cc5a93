"""Uploads and downloads: size limits of forms with files, headers of downloaded files."""

# Requests are limited to 1 MiB. Endpoints that accept files are marked in the policies, and there a
# multipart/form-data body may be larger.

import unicodedata
from urllib.parse import quote

from flask import Flask, Response, request

from webinars.files.models import StoredFile
from webinars.files.validation import MEDIA_TYPES
from webinars.web.core.security import endpoint_policies

# Two files of the maximum size, and the text fields.
MAX_UPLOAD_BYTES = 21 * 1024 * 1024
# Fifty questions, some with many selected choices.
MAX_UPLOAD_PARTS = 1_000
# A browser that displays the file nevertheless runs no script in it.
SANDBOX = "default-src 'none'; sandbox"


def init_app(app: Flask) -> None:
    """Raise the size limits of forms with files, before anything parses a form."""
    app.before_request(_raise_limits)


def _raise_limits() -> None:
    rule = endpoint_policies.policy_of(request.endpoint)
    if rule is not None and rule.accepts_files and request.mimetype == "multipart/form-data":
        request.max_content_length = MAX_UPLOAD_BYTES
        request.max_form_parts = MAX_UPLOAD_PARTS


def download_response(stored: StoredFile) -> Response:
    """Return a stored file as an attachment, never inline."""
    response = Response(stored.body)
    set_download_headers(response, stored.name, stored.media_type)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def set_download_headers(response: Response, name: str, media_type: str) -> None:
    """Have a browser save a file under a name, and run nothing in it if it displays it nevertheless."""
    is_accepted = media_type in MEDIA_TYPES
    response.headers["Content-Type"] = media_type if is_accepted else "application/octet-stream"
    response.headers.set("Content-Disposition", "attachment", **_filename_parameters(name))
    response.headers["Content-Security-Policy"] = SANDBOX


def _filename_parameters(name: str) -> dict[str, str]:
    """Return the parameters of RFC 6266: an ASCII name, and the full name where it is not ASCII."""
    if name.isascii():
        return {"filename": name}
    stem, _, extension = name.rpartition(".")
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().strip()
    return {
        "filename": f"{plain or 'file'}.{extension}",
        "filename*": f"UTF-8''{quote(name, safe='')}",
    }
