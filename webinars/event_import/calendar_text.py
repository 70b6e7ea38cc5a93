"""Texts, links, contact and status of a VEVENT."""

import re
from urllib.parse import unquote

from webinars.event_import.calendar_components import Component, Property
from webinars.event_import.source_events import SourceStatus, SourceText
from webinars.security.urls import is_web_url

# Properties with the address of the online meeting.
_MEETING_PROPERTIES = (
    "CONFERENCE",
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK",
    "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
)
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)
# Tried once for each word, not at each of its characters.
_ADDRESS = re.compile(r"(?<![^\s<>;,@])[^\s<>;,@]++@[^\s<>;,@]+")
# Calendars and programs, not people.
_NO_PERSON = re.compile(
    r"@(?:group|resource|import)\.calendar\.google\.com$|^(?:no-?reply|do-?not-?reply|invalid)@",
    re.IGNORECASE,
)


def source_text(component: Component) -> SourceText:
    """Return what a VEVENT says in words."""
    html = _html(component)
    summary = component.first("SUMMARY")
    name, address = _contact(component)
    description = component.first("DESCRIPTION")
    languages = [named.parameters.get("LANGUAGE", "") for named in (summary, description) if named]
    meeting_urls = (
        named.value
        for wanted in _MEETING_PROPERTIES
        for named in component.properties.get(wanted, ())
        if is_web_url(named.value)
    )
    return SourceText(
        title=" ".join(component.text("SUMMARY").split()),
        description=html or component.text("DESCRIPTION"),
        is_html=bool(html),
        place=" ".join(component.text("LOCATION").split()),
        url=(component.first("URL") or Property({}, "")).value,
        meeting_urls=tuple(dict.fromkeys(meeting_urls)),
        contact_name=name,
        contact_email=address,
        language=next(filter(None, languages), ""),
    )


def status_of(component: Component, *, is_cancelling: bool = False) -> SourceStatus:
    """Return the status of a VEVENT; is_cancelling: METHOD of its calendar is CANCEL."""
    is_cancelled = is_cancelling or component.text("STATUS").upper() == "CANCELLED"
    return SourceStatus.CANCELLED if is_cancelled else SourceStatus.CONFIRMED


def is_private(component: Component) -> bool:
    """Return whether a VEVENT is not for everybody; an unknown CLASS means PRIVATE (RFC 5545)."""
    return component.text("CLASS").upper() not in {"", "PUBLIC"}


def _html(component: Component) -> str:
    """Return the description in HTML that Outlook writes beside the plain one, "" without one."""
    for named in component.properties.get("X-ALT-DESC", ()):
        if named.parameters.get("FMTTYPE", "").lower() == "text/html":
            return named.text
    return ""


def _contact(component: Component) -> tuple[str, str]:
    """Return name and e-mail address of the contact, or else of the organizer; empty without an address."""
    contact = component.text("CONTACT")
    address = _ADDRESS.search(contact)
    if address:
        name = contact[: address.start()].strip(" <>,;:-(")
        return " ".join(name.split()), address[0]
    organizer = component.first("ORGANIZER")
    if organizer is None or not _MAILTO.match(organizer.value):
        return "", ""
    mailbox = unquote(organizer.value[len("mailto:") :])
    if _NO_PERSON.search(mailbox) or not _ADDRESS.fullmatch(mailbox):
        return "", ""
    return " ".join(organizer.parameters.get("CN", "").split()), mailbox
