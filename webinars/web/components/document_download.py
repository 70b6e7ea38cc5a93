"""The response that sends the file of a document's version: whole or in ranges, as an attachment."""

import logging
from collections.abc import Callable, Iterator

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import wrap_file

from webinars.database import db
from webinars.documents.access import Reader, check_readable
from webinars.documents.models import Document, DocumentFile
from webinars.documents.storage.open_ranges import MOST_IN_MEMORY, FileRange, open_range
from webinars.documents.storage.stored_files import LOST_FILE_ERRORS
from webinars.errors import NotFoundError
from webinars.security.redirect_targets import safe_path
from webinars.timezones import clock
from webinars.web.core.http.byte_ranges import RequestedPart, requested_part
from webinars.web.core.http.uploads import set_download_headers

log = logging.getLogger(__name__)
_LOST = "document file %d is missing in its place, %s: %s"


def download_response(
    version_id: int,
    filename: str,
    reader: Reader,
    url_of: Callable[[str], str],
    *,
    is_covered: Callable[[Document], bool] = lambda _document: True,
) -> ResponseReturnValue:
    """Send the file of a version that a reader may read, or the part of it that was asked for.

    url_of: the address under the name of the file, to which another name leads. is_covered: whether a
    document is of those that the address is about.

    Raises:
        NotFoundError: "no-such-document", "document-file-lost" if its bytes are missing.
    """
    session = db.session()
    readable = check_readable(session, version_id, reader, clock.now())
    file = readable.file
    if file is None or not is_covered(readable.document):
        raise NotFoundError("no-such-document")
    if filename != file.name:
        return redirect(safe_path(url_of(file.name), "/"), 302)
    # The connection of the session is not needed any more, and the transfer may take long.
    session.expunge(file)
    session.rollback()
    part = requested_part(request, file.digest, file.size)
    response = _response(file, part)
    if part.has_body:
        set_download_headers(response, file.name, file.media_type)
        response.headers["Accept-Ranges"] = "bytes"
    if content_range := part.content_range(file.size):
        response.headers["Content-Range"] = content_range
    response.set_etag(file.digest)
    if not readable.is_public:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _response(file: DocumentFile, part: RequestedPart) -> Response:
    if not part.has_body:
        return Response(status=part.status)
    body: bytes | FileRange | Iterator[bytes] = b""
    if request.method != "HEAD":
        try:
            body = open_range(db.session(), file, part.start, part.length)
        except LOST_FILE_ERRORS as error:
            log.error(_LOST, file.id, file.place, error)  # noqa: TRY400 - no traceback
            raise NotFoundError("document-file-lost") from error
    if isinstance(body, FileRange):
        response = Response(
            wrap_file(request.environ, body, 64 * 1024),  # type: ignore[arg-type]
            status=part.status,
            direct_passthrough=True,
        )
    else:
        response = Response(body, status=part.status)
    if part.length > MOST_IN_MEMORY:
        # Sent at the pace of the client; nginx would take the file at once, and store it for as long.
        response.headers["X-Accel-Buffering"] = "no"
    response.headers["Content-Length"] = str(part.length)
    return response
