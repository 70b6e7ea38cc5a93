"""Say on Home that nothing more is to be done about the replies of an event."""

from datetime import UTC, datetime

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webinars.database import transaction
from webinars.replies.replies_to_review import mark_invitees_reviewed, mark_reviewed
from webinars.timezones import clock
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_reviewed_replies", __name__, url_prefix=URL_PREFIX)

# The field with the instant at which Home was rendered: later replies were not seen.
SHOWN_AT = "shown_at"


@blueprint.post(f"{EVENT_PATH}/replies/review")
def mark(event_id: int) -> ResponseReturnValue:
    """Mark the replies that Home counted as reviewed."""
    event = get_own_event(event_id)
    received_by = _shown_at(request.form.get(SHOWN_AT, ""))
    if received_by is not None:
        with transaction() as session:
            review = (
                mark_invitees_reviewed if request.args.get("of") == "invitees" else mark_reviewed
            )
            review(session, event.id, received_by=received_by)
    return redirect(url_for("organiser_home.show"), 303)


def _shown_at(text: str) -> datetime | None:
    try:
        shown_at = datetime.fromisoformat(text[:40])
        return min(shown_at.astimezone(UTC), clock.now()) if shown_at.tzinfo else None
    except (OverflowError, ValueError):
        return None
