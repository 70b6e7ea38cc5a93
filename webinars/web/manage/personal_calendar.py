"""The page of the personal calendar: create, replace or delete its link, and choose what it replaces."""

from collections.abc import Collection

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webinars.capabilities.link_purposes import Purpose
from webinars.database import db
from webinars.registrations.models import Registration
from webinars.registrations.personal_calendar import calendars
from webinars.registrations.personal_calendar.calendars import CalendarDelivery, PersonalCalendar
from webinars.web.components.feed_links import Feed, feed_links
from webinars.web.core.current_site import site
from webinars.web.core.current_timezone import preselected_zone
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.security.private_links import link_transaction, token_of
from webinars.web.manage.dates_link import bring_token
from webinars.web.manage.views import linked_registration, render_page

blueprint = Blueprint("personal_calendar", __name__)
blueprint.url_defaults(bring_token)

_CHOICES = frozenset(CalendarDelivery)


@blueprint.route("/registrations/<token>/calendar", methods=["GET", "POST"])
def settings(token: str) -> ResponseReturnValue:
    """Create, replace or delete the link of the personal calendar; choose it or e-mail invitations."""
    registration = linked_registration()
    if request.method == "POST":
        done = _apply(registration.id, request.form.get("do", ""))
        return redirect(url_for("personal_calendar.settings", token=token, done=done), 303)
    calendar = calendars.calendar_of(db.session(), registration.address)
    done = request.args.get("done", "")
    return render_page(
        "manage/personal_calendar.html",
        registration,
        token,
        form=EmptyForm(),
        feed=_feed_links(calendar, registration) if calendar else None,
        asks_confirmation=bool(calendar) and "ask" in request.args,
        delivery=calendar.calendar_delivery if calendar else None,
        # The change may have been undone since.
        done=done if done in _results(calendar) else "",
    )


def _apply(registration_id: int, action: str) -> str:
    if action == "delete" or action in _CHOICES:
        with link_transaction() as session:
            if action == "delete":
                calendars.close_calendar(session, registration_id)
            else:
                calendars.choose_delivery(session, registration_id, CalendarDelivery(action))
        # Only now: an e-mail composed before the choice was stored is followed by one of these.
        with link_transaction() as session:
            calendars.notify_of_delivery(session, registration_id)
        return "deleted" if action == "delete" else action
    with link_transaction() as session:
        replaces = action == "replace"
        calendars.get_or_create_calendar(session, registration_id, renew=replaces)
        return "replaced" if replaces else "created"


def _results(calendar: PersonalCalendar | None) -> Collection[str]:
    """Return the changes that the page may confirm in the current state."""
    if calendar is None:
        return ("deleted",)
    return ("created", "replaced", *filter(None, (calendar.calendar_delivery,)))


def _feed_links(calendar: PersonalCalendar, registration: Registration) -> Feed:
    """Return the links to subscribe with, in the registrant's language and time zone."""
    languages = site().languages
    language = registration.language
    path = url_for(
        "personal_calendar_feed.feed",
        token=token_of(Purpose.CALENDAR, calendar.id),
        zone=registration.timezone or preselected_zone() or None,
        lang=language if language in languages else languages[0],
    )
    return feed_links(path, site())
