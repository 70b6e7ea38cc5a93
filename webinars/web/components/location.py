"""Location of an event, and URL of an external registration page."""

from webinars.errors import InvalidInputError
from webinars.events.enums import Format
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.security.urls import web_url


def location_text(event: Event, t: Translator, attendance: Format | None = None) -> str:
    """Return the location of an event; attendance is how a registrant attends a hybrid event."""
    attendance = attendance or event.format
    if attendance is Format.ONLINE:
        return t("Online")
    venue = t.text(event.place) or t("Place to be announced")
    return t("%(place)s and online", place=venue) if attendance is Format.HYBRID else venue


def external_url(event: Event) -> str:
    """Return the URL of an event's registration page on another site; empty if it has none."""
    try:
        return web_url(event.external_url) if event.external_url else ""
    except InvalidInputError:
        return ""
