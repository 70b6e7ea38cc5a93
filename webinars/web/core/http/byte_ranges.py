"""Conditional and range requests of files that are not in memory (RFC 9110 sections 13 and 14)."""

import re
from dataclasses import dataclass
from http import HTTPStatus

from flask import Request
from werkzeug.http import unquote_etag

# One range. Of several, and of other units, the full file is sent, as section 14.2 permits.
_RANGE = re.compile(r"bytes[ \t]*=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


@dataclass(frozen=True)
class RequestedPart:
    """What of a file a request is answered with: a status, and which octets."""

    status: HTTPStatus
    start: int = 0
    length: int = 0

    @property
    def has_body(self) -> bool:
        """Return whether octets of the file are sent."""
        return self.status in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}

    def content_range(self, size: int) -> str:
        """Return the header Content-Range of a file of a size; empty without one."""
        if self.status is HTTPStatus.PARTIAL_CONTENT:
            return f"bytes {self.start}-{self.start + self.length - 1}/{size}"
        return (
            f"bytes */{size}" if self.status is HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE else ""
        )


def requested_part(request: Request, etag: str, size: int) -> RequestedPart:
    """Return what a GET or HEAD request wants of a file with a strong ETag and a size in octets."""
    if "If-Match" in request.headers and not request.if_match.contains(etag):
        return RequestedPart(HTTPStatus.PRECONDITION_FAILED)
    if "If-None-Match" in request.headers and request.if_none_match.contains_weak(etag):
        return RequestedPart(HTTPStatus.NOT_MODIFIED)
    full = RequestedPart(HTTPStatus.OK, 0, size)
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or wanted is None or not _is_unchanged(request, etag):
        return full
    first, last = wanted.groups()
    if first:
        start = int(first)
        end = min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return full  # invalid, and so ignored
    elif last:
        start, end = max(size - int(last), 0), size - 1
    else:
        return full
    if start >= size or end < start:
        return RequestedPart(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    return RequestedPart(HTTPStatus.PARTIAL_CONTENT, start, end - start + 1)


def _is_unchanged(request: Request, etag: str) -> bool:
    """Return whether If-Range permits a part: it is missing, or the strong ETag of the file."""
    condition = request.headers.get("If-Range")
    if condition is None:
        return True
    return unquote_etag(condition.strip()) == (etag, False) and condition.strip().startswith('"')
