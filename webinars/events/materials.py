"""Recording and slides of an event: links with a label, shown after its end. The caller commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webinars.errors import InvalidInputError
from webinars.events.details import recorded_values
from webinars.events.enums import EventState
from webinars.events.history.revision_writer import record_change
from webinars.events.history.stored_revisions import Subject
from webinars.events.history.values import stored_value
from webinars.events.locks import lock_group_at_revision
from webinars.events.models import Event, EventMaterial
from webinars.events.revisions import bump_revision
from webinars.localized_text import all_languages, comparable
from webinars.security.text_input import clean_line
from webinars.security.urls import https_url
from webinars.site import Site

MOST_MATERIALS = 20
LABEL_LENGTH = 150
Material = tuple[str, str]  # label, by language, and URL


def clean_label(label: str, *, least: int = 0) -> str:
    """Clean a label in one language.

    Raises:
        InvalidInputError: those of text_input.clean_line().
    """
    return clean_line(label, longest=LABEL_LENGTH, least=least)


def materials_of(session: Session, event_id: int) -> list[Material]:
    """Return label and URL of an event's recording and slides, in their order."""
    statement = (
        select(EventMaterial.label, EventMaterial.url)
        .where(EventMaterial.event_id == event_id)
        .order_by(EventMaterial.position)
    )
    return [(label, url) for label, url in session.execute(statement)]


def shown_materials(session: Session, event: Event, now: datetime) -> list[Material]:
    """Return the same once the event has ended, and nothing before; no statement is sent then."""
    has_ended = event.state is EventState.PUBLISHED and event.ends_at <= now
    return materials_of(session, event.id) if has_ended else []


def set_materials(
    session: Session, event_id: int, materials: Sequence[Material], *, revision: int, site: Site
) -> None:
    """Replace the recording and slides of an event and of its group; the same ones change nothing.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "event-changed" when the event has a newer revision than the organiser saw.
        InvalidInputError: "too-many-links"; those of clean_label() and security.urls.https_url().
    """
    if len(materials) > MOST_MATERIALS:
        raise InvalidInputError("too-many-links", most=MOST_MATERIALS)
    for label, url in materials:
        https_url(url)
        for text in all_languages(label):
            clean_label(text, least=1)
    if is_stored(session, event_id, materials):
        return
    event, others = lock_group_at_revision(session, event_id, revision)
    for one in (event, *others):
        write_materials(session, one, materials, site=site)


def write_materials(
    session: Session, event: Event, materials: Sequence[Material], *, site: Site
) -> None:
    """Replace the recording and slides of a locked event by valid ones; the same ones change nothing."""
    if is_stored(session, event.id, materials):
        return
    values = recorded_values(event)
    before = values | _recorded(materials_of(session, event.id))
    session.execute(delete(EventMaterial).where(EventMaterial.event_id == event.id))
    session.add_all(
        EventMaterial(event_id=event.id, position=position, label=label, url=url)
        for position, (label, url) in enumerate(materials)
    )
    after = values | _recorded(materials)
    record_change(session, event.id, Subject.EVENT, event.id, before=before, after=after)
    bump_revision(session, event, site)


def is_stored(session: Session, event_id: int, materials: Sequence[Material]) -> bool:
    """Return whether these are the recording and slides of an event already, in all languages."""
    return bool(comparable(materials_of(session, event_id)) == comparable(list(materials)))


def _recorded(materials: Sequence[Material]) -> dict[str, Any]:
    """Return what the history of an event stores of its recording and slides."""
    return {"materials": stored_value([{"text": label, "url": url} for label, url in materials])}
