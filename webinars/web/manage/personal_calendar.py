"""Somebody's own calendar: the feed of everything their address has, and the page that gives and revokes it.

Looking never acts: the address is made, changed and ended by buttons. Whoever has it can read the calendar
and nothing else: it opens no page of ours and no room.
"""

from hashlib import sha256

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webinars.capabilities.rules import Purpose
from webinars.database import db
from webinars.ical import feed as ical
from webinars.ical.vevent import fragment
from webinars.registrations import personal_calendar
from webinars.registrations.models import Registration
from webinars.registrations.personal_calendar import PersonalCalendar
from webinars.registrations.personal_calendar_entries import closing_entry, entries
from webinars.web.components.calendar_feed import (
    CALENDAR_TYPE,
    FeedOptions,
    invalid_query,
    parse_options,
)
from webinars.web.components.links import Feed, feed_links
from webinars.web.core.forms import PlainForm
from webinars.web.core.locale import site, zone_to_offer
from webinars.web.core.private_links import link_transaction, presented, token_of
from webinars.web.manage.views import mine, page

blueprint = Blueprint("personal_calendar", __name__)


@blueprint.get("/calendars/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """Give all that an address has, for the one whose address it is."""
    address = presented().holder
    options, errors = parse_options(request.args)
    if errors:
        return invalid_query(errors.values())
    return _answer(_written(address, options))


@blueprint.route("/registrations/<token>/calendar", methods=["GET", "POST"])
def settings(token: str) -> ResponseReturnValue:
    """Show where somebody's own calendar is read; make, change or end that address."""
    place = mine()
    if request.method == "POST":
        done = _settle(place.id, request.form.get("do", ""))
        return redirect(url_for("personal_calendar.settings", token=token, done=done), 303)
    kept = personal_calendar.calendar_of(db.session(), place.address)
    done = request.args.get("done", "")
    return page(
        "manage/personal_calendar.html",
        place,
        token,
        form=PlainForm(),
        feed=_links(kept, place) if kept else None,
        asks=bool(kept) and "ask" in request.args,
        # What was asked for may have been undone since: only what is so is told.
        done=done if done in ({"made", "renewed"} if kept else {"ended"}) else "",
    )


def _settle(place_id: int, do: str) -> str:
    with link_transaction() as session:
        if do == "end":
            personal_calendar.close_calendar(session, place_id)
            return "ended"
        personal_calendar.get_or_create_calendar(session, place_id, renew=do == "renew")
        return "renewed" if do == "renew" else "made"


def _links(kept: PersonalCalendar, place: Registration) -> Feed:
    """Return where the calendar is read: in the language and with the clocks of the registrant."""
    path = url_for(
        "personal_calendar.feed",
        token=token_of(Purpose.CALENDAR, kept.id),
        zone=place.zone or zone_to_offer() or None,
        lang=place.language if place.language in site().languages else site().languages[0],
    )
    return feed_links(path, site())


def _written(address: str, options: FeedOptions) -> bytes:
    session, t = db.session(), options.t
    places = personal_calendar.registrations_of(
        session, address, options.day, tentative=options.tentative
    )
    told = [entry for place in places for entry in entries(place, t, site(), options.zone)]
    closings = personal_calendar.closing_entries_in(session, address, options.day)
    told += [closing_entry(closing, t, site(), options.zone) for closing in closings]
    told.sort(key=lambda entry: (entry.span.starts_at, entry.uid))
    return ical.calendar(
        [fragment(entry) for entry in told],
        options.zone or site().zone,
        t("My events, %(site)s", site=site().name),
        t(
            "Registrations, waiting lists and deadlines. Keep the link to this "
            "calendar to yourself."
        ),
    )


def _answer(content: bytes) -> Response:
    """Return the feed for its reader alone, who may keep it and asks each time whether it still holds."""
    answer = Response(content, content_type=CALENDAR_TYPE)
    answer.set_etag(sha256(content).hexdigest()[:32])
    answer.headers["Content-Disposition"] = 'inline; filename="my-events.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.make_conditional(request)
    return answer
