"""Save a date and those that follow it, once the organiser has seen what each gets and who is told."""

from datetime import datetime
from http import HTTPStatus

from flask import request
from flask_login import current_user
from sqlalchemy.orm import Session

from webinars.event_dates.following_changes import (
    FollowingChoices,
    GroupState,
    lock_group,
    plan_changes,
    save_changes,
)
from webinars.events import queries
from webinars.events.date_groups import MOST_IN_GROUP
from webinars.events.models import Event
from webinars.web.core.current_site import site
from webinars.web.organiser.dates.following_rows import (
    CHOSEN,
    SEEN,
    START,
    FollowingTable,
    following_table,
)

# Values of the buttons: the first shows the effect, the others save.
LOOK, TELL, QUIET, CALENDARS = (
    "following",
    "following-tell",
    "following-quiet",
    "following-calendars",
)
ACTIONS = (LOOK, TELL, QUIET, CALENDARS)


class FollowingConfirmationError(Exception):
    """A change was not saved, because its effect on the following dates must be confirmed first."""

    def __init__(self, impact: FollowingTable) -> None:
        super().__init__("the following dates would be changed")
        self.impact = impact

    def status(self, *, has_errors: bool) -> HTTPStatus:
        """Return the status of the page that shows the effect; has_errors: of a field of the page."""
        if self.impact.is_stale:
            return HTTPStatus.CONFLICT
        is_refused = self.impact.is_refused or has_errors
        return HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK


def lock_following(session: Session, event_id: int | None, action: str) -> GroupState | None:
    """Lock a date and those that follow it, if a button for these was pressed."""
    if action not in ACTIONS or event_id is None:
        return None
    return lock_group(session, queries.event_by_id(session, event_id))


def save_following(
    session: Session, group: GroupState, changed: Event, action: str, note: str
) -> int:
    """Give the following dates the change that is written to an event; return how many got it.

    Raises:
        FollowingConfirmationError: until the organiser has seen the effect, or if it is another one by now.
        ConflictError, InvalidInputError: as of save_changes().
    """
    choices = _submitted_choices()
    changes = plan_changes(session, group, changed, by=current_user.organiser, choices=choices)
    is_stale = SEEN in request.form and request.form[SEEN] != group.digest
    is_open = any(change.error for change in changes)
    if action == LOOK or SEEN not in request.form or is_stale or is_open:
        table = following_table(session, group, changed, changes, choices, is_stale=is_stale)
        raise FollowingConfirmationError(table)
    return save_changes(
        session,
        changes,
        site=site(),
        quietly=action == QUIET,
        updates_calendars=action == CALENDARS,
        note=note,
    )


def _submitted_choices() -> FollowingChoices:
    """Return which dates stayed ticked, all before the page was shown, and the chosen starts."""
    if SEEN not in request.form:
        return FollowingChoices()
    ids = request.form.getlist(CHOSEN, type=int)[:MOST_IN_GROUP]
    starts = {event_id: _local(request.form.get(f"{START}{event_id}", "")) for event_id in ids}
    return FollowingChoices(
        frozenset(ids), {event_id: start for event_id, start in starts.items() if start}
    )


def _local(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text[:19]).replace(tzinfo=None)
    except ValueError:
        return None
