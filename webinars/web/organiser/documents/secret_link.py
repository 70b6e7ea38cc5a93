"""The secret link of a document on its organiser's page, and replacing it."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from webinars.capabilities.link_purposes import Purpose
from webinars.database import transaction
from webinars.documents.enums import DocumentAccess
from webinars.documents.locks import lock_document
from webinars.documents.models import Document
from webinars.documents.secret_links import replace_secret_link
from webinars.errors import NotFoundError
from webinars.web.core.current_site import site
from webinars.web.core.security.private_links import token_of
from webinars.web.organiser.documents.owner import DOCUMENT_PATH, own_document
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_document_link", __name__, url_prefix=URL_PREFIX)


@blueprint.post(f"{DOCUMENT_PATH}/secret-link")
def replace(document_id: int) -> ResponseReturnValue:
    """Make a new secret link: the present one opens nothing any more."""
    own_document(document_id)
    with transaction() as session:
        replace_secret_link(session, lock_document(session, document_id))
    return redirect(
        url_for("organiser_document_form.edit", document_id=document_id, done="link"), 303
    )


def secret_link_url(document: Document) -> str:
    """Return the secret link of a document; empty unless those who have it may read the document."""
    if document.access is not DocumentAccess.LINK:
        return ""
    try:
        token = token_of(Purpose.DOCUMENT, document.id)
    except NotFoundError:
        return ""
    return site().url(url_for("document_links.show", token=token))
