"""What an event lacks that people would look for, each with its field: warnings, which block nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from webinars.events.enums import EventState, Format
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.timezones.schedule import Precision

_DATE_FIELDS = {Precision.TIME: "date", Precision.DAYS: "first", Precision.MONTH: "month"}


@dataclass(frozen=True)
class MissingDetail:
    """One missing detail: its name, what follows from it, and the id of its field on the event's form."""

    name: str
    text: str
    field: str


def missing_details(
    event: Event, now: datetime, t: Translator, *, has_join_link: bool, stored: Event | None
) -> tuple[MissingDetail, ...]:
    """Return what a draft or a coming event lacks; nothing for others.

    stored is the event itself or, of a form, the one that it edits: None for a new event.
    """
    is_draft = event.state is EventState.DRAFT
    if not is_draft and (event.state is not EventState.PUBLISHED or event.ends_at <= now):
        return ()
    details = _of_time(event, now, t) if is_draft else iter(())
    place = _of_place(event, t, has_join_link=has_join_link)
    return (*details, *place, *_of_people(event, stored, t))


def needs_join_link(event: Event) -> bool:
    """Return whether registrants join an event online, by a link from here."""
    return (
        event.format is not Format.IN_PERSON
        and event.accepts_registrations
        and event.precision is not Precision.MONTH
        and not event.external_url
    )


def _of_time(event: Event, now: datetime, t: Translator) -> Iterator[MissingDetail]:
    field = _DATE_FIELDS[event.precision]
    if event.ends_at <= now:
        yield MissingDetail(t("coming date"), t("The date is in the past."), field)
    if "end" in (event.reading or {}).get("assumed", ()):
        text = t("The end is assumed: the announcement does not state it.")
        yield MissingDetail(t("end"), text, "end")


def _of_place(event: Event, t: Translator, *, has_join_link: bool) -> Iterator[MissingDetail]:
    if needs_join_link(event) and not has_join_link:
        text = t("There is no join link for people with a place.")
        yield MissingDetail(t("join link"), text, "meeting_url")
    if event.format is not Format.ONLINE and not event.place:
        text = t("There is no venue: people see “Place to be announced”.")
        yield MissingDetail(t("venue"), text, "place")


def _of_people(event: Event, stored: Event | None, t: Translator) -> Iterator[MissingDetail]:
    if not event.contact_name or not event.contact_email:
        yield MissingDetail(t("contact"), _contact_text(event, stored, t), "contact_name")
    if not event.languages:
        text = t("People are not told in which languages the event is held.")
        yield MissingDetail(t("languages"), text, "languages")
    if event.accepts_registrations and event.capacity is None and not event.external_url:
        text = t("The number of places is not limited.")
        yield MissingDetail(t("number of places"), text, "capacity")


def _contact_text(event: Event, stored: Event | None, t: Translator) -> str:
    """Return what saving an event without a contact shows to people, as of with_default_contact()."""
    if stored is None:
        return t("There is no contact: people see your name and address.")
    has_name = event.contact_name or stored.contact_name
    if has_name and (event.contact_email or stored.contact_email):
        return t("There is no contact: the name and address saved before stay.")
    return t("There is no contact: people do not see whom to ask.")
