"""The page after registering, in sentences that are true whether or not the address was registered before."""

# The submitted address comes back once, in the signed session cookie, never in the address of a page.

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue

from webinars.events.enums import EventState, Format
from webinars.events.models import Event
from webinars.events.registration_availability import AvailabilityFacts
from webinars.i18n import Translator
from webinars.timezones import formatting
from webinars.timezones.schedule import Precision

SOON = timedelta(hours=1)
_KEY = "registered"


@dataclass(frozen=True)
class ReceivedPage:
    """Address and texts of the page: what the e-mail contains, when to expect invitation and join link."""

    email: str
    form_url: str
    content: str
    invitation: str
    starts_soon: str


def redirect_to_received(
    slug: str, email: str, form_url: str = "", *, endpoint: str = "registration.received"
) -> ResponseReturnValue:
    """Redirect to the page after registering, which shows the submitted address once.

    Args:
        form_url: where to register another address; empty if an invitation fixes the address.
    """
    session[_KEY] = {"slug": slug, "email": email, "form": form_url}
    return redirect(url_for(endpoint, slug=slug), 303)


def pop_submitted(slug: str) -> dict[str, str]:
    """Drop the submitted address from the session; return it and where to register another one.

    Both are empty unless the form of this event was submitted last.
    """
    submitted: dict[str, Any] = session.pop(_KEY, None) or {}
    if submitted.get("slug") != slug:
        submitted = {}
    return {"email": submitted.get("email", ""), "form_url": submitted.get("form", "")}


def wait_until_start(facts: AvailabilityFacts, now: datetime, t: Translator) -> str:
    """Format the time until an event starts, on which its page depends; empty if it does not start soon."""
    remaining = facts.starts_at - now
    if remaining > SOON or facts.ends_at <= now:
        return ""
    return formatting.wait_text(max(remaining, timedelta()), t)


def received_page(
    event: Event, now: datetime, t: Translator, *, email: str = "", form_url: str = ""
) -> ReceivedPage:
    """Return the texts of the page."""
    return ReceivedPage(
        email=email,
        form_url=form_url,
        content=_content(event, t),
        invitation=_invitation(event, t),
        starts_soon=_starts_soon(event, now, t),
    )


def _content(event: Event, t: Translator) -> str:
    if event.requires_approval:
        return t(
            "It tells you the status of your registration and contains your personal link. The organiser "
            "decides on each registration; another e-mail tells you the decision."
        )
    if event.capacity is not None or event.has_registration_types:
        return t(
            "It tells you whether you have a place or are on the waiting list, "
            "and contains your personal link."
        )
    return t("It tells you the status of your registration and contains your personal link.")


def _invitation(event: Event, t: Translator) -> str:
    if event.precision is Precision.MONTH:
        return t("You get the invitation for your calendar once the date is set.")
    if event.requires_approval:
        return t("You get the invitation for your calendar once you have a place.")
    return t("If you have a place, the invitation for your calendar is in the same e-mail.")


def _starts_soon(event: Event, now: datetime, t: Translator) -> str:
    """Return where to find the join link, if the event starts within the hour."""
    if event.state is not EventState.PUBLISHED or event.format is Format.IN_PERSON:
        return ""
    remaining = event.starts_at - now
    if event.precision is not Precision.TIME or remaining > SOON or event.ends_at <= now:
        return ""
    if remaining <= timedelta():
        return t("The event has started. If you have a place, the join link is in that e-mail.")
    return t(
        "The event starts %(soon)s. If you have a place, the join link is in that e-mail.",
        soon=formatting.wait_text(remaining, t),
    )
