"""The page after registering: where to look, in words that are true for everybody.

It shows the event's rules, never what became of one registration: that goes to the mailbox alone. The
address that was typed comes back once, in the signed session cookie, and never in an address of a page.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue

from webinars.events.models import Event
from webinars.events.rules import EventState, Format
from webinars.i18n import Translator
from webinars.timezones import clock, formatting
from webinars.timezones.schedule import Precision

SOON = timedelta(hours=1)
_KEY = "registered"


@dataclass(frozen=True)
class Received:
    """What the page says: where to look, what the e-mail holds, where the link to join is."""

    email: str
    form_url: str
    holds: str
    invitation: str
    soon: str


def redirect_to_received(slug: str, email: str, form_url: str = "") -> ResponseReturnValue:
    """Redirect to the page after registering, which names the typed address this once.

    form_url: where another address can be registered; nothing where an invitation fixes the address.
    """
    session[_KEY] = {"slug": slug, "email": email, "form": form_url}
    return redirect(url_for("registration.received", slug=slug), 303)


def received(event: Event, t: Translator) -> Received:
    """Return what the page after registering says of an event; the typed address is forgotten with it."""
    typed: dict[str, Any] = session.pop(_KEY, None) or {}
    is_this = typed.get("slug") == event.slug
    return Received(
        email=typed.get("email", "") if is_this else "",
        form_url=typed.get("form", "") if is_this else "",
        holds=_holds(event, t),
        invitation=_invitation(event, t),
        soon=_soon(event, t),
    )


def _holds(event: Event, t: Translator) -> str:
    if event.requires_approval:
        return t(
            "It has the status of your registration and your personal link. The "
            "organiser decides on each registration; another e-mail tells you the "
            "decision."
        )
    if event.capacity is not None or event.has_registration_types:
        return t(
            "It tells you whether you have a place or are on the waiting list, and "
            "has your personal link."
        )
    return t("It has the status of your registration and your personal link.")


def _invitation(event: Event, t: Translator) -> str:
    if event.precision is Precision.MONTH:
        return t("You get the invitation for your calendar once the date is set.")
    if event.requires_approval:
        return t("You get the invitation for your calendar once you have a place.")
    return t("If you have a place, the invitation for your calendar is in the same e-mail.")


def _soon(event: Event, t: Translator) -> str:
    """Return where the link to join is, for those who register within minutes of the start."""
    if event.state is not EventState.PUBLISHED or event.format is Format.IN_PERSON:
        return ""
    wait = event.starts_at - clock.now()
    if event.precision is not Precision.TIME or wait > SOON or event.ends_at <= clock.now():
        return ""
    if wait <= timedelta():
        return t("The event has started. If you have a place, the join link is in that e-mail.")
    return t(
        "The event starts %(soon)s. If you have a place, the join link is in that e-mail.",
        soon=formatting.soon_text(wait, t),
    )
