"""Accept bodies of HTML forms only: everything else is refused before any view runs."""

# Flask-WTF takes a JSON body for a form, and Werkzeug takes a form that it cannot parse for an
# empty one; both
# end in answers about fields that nobody sent. Bytes that are no UTF-8 become U+FFFD here, which every field
# refuses with a sentence; Werkzeug would leave them as percent signs, which look like text.

from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Flask, Request, request
from werkzeug import formparser
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from webinars.web.core import permissions

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
URL_ENCODED = "application/x-www-form-urlencoded"
FORM_TYPES = frozenset({URL_ENCODED, "multipart/form-data"})


class FormDataParser(formparser.FormDataParser):
    """Parses form data; what is not well-formed is refused rather than read as a form without fields."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        """Return the stream, the fields and the files.

        Raises:
            BadRequest: the body is not what its type says.
        """
        if mimetype == URL_ENCODED:
            body = stream.read().decode("utf-8", "replace")
            fields = parse_qsl(body, keep_blank_values=True, errors="replace")
            return stream, self.cls(fields), self.cls()
        self.silent = False
        try:
            return super().parse(stream, mimetype, content_length, options)
        except ValueError as error:
            raise BadRequest from error


class FormRequest(Request):
    """A request whose form is parsed by the parser above."""

    form_data_parser_class = FormDataParser


def init_app(app: Flask) -> None:
    """Ask before anything reads a form; requests are counted before that."""
    app.request_class = FormRequest
    app.before_request(_require_form_data)


def _require_form_data() -> None:
    # A path or method that nothing answers has its own refusal.
    if request.method in SAFE or permissions.of(request.endpoint) is None:
        return
    if not is_form_data(request.mimetype, request.headers, request.content_length):
        raise UnsupportedMediaType


def is_form_data(mimetype: str, headers: Headers, length: int | None) -> bool:
    """Tell whether a body is a form by its headers; no type and no body are a form without fields."""
    if headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        return False
    if mimetype:
        return mimetype in FORM_TYPES
    return not length and "Transfer-Encoding" not in headers
