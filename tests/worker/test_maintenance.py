"""What a worker does beside sending: old rows are deleted, and ended events move to the list of past ones."""

from datetime import timedelta

from webinars.database import db
from webinars.events.enums import Listing
from webinars.events.models import Event
from webinars.outbox import retention
from webinars.outbox.models import Message
from webinars.worker.loop import deliver_once
from webinars.worker.maintenance import Maintenance


def test_old_rows_are_purged(app, clock, session, make_event, make_registration):
    make_registration(make_event())
    deliver_once(app)
    clock.advance(timedelta(days=retention.KEEP_DAYS))

    Maintenance(app).purge()

    session.rollback()
    assert session.query(Message).all() == []


def test_ended_events_move_to_the_past_list_once_a_minute(app, make_event, clock):
    def listing():
        db.session.expire_all()
        return db.session.get(Event, event_id).listing

    event_id = make_event().id
    maintenance = Maintenance(app)
    maintenance.move_ended_events()
    clock.advance(timedelta(days=400))

    maintenance.move_ended_events()

    assert listing() is Listing.PAST
