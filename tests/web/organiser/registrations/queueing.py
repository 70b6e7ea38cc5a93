"""Helpers that return the status of requests, waiting registrations and offers."""

from datetime import timedelta

from webinars.database import db, transaction
from webinars.outbox.models import Message
from webinars.registrations import actions, queries
from webinars.registrations.models import Registration

HOUR = timedelta(hours=1)


def stands(people):
    db.session.rollback()
    return [db.session.get_one(Registration, each.id).status.value for each in people]


def row(place):
    db.session.rollback()
    return db.session.get_one(Registration, place.id)


def order(event):
    db.session.rollback()
    numbers = [number for number, _ in queries.waiting_queue(db.session(), event.id)]
    return "".join(db.session.get_one(Registration, number).name for number in numbers)


def told(place):
    db.session.rollback()
    found = db.session.query(Message).filter_by(registration_id=place.id).order_by(Message.id)
    return [each.topic for each in found if each.topic.startswith("registration.")]


def give_back(place):
    with transaction() as session:
        actions.cancel(session, place.id)
