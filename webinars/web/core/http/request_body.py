"""Accepts request bodies of HTML forms only; others are refused before any view runs."""

# Flask-WTF accepts a JSON body as a form, and Werkzeug parses a malformed form as an empty one; both end in
# errors about fields that were not sent. Invalid UTF-8 becomes U+FFFD here, which every field refuses;
# Werkzeug would leave percent-encoded bytes, which look like text.

from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Flask, Request, request
from werkzeug import formparser
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from webinars.web.core.security import endpoint_policies

URL_ENCODED = "application/x-www-form-urlencoded"
FORM_TYPES = frozenset({URL_ENCODED, "multipart/form-data"})


class FormDataParser(formparser.FormDataParser):
    """Form data parser that refuses malformed bodies instead of returning no fields."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        """Return the stream, the fields and the files.

        Raises:
            BadRequest: the body does not match its media type.
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
    """Request that parses forms with FormDataParser."""

    form_data_parser_class = FormDataParser


def init_app(app: Flask) -> None:
    """Check the media type before anything parses a form, but after rate limits."""
    app.request_class = FormRequest
    app.before_request(_require_form_data)


def _require_form_data() -> None:
    # An unknown path or method has an error of its own.
    if (
        request.method in endpoint_policies.SAFE_METHODS
        or endpoint_policies.policy_of(request.endpoint) is None
    ):
        return
    if not is_form_data(request.mimetype, request.headers, request.content_length):
        raise UnsupportedMediaType


def is_form_data(mimetype: str, headers: Headers, length: int | None) -> bool:
    """Return whether the headers describe a form; no media type and no body are a form without fields."""
    if headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        return False
    if mimetype:
        return mimetype in FORM_TYPES
    return not length and "Transfer-Encoding" not in headers
