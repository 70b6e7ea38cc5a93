"""Load the sample data: past events of a real page, and upcoming events of every type."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.demo.bodies import announce_sessions, make_bodies
from webinars.demo.documents import add_documents
from webinars.demo.participation import add_participation
from webinars.demo.past_events import announce_past
from webinars.demo.sample import Sample
from webinars.demo.upcoming_events import SOON_TITLE, add_drafts, announce_coming, announce_soon
from webinars.events.models import Event
from webinars.site import Site
from webinars.timezones import clock

ORGANISER = "organiser@example.org"


@dataclass(frozen=True)
class LoadedSample:
    """Result of loading: the organiser's address and the number of events created (0 if there were any).

    A webinar that is held more than once counts as one, as the list shows it.
    past: number of past events among them.
    """

    organiser: str
    events: int
    past: int = 0


def load_sample_data(session: Session, site: Site, *, with_documents: bool = True) -> LoadedSample:
    """Load the sample data unless there are events.

    In a sample installation, only the event that starts within the hour is replaced once it is over.
    with_documents: they take a fifth of the time.
    """
    organiser = session.scalar(select(Organiser).where(Organiser.address == ORGANISER))
    if session.scalar(select(func.count()).select_from(Event)):
        if organiser is not None and _is_soon_over(session, organiser):
            announce_soon(Sample(session, organiser, site))
        return LoadedSample(ORGANISER if organiser else "", 0)
    if organiser is None:
        organiser = add_organiser(
            session, email=ORGANISER, name="Events Team", admin=True, timezone=site.timezone
        )
    sample = Sample(session, organiser, site)
    make_bodies(sample)
    announce_sessions(sample)
    announce_past(sample)
    past = sample.made
    announce_soon(sample)
    announce_coming(sample)
    add_drafts(sample)
    if with_documents:
        add_documents(sample)
    add_participation(sample)
    return LoadedSample(ORGANISER, sample.made, past)


def _is_soon_over(session: Session, organiser: Organiser) -> bool:
    """Return whether the latest sample event that starts within the hour has ended."""
    last = session.scalar(
        select(func.max(Event.ends_at)).where(
            Event.organiser_id == organiser.id, Event.title == SOON_TITLE
        )
    )
    return last is not None and last <= clock.now()
