"""Where an event takes place, and where its registrations are taken."""

from webinars.errors import InvalidInputError
from webinars.events.models import Event
from webinars.events.rules import Format
from webinars.i18n import Translator
from webinars.security.urls import web_url


def location_text(event: Event, t: Translator, attendance: Format | None = None) -> str:
    """Return where an event takes place; attendance is how a registrant takes part in a hybrid event."""
    attendance = attendance or event.format
    if attendance is Format.ONLINE:
        return t("Online")
    venue = event.place or t("Place to be announced")
    return t("%(place)s and online", place=venue) if attendance is Format.HYBRID else venue


def external_url(event: Event) -> str:
    """Return the other site's page where an event takes registrations; empty if they are taken here."""
    try:
        return web_url(event.external_url) if event.external_url else ""
    except InvalidInputError:
        return ""
