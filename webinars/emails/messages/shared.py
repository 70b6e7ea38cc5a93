"""What letters to one person share: whether what they say is still so, the event, the personal links."""

from typing import Any

from webinars.access.models import Delegation
from webinars.capabilities.rules import Purpose
from webinars.emails import sanitize
from webinars.emails.context import Errand
from webinars.emails.event_time import moment
from webinars.events.models import Event
from webinars.events.rules import Format
from webinars.i18n import Translator
from webinars.outbox.actions import ordering_key_of
from webinars.registrations.answers import required_questions, unanswered
from webinars.registrations.models import Registration, Status
from webinars.security import markdown
from webinars.security.passcodes import find_meeting_links, redact_passcodes
from webinars.timezones import clock

LONGEST_TEASER = 160
MOST_READ = 4000  # characters of a description that a teaser is made of


def current(errand: Errand, *statuses: Status) -> Registration | None:
    """Return the registration if what the message says of it is still so.

    A change of address moves the person to another ordering key, where a newer message speaks to them.
    """
    registration = errand.batch.registration(errand.facts["registration_id"])
    if registration is None or registration.status not in statuses or registration.erased_at:
        return None
    ordering_key = errand.message.ordering_key
    moved = ordering_key is not None and ordering_key != ordering_key_of(
        registration.event_id, registration.address
    )
    return None if moved else registration


def about(
    errand: Errand, event: Event, zone: str, t: Translator, how: Format | None = None
) -> dict[str, Any]:
    """Return what every letter says of an event; how: how the reader takes part, if that is known.

    zone is empty where nobody knows the reader's: the event's time is told then, and where to find theirs.
    """
    return {
        "title": sanitize.one_line(event.title),
        "moment": errand.batch.once(moment, event, zone, t, how),
        "teaser": errand.batch.once(teaser, event),
        "zone_hint": t("The page of the event shows it in your own time zone."),
        "event_url": errand.site.url(f"/events/{event.slug}"),
        "is_past": event.ends_at <= clock.now(),
    }


def teaser(event: Event) -> str:
    """Return two lines of what an event is; no way into its room, even where the public page has one."""
    lines = redact_passcodes(event.description[:MOST_READ]).text.split("\n")
    text = "\n".join(line for line in lines if not find_meeting_links(line))
    return sanitize.one_line(markdown.plain_text(text, LONGEST_TEASER))


def about_theirs(errand: Errand, registration: Registration, t: Translator) -> dict[str, Any]:
    """Return what every letter to somebody who registered says of the event, as they take part in it."""
    event = registration.event
    told = about(errand, event, registration.zone, t, registration.takes_part_in(event))
    return told | {
        "zone_hint": t("Set your time zone on your own page, and we tell you your time.")
    }


def own_page(errand: Errand, registration: Registration) -> str:
    """Return the address of somebody's own page."""
    return errand.link(Purpose.MANAGE, registration.id, "/registrations/%s")


def join_url_of(errand: Errand, registration: Registration) -> str:
    """Return the way into the room, or nothing for somebody who takes part in a place alone."""
    if registration.takes_part_in(registration.event) is Format.IN_PERSON:
        return ""
    return errand.link(Purpose.JOIN, registration.id, "/join/%s")


def beside(errand: Errand, registration: Registration, t: Translator) -> dict[str, Any]:
    """Return who named somebody, and where they answer what must be answered; each empty if there is none."""
    return {
        "named_by": _named_by(errand, registration, t),
        "answers_url": answers_url(errand, registration),
    }


def answers_url(errand: Errand, registration: Registration) -> str:
    """Return where somebody answers what must be answered; nothing if all of that is answered."""
    asked = errand.batch.once(required_questions, errand.session, registration.event)
    if not unanswered(errand.session, registration, asked):
        return ""
    return errand.link(Purpose.MANAGE, registration.id, "/registrations/%s/answers")


def _named_by(errand: Errand, registration: Registration, t: Translator) -> str:
    number = errand.facts.get("delegation_id") or registration.delegation_id
    found = errand.session.get(Delegation, number) if number else None
    if found is None:
        return ""
    return sanitize.isolated(sanitize.person(found.name), t.direction)
