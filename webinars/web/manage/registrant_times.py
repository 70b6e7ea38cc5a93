"""The times of a webinar that is held more than once, for who is registered for one or several of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from webinars.database import db
from webinars.registrations.alternatives.availability import public_alternatives
from webinars.registrations.alternatives.own_registrations import other_registrations
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE
from webinars.timezones import clock
from webinars.web.components.alternative_times import (
    AlternativeTime,
    alternative_times,
    time_in_zone,
)
from webinars.web.core.locale import translator


@dataclass(frozen=True)
class RegistrantTimes:
    """All times in the registrant's order, the others alone, and those they are registered for besides.

    also: when these are; also_ids: the ids of their events.
    """

    every: Sequence[AlternativeTime] = ()
    also: Sequence[str] = ()
    also_ids: Collection[int] = ()

    @property
    def others(self) -> list[AlternativeTime]:
        """Return the other times, if there are any to change to."""
        return [one for one in self.every if not one.is_shown]


def registrant_times(registration: Registration) -> RegistrantTimes:
    """Return the times of a registration's webinar; none if it is held once, or the registration has ended.

    No statement is sent for an event that is held once.
    """
    event, session, t = registration.event, db.session(), translator()
    if event.alternative_group_id is None or registration.status not in ACTIVE:
        return RegistrantTimes()
    alternatives = public_alternatives(session, event.alternative_group_id, clock.now())
    others = other_registrations(session, event, registration)
    return RegistrantTimes(
        alternative_times(
            alternatives, event, registration.timezone, bool(registration.timezone), t
        ),
        [time_in_zone(one.event, registration.timezone, t) for one in others],
        [one.event_id for one in others],
    )
