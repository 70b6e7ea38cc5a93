"""The choice of a time in the registration form of a webinar that is held more than once."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from webinars.database import db
from webinars.errors import InvalidInputError
from webinars.events.enums import AccessMode
from webinars.events.models import Event
from webinars.registrations.alternatives.availability import (
    Alternative,
    is_alternative,
    public_alternatives,
)
from webinars.web.components.alternative_times import (
    AlternativeTime,
    alternative_times,
    alternatives_key,
)
from webinars.web.core.current_timezone import reader_zone
from webinars.web.core.locale import translator
from webinars.web.registration.form import RegistrationForm

# Of the link that leads to the form of one time: it is chosen, whatever is suggested.
CHOSEN = "time"


@dataclass(frozen=True)
class TimeChoice:
    """The times of a form: to choose one there, or as links to the forms of the others; none if held once.

    is_in_form: nothing else of the forms differs, so that one form is for all.
    """

    alternatives: Sequence[Alternative] = ()

    @property
    def key(self) -> Hashable:
        """Return what changes with everything that the form shows of the times."""
        return alternatives_key(self.alternatives)

    @property
    def is_in_form(self) -> bool:
        """Return whether one form is for all times that take registrations."""
        events = [one.event for one in self.alternatives if one.accepts]
        return len(events) > 1 and all(_is_plain(event) for event in events)

    def times(self, event: Event) -> list[AlternativeTime]:
        """Return the times, the best one for the reader first."""
        return alternative_times(self.alternatives, event, *reader_zone(), translator())


HELD_ONCE = TimeChoice()


def time_choice(session: Session, group_id: int | None, now: datetime) -> TimeChoice:
    """Return the choice of an event's group; no statement is sent for an event without."""
    return TimeChoice(public_alternatives(session, group_id, now)) if group_id else HELD_ONCE


def preselected(times: Sequence[AlternativeTime], slug: str) -> str:
    """Return the address of the time that a new form has chosen: asked for, or else suggested."""
    asked = request.args.get(CHOSEN, "")
    open_slugs = [one.slug for one in times if one.accepts]
    suggested = next((one.slug for one in times if one.is_suggested), slug)
    wanted = (asked, suggested, slug, *open_slugs)
    return next((one for one in wanted if one in open_slugs), slug)


def chosen_slug(slug: str, form: RegistrationForm) -> str:
    """Return the address of the event that a form of another one registers for.

    Raises:
        InvalidInputError: "not-an-alternative".
    """
    chosen = str(form.alternative.data or "")
    if not chosen or chosen == slug:
        return slug
    if not is_alternative(db.session(), slug, chosen):
        raise InvalidInputError("not-an-alternative")
    return chosen


def _is_plain(event: Event) -> bool:
    is_open = event.access_mode is AccessMode.OPEN and not event.domains
    return is_open and not (
        event.has_questions or event.has_registration_types or event.requires_approval
    )
