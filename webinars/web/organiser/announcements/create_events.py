"""Create events from the drafts of an announcement that the form does not leave out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from webinars.announcement_parser import messages
from webinars.announcement_parser.draft import Draft
from webinars.database import transaction
from webinars.errors import InvalidInputError
from webinars.events import creation, lifecycle
from webinars.events.announcements.draft_details import details_from_draft
from webinars.events.details import EventDetails
from webinars.events.double_submission import find_recent_duplicate
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.locale import translator
from webinars.web.organiser.announcements.date_sets import (
    date_sets,
    join_dates,
    with_fields_of_first,
)
from webinars.web.organiser.announcements.drafts_form import (
    ExistingEvent,
    is_wanted,
    unseen_duplicates,
)
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.events.passcode_check import refuse_access


@dataclass(frozen=True)
class CreatedCounts:
    """Numbers of events created from an announcement."""

    drafts: int
    published: int


def create_events(
    drafts: Sequence[Draft],
    fields: BaseForm,
    known: Mapping[int, ExistingEvent],
    *,
    publishing: bool,
) -> CreatedCounts | None:
    """Create events from the selected drafts; return None if one is invalid or none is selected.

    Drafts with open questions are not published, and those that may be no events are not saved.
    """
    sets = date_sets(drafts, fields)
    wanted = [
        (number, _titled(draft, str(fields[f"title_{number}"].data)))
        for number, draft in enumerate(drafts, 1)
        if not draft.is_candidate and is_wanted(fields, number, is_known=number in known)
    ]
    if not wanted:
        fields.form_errors = [_nothing(known)]
        return None
    unseen = [fields[f"title_{number}"] for number in unseen_duplicates(drafts, fields, known)]
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
            details = {n: details_from_draft(draft, translator()) for n, draft in wanted}
            details = with_fields_of_first(details, sets, session)
            events = {
                number: _create_event(
                    session, fields, number, draft, details[number], publishing=publishing
                )
                for number, draft in wanted
            }
            join_dates(session, events, sets)
            # Two drafts may be corrected to be one event.
            public = {
                events[number].id: publishing and not draft.questions for number, draft in wanted
            }
    except InvalidInputError:
        return None
    return CreatedCounts(*(list(public.values()).count(one) for one in (False, True)))


def _nothing(known: Mapping[int, ExistingEvent]) -> str:
    if known:
        return _("There is nothing to save: these events already exist, or are left out.")
    return _("Everything is left out, so there is nothing to save.")


def _titled(draft: Draft, title: str) -> Draft:
    if title == messages.title(draft, translator()):
        return draft
    return replace(draft, title=title, proposed=draft.proposed - {"title"})


def _create_event(
    session: Session,
    fields: BaseForm,
    number: int,
    draft: Draft,
    details: EventDetails,
    *,
    publishing: bool,
) -> Event:
    """Create an event from a draft, published if it has no questions and that is asked."""
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
        add_error(fields[f"title_{number}"], error_sentence(error))
        raise
    if publishing and not draft.questions and event.state is EventState.DRAFT:
        lifecycle.publish_event(session, event.id, site())
    return event
