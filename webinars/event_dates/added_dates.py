"""Add dates to an event: each an event of its own, like it, in its group and series. The caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.errors import InvalidInputError
from webinars.event_dates.date_rule import MOST_DATES
from webinars.event_dates.event_copy import copy_event, copy_team, lock_accounts_of
from webinars.event_dates.wall_clock import first_local
from webinars.events import lifecycle
from webinars.events.changes import change_event
from webinars.events.date_groups import MOST_IN_GROUP, dates_in_group, group_of
from webinars.events.details import details_of
from webinars.events.exposed_passcodes import ACCEPTED
from webinars.events.locks import lock_for_change
from webinars.events.models import Event
from webinars.events.notifications.open_dates import announce_dates
from webinars.events.team.membership import check_series_change
from webinars.site import Site
from webinars.timezones.schedule import When


@dataclass(frozen=True)
class AddedDates:
    """Ids of the events made, in the order of their dates; known is the number that existed already."""

    event_ids: tuple[int, ...]
    known: int


def add_dates(
    session: Session,
    event_id: int,
    *,
    schedules: Sequence[When],
    by: Organiser,
    site: Site,
    publishing: bool,
    series_id: int | None = None,
) -> AddedDates:
    """Make an event for each schedule, like the event: its texts, links, settings, types, questions and team.

    They belong to its owner. A schedule that a date of the event has already makes none, so that a form sent
    twice adds nothing twice. series_id: for an event that has no series, which is then put into it.

    Raises:
        NotFoundError: "no-such-event".
        InvalidInputError: "too-many-new-dates", "too-many-dates-of-event" (facts: most), "series-missing"; as
            of create_event().
        ConflictError: as of create_event(), check_publication() and check_series_change().
    """
    if len(schedules) > MOST_DATES:
        raise InvalidInputError("too-many-new-dates", most=MOST_DATES)
    lock_accounts_of(session, event_id, by)
    source = lock_for_change(session, event_id)
    owner = session.get_one(Organiser, source.organiser_id)
    known = {date.when for date in dates_in_group(session, source)}
    new = [when for when in dict.fromkeys(schedules) if when not in known]
    if len(known) + len(new) > MOST_IN_GROUP:
        raise InvalidInputError("too-many-dates-of-event", most=MOST_IN_GROUP)
    _put_into_series(session, source, series_id, by, site)
    group_id = group_of(session, source)
    accepted = source.reading.get(ACCEPTED)
    details = replace(
        details_of(source),
        opens_at=None,
        closes_at=None,
        session_number=None,
        reading={ACCEPTED: accepted} if accepted else {},
    )
    event_ids = []
    for when in sorted(new, key=first_local):
        made = copy_event(
            session, source, organiser=owner, details=replace(details, when=when), site=site
        )
        made.date_group_id = group_id
        copy_team(session, source, made)
        if publishing:
            lifecycle.publish_event(session, made.id, site, announces_date=False)
        event_ids.append(made.id)
    if publishing and event_ids:
        announce_dates(session, group_id)
    return AddedDates(tuple(event_ids), len(schedules) - len(new))


def _put_into_series(
    session: Session, source: Event, series_id: int | None, by: Organiser, site: Site
) -> None:
    if source.series_id is not None:
        return
    if series_id is None:
        raise InvalidInputError("series-missing")
    check_series_change(session, source, series_id, by)
    details = replace(details_of(source), series_id=series_id)
    change_event(session, source.id, details=details, revision=source.revision, site=site)
