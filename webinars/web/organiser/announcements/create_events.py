"""Create events from the drafts of an announcement: titles, drafts left out, duplicates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField, TextAreaField

from webinars.announcement_parser import messages
from webinars.announcement_parser.draft import Draft
from webinars.database import db, transaction
from webinars.errors import InvalidInputError
from webinars.events import creation, lifecycle
from webinars.events.announcements.draft_details import details_from_draft
from webinars.events.details import TITLE_LENGTH
from webinars.events.duplicates import existing_events, find_recent_duplicate
from webinars.events.enums import EventState
from webinars.security.text_input import LINE_ENDS, clean_line
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import Clean
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.events.passcode_check import refuse_access


@dataclass(frozen=True)
class Known:
    """An existing event that a draft duplicates."""

    title: str
    url: str


@dataclass(frozen=True)
class Created:
    """Numbers of events created from an announcement."""

    drafts: int
    published: int


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
        title = TextAreaField(lazy_gettext("Title"), [Clean(clean, required=True, messages=words)])
        setattr(DraftsForm, f"title_{number}", title)
        setattr(DraftsForm, f"left_{number}", BooleanField(lazy_gettext("Leave out")))
        setattr(DraftsForm, f"again_{number}", BooleanField(lazy_gettext("Save again")))
        # Whether the page showed the draft as a duplicate.
        setattr(DraftsForm, f"known_{number}", HiddenField())
    return DraftsForm


def known_events(drafts: Sequence[Draft], fields: BaseForm) -> dict[int, Known]:
    """Return the organiser's events that duplicate a draft, by the draft's number."""
    titles = [(str(fields[f"title_{n}"].data or ""),) for n in range(1, len(drafts) + 1)]
    existing = existing_events(db.session(), current_user.organiser, drafts, translator(), titles)
    return {
        number: Known(event.title, url_for("organiser_event_form.edit", event_id=event.id))
        for number, event in existing.items()
    }


def left_out_numbers(fields: BaseForm, known: Mapping[int, Known]) -> frozenset[int]:
    """Return the numbers of the drafts that the organiser leaves out, whose fields may be invalid."""
    boxes = (name.partition("_") for name in fields.data if name.startswith("left_"))
    numbers = frozenset(int(number) for name, _, number in boxes if fields[f"{name}_{number}"].data)
    return numbers - known.keys()


def create_events(
    drafts: Sequence[Draft], fields: BaseForm, known: Mapping[int, Known], *, publishing: bool
) -> Created | None:
    """Create events from the selected drafts; return None if one is invalid or none is selected.

    Drafts with open questions are not published, and those that may be no events are not saved.
    """
    wanted = [
        (number, _titled(draft, str(fields[f"title_{number}"].data)))
        for number, draft in enumerate(drafts, 1)
        if not draft.is_candidate and _is_wanted(fields, number, is_known=number in known)
    ]
    if not wanted:
        fields.form_errors = [_nothing(known)]
        return None
    unseen = [fields[f"title_{number}"] for number in _unseen(drafts, fields, known)]
    for title in unseen:
        add_error(title, _("You already have this event. Nothing was saved: check it again."))
    if unseen:
        return None
    titles = [fields[f"title_{number}"] for number, _draft in wanted]
    for title in titles:
        refuse_access(title)
    if any(title.errors for title in titles):
        return None
    try:
        with transaction() as session:
            # Two drafts may be corrected to be one event.
            public = dict(
                _create_event(session, fields, number, draft, publishing=publishing)
                for number, draft in wanted
            )
    except InvalidInputError:
        return None
    return Created(*(list(public.values()).count(one) for one in (False, True)))


def _is_wanted(fields: BaseForm, number: int, *, is_known: bool) -> bool:
    if is_known:
        return bool(fields[f"again_{number}"].data)
    return not fields[f"left_{number}"].data


def _unseen(drafts: Sequence[Draft], fields: BaseForm, known: Mapping[int, Known]) -> Iterator[int]:
    """Yield the numbers of duplicates that the page did not show as such: a correction made them one."""
    for number in known:
        is_decided = any(fields[f"{name}_{number}"].data for name in ("known", "again", "left"))
        if not is_decided and not drafts[number - 1].is_candidate:
            yield number


def _nothing(known: Mapping[int, Known]) -> str:
    if known:
        return _("There is nothing to save: these events already exist, or are left out.")
    return _("Everything is left out, so there is nothing to save.")


def _titled(draft: Draft, title: str) -> Draft:
    if title == messages.title(draft, translator()):
        return draft
    return replace(draft, title=title, proposed=draft.proposed - {"title"})


def _create_event(
    session: Session, fields: BaseForm, number: int, draft: Draft, *, publishing: bool
) -> tuple[int, bool]:
    """Create an event from a draft, and return its id and whether it is public."""
    details = details_from_draft(draft, translator())
    organiser = current_user.organiser
    is_again = bool(fields[f"again_{number}"].data)
    try:
        # If the form is submitted twice at once, neither request finds the other's events among
        # the known ones.
        duplicate = None if is_again else find_recent_duplicate(session, organiser, details)
        event = duplicate or creation.create_event(
            session, organiser=organiser, details=details, site=site()
        )
    except InvalidInputError as error:
        add_error(fields[f"title_{number}"], sentence(error))
        raise
    is_public = publishing and not draft.questions
    if is_public and event.state is EventState.DRAFT:
        lifecycle.publish(session, event.id, site())
    return event.id, is_public
