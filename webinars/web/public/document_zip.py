"""All documents of an event that everyone may read, as one ZIP."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from webinars.database import db
from webinars.documents.access import EVERYONE
from webinars.events.queries import published_event
from webinars.web.components.document_zip import zip_response

blueprint = Blueprint("document_zip", __name__)


# Also for organisers who are signed in: what they download is what everyone can download.
@blueprint.get("/events/<slug>/documents.zip")
def of_event(slug: str) -> ResponseReturnValue:
    """Stream the public documents of an event, of one language or of all."""
    return zip_response(published_event(db.session(), slug), EVERYONE)
