"""The documents of an event for one of its registrants, by their personal link."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from webinars.documents.access import Reader
from webinars.documents.models import Document
from webinars.errors import NotFoundError
from webinars.pagination import MAX_ID
from webinars.web.components.document_download import download_response
from webinars.web.components.document_zip import zip_response
from webinars.web.components.private_documents import private_documents
from webinars.web.core.security.private_links import presented_capability
from webinars.web.manage.views import linked_registration, render_page

blueprint = Blueprint("own_documents", __name__)


@blueprint.get("/registrations/<token>/documents")
def show(token: str) -> ResponseReturnValue:
    """List the documents of the event, with links to what this registrant may read."""
    registration = linked_registration()
    documents = private_documents(
        Document.event_id == registration.event_id,
        _reader(),
        lambda version_id, name: url_for(
            ".download", token=token, version_id=version_id, filename=name
        ),
    )
    return render_page("manage/documents.html", registration, token, documents=documents)


@blueprint.get(f"/registrations/<token>/documents/<int(max={MAX_ID}):version_id>/<filename>")
def download(token: str, version_id: int, filename: str) -> ResponseReturnValue:
    """Send a file that this registrant may read."""
    event_id = linked_registration().event_id
    return download_response(
        version_id,
        filename,
        _reader(),
        lambda name: url_for(".download", token=token, version_id=version_id, filename=name),
        is_covered=lambda document: document.event_id == event_id,
    )


@blueprint.get("/registrations/<token>/documents.zip")
def as_zip(token: str) -> ResponseReturnValue:
    """Stream the files that this registrant may read as one ZIP."""
    try:
        return zip_response(linked_registration().event, _reader())
    except NotFoundError:
        # Nothing to read: the page says why.
        return redirect(url_for(".show", token=token), 303)


def _reader() -> Reader:
    return Reader(registration_ids=(presented_capability().subject_id,))
