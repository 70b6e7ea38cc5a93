"""The response that streams the documents of an event as a ZIP."""

from flask import Response, request, stream_with_context
from sqlalchemy.orm import Session

from webinars.database import db
from webinars.documents.access import Reader
from webinars.documents.session_zip import stream_zip, zip_entries
from webinars.events.models import Event
from webinars.timezones import clock
from webinars.web.core.http.uploads import SANDBOX
from webinars.web.core.rate_limits.limiter import count_document_zip


def zip_response(event: Event, reader: Reader) -> Response:
    """Stream the files that a reader may read, of the language in the query or of all.

    Raises:
        NotFoundError: "no-such-document" if there is none.
        ConflictError: "zip-too-large".
        TooManyRequests: the limit of the client is exceeded.
    """
    language = request.args.get("language") or None
    entries = zip_entries(db.session(), event.id, reader, clock.now(), language=language)
    if request.method != "HEAD":
        count_document_zip()
    name = f"{event.slug}-{language}.zip" if language else f"{event.slug}.zip"
    # Its files are checked later: neither this request nor the one that sends a file holds a connection.
    db.session.remove()
    stream = stream_zip(lambda: Session(db.engine), entries, reader)
    response = Response(stream_with_context(stream), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
