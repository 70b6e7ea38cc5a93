"""Helpers that return the status of requests, waiting registrations and offers."""

from datetime import timedelta

from webinars.database import db, transaction
from webinars.outbox.models import Message
from webinars.registrations import cancellation
from webinars.registrations.models import Registration
from webinars.registrations.waiting_list import queue_order

HOUR = timedelta(hours=1)


def statuses(registrations):
    db.session.rollback()
    return [db.session.get_one(Registration, item.id).status.value for item in registrations]


def row(registration):
    db.session.rollback()
    return db.session.get_one(Registration, registration.id)


def order(event):
    db.session.rollback()
    ids = [
        registration_id for registration_id, _ in queue_order.waiting_queue(db.session(), event.id)
    ]
    return "".join(
        db.session.get_one(Registration, registration_id).name for registration_id in ids
    )


def registration_topics(registration):
    db.session.rollback()
    result = (
        db.session.query(Message).filter_by(registration_id=registration.id).order_by(Message.id)
    )
    return [item.topic for item in result if item.topic.startswith("registration.")]


def cancel_registration(registration):
    with transaction() as session:
        cancellation.cancel_registration(session, registration.id)
