"""Change to another time of a webinar that is held more than once, by the mailed link."""

# A GET only asks, as on the manage page.

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from webinars.capabilities.link_purposes import Purpose
from webinars.errors import ConflictError, NotFoundError
from webinars.pagination import MAX_ID
from webinars.registrations.alternatives.time_change import keep_one_time
from webinars.registrations.models import Registration
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.security.private_links import link_transaction, token_of
from webinars.web.manage.dates_link import bring_token
from webinars.web.manage.registrant_times import registrant_times
from webinars.web.manage.views import linked_registration, render_page

blueprint = Blueprint("time_change", __name__)
blueprint.url_defaults(bring_token)


@blueprint.route("/registrations/<token>/time", methods=["GET", "POST"])
def change(token: str) -> ResponseReturnValue:
    """Show the times to change to; attend at the chosen one only."""
    registration = linked_registration()
    chosen = min(max(request.form.get("event", 0, type=int), 0), MAX_ID)
    if request.method != "POST" or not chosen:
        return _page(registration, token)
    registration_id, event_id = registration.id, registration.event_id
    also = registrant_times(registration).also
    try:
        with link_transaction() as session:
            kept_id = keep_one_time(session, registration_id, chosen).id
    except NotFoundError:
        return _page(linked_registration(), token)
    except ConflictError as error:
        page = _page(linked_registration(), token, error_sentence(error))
        return (page, 409) if isinstance(page, str) else page
    done = "moved" if chosen != event_id else "kept-one" if also else None
    fresh = token if kept_id == registration_id else token_of(Purpose.MANAGE, kept_id)
    return redirect(url_for("manage.show", token=fresh, done=done), 303)


def _page(registration: Registration, token: str, error: str = "") -> str | Response:
    times = registrant_times(registration)
    if not times.others:
        return redirect(url_for("manage.show", token=token), 303)
    sent = request.form if request.method == "POST" else request.args
    return render_page(
        "manage/time.html",
        registration,
        token,
        form=EmptyForm(),
        times=times,
        error=error,
        chosen=sent.get("event", type=int) or registration.event_id,
    )
