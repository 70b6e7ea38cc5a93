"""The sample listing always has an event that starts within the hour."""

from datetime import timedelta

from sqlalchemy import select

from webinars.database import db, transaction
from webinars.demo.loading import load
from webinars.demo.upcoming import SOON_TITLE
from webinars.events.models import Event


def loaded(site):
    with transaction() as session:
        return load(session, site)


def soon_ones():
    return db.session.scalars(
        select(Event).where(Event.title == SOON_TITLE).order_by(Event.id)
    ).all()


def test_sample_event_starts_within_the_hour_on_every_run(clock, app, site):
    for minutes in (0, 7, 13):
        clock.advance(timedelta(minutes=minutes))
        loaded(site)
        away = soon_ones()[-1].starts_at - clock.now()
        assert timedelta(minutes=10) < away <= timedelta(minutes=45)
    assert len(soon_ones()) == 1

    clock.advance(timedelta(days=3, minutes=11))
    again = loaded(site)

    away = soon_ones()[-1].starts_at - clock.now()
    assert timedelta(minutes=30) < away <= timedelta(minutes=45)
    assert (len(soon_ones()), again.events) == (2, 0)


def test_installation_with_own_events_gets_no_sample(clock, app, site, make_event):
    make_event()

    loaded(site)

    assert soon_ones() == []


def test_output_counts_past_sample_events(clock, app, site, client):
    made = loaded(site)

    page, past = client.get("/").text, client.get("/?past=1").text

    assert page.count('<li class="row') + past.count('<li class="row') == made.events
    assert past.count('<li class="row') == made.past
