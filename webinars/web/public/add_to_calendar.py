"""Links that put an event into a calendar on the web, for events to which no invitation is mailed."""

# Where one is mailed these would make a second entry that nothing keeps right.

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from webinars.events.models import Event
from webinars.events.rules import Availability, Format
from webinars.timezones.schedule import Precision

_WITHOUT_INVITATION = (Availability.ELSEWHERE, Availability.NO_REGISTRATION)
_LONGEST = 500


@dataclass(frozen=True)
class AddLink:
    """A calendar on the web, and the address that opens it with the event filled in."""

    name: str
    url: str


def add_links(event: Event, how: Availability, page: str, place: str) -> list[AddLink]:
    """Return the links for an event's page; none where an invitation will be mailed or no day is fixed."""
    if how not in _WITHOUT_INVITATION or event.precision is Precision.MONTH:
        return []
    if event.format is not Format.ONLINE and not event.place:
        place = ""
    google = {
        "action": "TEMPLATE",
        "text": event.title[:_LONGEST],
        "dates": "/".join(_compact(event)),
        "details": page,
        "location": place,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": event.title[:_LONGEST],
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


def _compact(event: Event) -> tuple[str, str]:
    if event.precision is Precision.DAYS:
        return f"{event.first_on:%Y%m%d}", f"{event.last_on + timedelta(days=1):%Y%m%d}"
    return f"{event.starts_at:%Y%m%dT%H%M%SZ}", f"{event.ends_at:%Y%m%dT%H%M%SZ}"


def _outlook_times(event: Event) -> dict[str, str]:
    if event.precision is Precision.DAYS:
        after = event.last_on + timedelta(days=1)
        return {"startdt": event.first_on.isoformat(), "enddt": after.isoformat(), "allday": "true"}
    return {
        "startdt": f"{event.starts_at:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{event.ends_at:%Y-%m-%dT%H:%M:%SZ}",
    }
