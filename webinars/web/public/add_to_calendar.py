"""Links that add an event to a web calendar, for events without calendar invitations."""

# For other events they would create a second entry, which is never updated.

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from webinars.events.enums import Format
from webinars.events.models import Event
from webinars.events.registration_availability import Availability
from webinars.i18n import Translator
from webinars.timezones.schedule import Precision

_WITHOUT_INVITATION = (Availability.ELSEWHERE, Availability.NO_REGISTRATION)
_MAX_TITLE = 500


@dataclass(frozen=True)
class AddLink:
    """A web calendar, and the URL that opens its form for a new entry."""

    name: str
    url: str


def add_links(
    event: Event, availability: Availability, page: str, place: str, t: Translator
) -> list[AddLink]:
    """Return the links of an event's page; none if an invitation is sent or the day is not fixed."""
    if availability not in _WITHOUT_INVITATION or event.precision is Precision.MONTH:
        return []
    if event.format is not Format.ONLINE and not event.place:
        place = ""
    google = {
        "action": "TEMPLATE",
        "text": t.text(event.title)[:_MAX_TITLE],
        "dates": "/".join(_google_dates(event)),
        "details": page,
        "location": place,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": t.text(event.title)[:_MAX_TITLE],
        "body": page,
        "location": place,
        **_outlook_times(event),
    }
    return [
        AddLink("Google", f"https://calendar.google.com/calendar/render?{urlencode(google)}"),
        AddLink(
            "Outlook", f"https://outlook.live.com/calendar/0/deeplink/compose?{urlencode(outlook)}"
        ),
    ]


def _google_dates(event: Event) -> tuple[str, str]:
    if event.precision is Precision.DAYS:
        return f"{event.first_on:%Y%m%d}", f"{event.last_on + timedelta(days=1):%Y%m%d}"
    return f"{event.starts_at:%Y%m%dT%H%M%SZ}", f"{event.ends_at:%Y%m%dT%H%M%SZ}"


def _outlook_times(event: Event) -> dict[str, str]:
    if event.precision is Precision.DAYS:
        end_on = event.last_on + timedelta(days=1)
        return {
            "startdt": event.first_on.isoformat(),
            "enddt": end_on.isoformat(),
            "allday": "true",
        }
    return {
        "startdt": f"{event.starts_at:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{event.ends_at:%Y-%m-%dT%H:%M:%SZ}",
    }
