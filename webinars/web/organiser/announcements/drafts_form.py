"""Form of the drafts of an announcement: their titles, which are left out, which exist already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import BooleanField, HiddenField, TextAreaField

from webinars.announcement_parser.draft import Draft
from webinars.database import db
from webinars.events.announcements.existing_events import existing_events
from webinars.events.details import TITLE_LENGTH
from webinars.security.text_input import LINE_ENDS, clean_line
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.core.locale import translator


@dataclass(frozen=True)
class ExistingEvent:
    """An existing event that a draft duplicates."""

    title: str
    url: str


def drafts_form(count: int) -> type[BaseForm]:
    """Create the form class for a number of drafts: each with its title and whether to save it.

    A draft is saved unless it is left out; a duplicate only if that is requested.
    """

    class DraftsForm(BaseForm):
        """Titles of the drafts, and which are saved."""

    def clean(text: str) -> str:
        return clean_line(
            LINE_ENDS.sub(" ", text).replace("\n", " "), longest=TITLE_LENGTH, least=1
        )

    words = {"required": lazy_gettext("Enter a title, or leave this event out.")}
    for number in range(1, count + 1):
        title = TextAreaField(
            lazy_gettext("Title"), [CleanedBy(clean, required=True, messages=words)]
        )
        setattr(DraftsForm, f"title_{number}", title)
        setattr(DraftsForm, f"left_{number}", BooleanField(lazy_gettext("Leave out")))
        box = BooleanField(lazy_gettext("These are dates of one event"))
        setattr(DraftsForm, f"dates_{number}", box)
        venue_box = BooleanField(lazy_gettext("All are at one venue"))
        setattr(DraftsForm, f"venue_{number}", venue_box)
        setattr(DraftsForm, f"again_{number}", BooleanField(lazy_gettext("Save again")))
        # Whether the page showed the draft as a duplicate.
        setattr(DraftsForm, f"known_{number}", HiddenField())
    return DraftsForm


def existing_events_by_number(
    drafts: Sequence[Draft], fields: BaseForm
) -> dict[int, ExistingEvent]:
    """Return the organiser's events that duplicate a draft, by the draft's number."""
    titles = [(str(fields[f"title_{n}"].data or ""),) for n in range(1, len(drafts) + 1)]
    existing = existing_events(db.session(), current_user.organiser, drafts, translator(), titles)
    return {
        number: ExistingEvent(event.title, url_for("organiser_event_form.edit", event_id=event.id))
        for number, event in existing.items()
    }


def left_out_numbers(fields: BaseForm, known: Mapping[int, ExistingEvent]) -> frozenset[int]:
    """Return the numbers of the drafts that the organiser leaves out, whose fields may be invalid."""
    boxes = (name.partition("_") for name in fields.data if name.startswith("left_"))
    numbers = frozenset(int(number) for name, _, number in boxes if fields[f"{name}_{number}"].data)
    return numbers - known.keys()


def is_wanted(fields: BaseForm, number: int, *, is_known: bool) -> bool:
    """Return whether a draft is to be saved: unless it is left out, a duplicate only if that is requested."""
    if is_known:
        return bool(fields[f"again_{number}"].data)
    return not fields[f"left_{number}"].data


def unseen_duplicates(
    drafts: Sequence[Draft], fields: BaseForm, known: Mapping[int, ExistingEvent]
) -> Iterator[int]:
    """Yield the numbers of duplicates that the page did not show as such: a correction made them one."""
    for number in known:
        is_decided = any(fields[f"{name}_{number}"].data for name in ("known", "again", "left"))
        if not is_decided and not drafts[number - 1].is_candidate:
            yield number
