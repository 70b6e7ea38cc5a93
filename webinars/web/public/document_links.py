"""A document for those who have its secret link."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars.documents.access import Reader
from webinars.documents.models import Document
from webinars.errors import NotFoundError
from webinars.pagination import MAX_ID
from webinars.web.components.document_download import download_response
from webinars.web.components.private_documents import private_documents
from webinars.web.core.security.private_links import presented_capability

blueprint = Blueprint("document_links", __name__)


@blueprint.get("/document-links/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show the document, with links to its versions."""
    documents = private_documents(
        Document.id == presented_capability().subject_id,
        _reader(),
        lambda version_id, name: url_for(
            ".download", token=token, version_id=version_id, filename=name
        ),
    )
    if not documents:
        raise NotFoundError("no-such-document")
    return render_template("public/documents/secret_link.html", document=documents[0])


@blueprint.get(f"/document-links/<token>/<int(max={MAX_ID}):version_id>/<filename>")
def download(token: str, version_id: int, filename: str) -> ResponseReturnValue:
    """Send a file of the document."""
    document_id = presented_capability().subject_id
    return download_response(
        version_id,
        filename,
        _reader(),
        lambda name: url_for(".download", token=token, version_id=version_id, filename=name),
        is_covered=lambda document: document.id == document_id,
    )


def _reader() -> Reader:
    return Reader(document_id=presented_capability().subject_id)
