"""Downloads of document files that everyone may read, and of all for those who edit them."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from webinars.documents.access import Reader
from webinars.pagination import MAX_ID
from webinars.web.components.document_download import download_response
from webinars.web.core.sign_in import signed_in_organiser

blueprint = Blueprint("document_files", __name__)


@blueprint.get(f"/documents/files/<int(max={MAX_ID}):version_id>/<filename>")
def download(version_id: int, filename: str) -> ResponseReturnValue:
    """Send the file of a version that the reader may read, or the part of it that was asked for."""
    return download_response(
        version_id,
        filename,
        Reader(organiser=signed_in_organiser()),
        lambda name: url_for(".download", version_id=version_id, filename=name),
    )
