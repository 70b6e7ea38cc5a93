"""Uploaded and downloaded files: size limits of forms with files, and headers of downloads."""

# Each page takes 1 MiB; those that take files say so in the policy table, and only a form that is built for
# files (multipart/form-data) may then hold more.

import unicodedata
from urllib.parse import quote

from flask import Flask, Response, request

from webinars.files.models import StoredFile
from webinars.files.validation import MEDIA_TYPES
from webinars.web.core import permissions

# Two files of the largest size and what is typed beside them.
MOST_SENT = 21 * 1024 * 1024
# Fifty questions, some with many choices ticked.
MOST_PARTS = 1_000
# Whatever the file is, a browser that is talked into showing it runs nothing in it.
SANDBOX = "default-src 'none'; sandbox"


def init_app(app: Flask) -> None:
    """Let forms with files be larger; this stands in front of whatever reads a form."""
    app.before_request(_let_files_in)


def _let_files_in() -> None:
    rule = permissions.of(request.endpoint)
    if rule is not None and rule.takes_files and request.mimetype == "multipart/form-data":
        request.max_content_length = MOST_SENT
        request.max_form_parts = MOST_PARTS


def give(stored: StoredFile) -> Response:
    """Return a file to save, never to show."""
    kind = stored.kind if stored.kind in MEDIA_TYPES else "application/octet-stream"
    answer = Response(stored.body, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", **_names(stored.name))
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _names(name: str) -> dict[str, str]:
    """Return a name as RFC 6266 wants it: in ASCII for old programs, and whole beside it."""
    if name.isascii():
        return {"filename": name}
    stem, _, ending = name.rpartition(".")
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().strip()
    return {
        "filename": f"{plain or 'file'}.{ending}",
        "filename*": f"UTF-8''{quote(name, safe='')}",
    }
