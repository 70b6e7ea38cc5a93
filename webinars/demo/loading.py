"""The sample listing as a whole: the hand-kept page it all began from, and coming events of every kind."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.demo.coming import announce_coming
from webinars.demo.past import announce_past
from webinars.demo.sample import Sample
from webinars.events.models import Event
from webinars.people.actions import add_organiser
from webinars.people.models import Organiser
from webinars.site import Site

ORGANISER = "organiser@example.org"


@dataclass(frozen=True)
class Loaded:
    """What the sample listing left: the organiser's address, and how many events it made (0 if it was there)."""

    organiser: str
    events: int


def load(session: Session, site: Site) -> Loaded:
    """Fill an empty installation with the sample listing; leave one that has events as it is."""
    organiser = session.scalar(select(Organiser).where(Organiser.address == ORGANISER))
    if session.scalar(select(func.count()).select_from(Event)):
        return Loaded(ORGANISER if organiser else "", 0)
    if organiser is None:
        organiser = add_organiser(
            session, email=ORGANISER, name="Events Team", admin=True, zone=site.zone
        )
    sample = Sample(session, organiser, site)
    announce_past(sample)
    announce_coming(sample)
    return Loaded(ORGANISER, sample.made)
