"""The personal calendar as a feed of all registrations of one address."""

# The link grants reading only; the feed contains no link to a manage or join page.

from hashlib import sha256

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from webinars.database import db
from webinars.ical import feed as ical
from webinars.ical.vevent import render_fragment
from webinars.registrations.personal_calendar import calendars
from webinars.registrations.personal_calendar.entries import closing_entry, entries_of_registration
from webinars.replies.personal_calendar_duplicates import without_invited
from webinars.web.components.feed_options import (
    CALENDAR_TYPE,
    FeedOptions,
    invalid_query,
    parse_options,
)
from webinars.web.core.current_site import site
from webinars.web.core.security.private_links import presented_capability

blueprint = Blueprint("personal_calendar_feed", __name__)


@blueprint.get("/calendars/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """Return the calendar feed of one address."""
    address = presented_capability().holder
    options, errors = parse_options(request.args)
    if errors:
        return invalid_query(errors.values())
    return _feed_response(_render_feed(address, options))


def _render_feed(address: str, options: FeedOptions) -> bytes:
    session, t, zone = db.session(), options.t, options.timezone
    registrations, delivery = calendars.registrations_of(
        session, address, options.day, tentative=options.tentative
    )
    registrations = without_invited(session, registrations, delivery)
    deadlines = calendars.closing_entries_in(session, address, options.day)
    calendar_events = [
        *(
            entry
            for row in registrations
            for entry in entries_of_registration(row, t, site(), zone)
        ),
        *(closing_entry(deadline, t, site(), zone) for deadline in deadlines),
    ]
    calendar_events.sort(key=lambda entry: (entry.span.starts_at, entry.uid))
    return ical.render_feed(
        [render_fragment(entry) for entry in calendar_events],
        zone or site().timezone,
        t("My events, %(site)s", site=site().name),
        t(
            "Registrations, waiting lists and deadlines. Keep the link to this calendar to yourself."
        ),
    )


def _feed_response(content: bytes) -> Response:
    """Return the feed for private caches, revalidated at every use."""
    response = Response(content, content_type=CALENDAR_TYPE)
    response.set_etag(sha256(content).hexdigest()[:32])
    response.headers["Content-Disposition"] = 'inline; filename="my-events.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.make_conditional(request)
    return response
