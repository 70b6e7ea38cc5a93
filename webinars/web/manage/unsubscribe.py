"""The page of the link to unsubscribe in messages that are not needed to take part."""

# Mailbox providers send the POST on one click, without cookies and without having seen the page: it needs no
# CSRF token, and answers at once. A GET changes nothing, because mail scanners follow links.
#
# References:
#     RFC 8058 section 3.2: the POST must not depend on cookies or sign-in, and must not be redirected.

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webinars.database import db
from webinars.errors import NotFoundError
from webinars.event_messages.queries import message_of_event
from webinars.pagination import MAX_ID
from webinars.registrations import queries
from webinars.registrations.unsubscriptions import (
    subscribe_again,
    unsubscribe,
    unsubscription_of,
)
from webinars.web.core.security.private_links import link_transaction, presented_capability

blueprint = Blueprint("unsubscribe", __name__)


@blueprint.route("/unsubscribe/<token>", methods=["GET", "POST"])
def page(token: str) -> ResponseReturnValue:
    """Ask before unsubscribing; a POST unsubscribes, or undoes it."""
    if request.method == "POST":
        with link_transaction() as session:
            registration = queries.registration_of_link(session, presented_capability().subject_id)
            if request.form.get("do") == "undo":
                subscribe_again(session, registration)
            else:
                unsubscribe(
                    session, registration, _event_message_id(session, registration.event_id)
                )
    registration = queries.registration_of_link(db.session(), presented_capability().subject_id)
    return render_template(
        "manage/unsubscribe.html",
        registration=registration,
        event=registration.event,
        is_unsubscribed=unsubscription_of(db.session(), registration) is not None,
        is_undone=request.method == "POST" and request.form.get("do") == "undo",
    )


def _event_message_id(session: Session, event_id: int) -> int | None:
    """Return the message that the link was in; None if it was deleted, or is none of this event."""
    event_message_id = request.args.get("message", 0, type=int)
    try:
        return message_of_event(session, event_id, min(max(event_message_id, 0), MAX_ID)).id
    except NotFoundError:
        return None
