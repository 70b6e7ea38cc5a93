"""Fixtures of registration tests: run actions, and load topics, messages and statuses."""

import pytest
from sqlalchemy import select

from webinars.database import db, transaction
from webinars.outbox.models import Message
from webinars.registrations.models import Registration


@pytest.fixture
def act(app):
    """Return a function that runs an action in its own transaction; registrations are returned detached."""

    def act(action, *args, **fields):
        with transaction() as session:
            result = action(session, *args, **fields)
            if isinstance(result, Registration):
                session.flush()
                session.refresh(result)
                session.expunge(result)
            return result

    return act


@pytest.fixture
def queued_topics(app):
    """Return a function that lists the enqueued topics with a prefix, in order."""

    def queued_topics(prefix="registration."):
        result = db.session.scalars(select(Message).order_by(Message.id)).all()
        topics = [message.topic for message in result if message.topic.startswith(prefix)]
        db.session.rollback()
        return topics

    return queued_topics


@pytest.fixture
def messages(app):
    """Return a function that loads the messages of a topic."""

    def messages(topic):
        return db.session.scalars(
            select(Message).where(Message.topic == topic).order_by(Message.id)
        ).all()

    return messages


@pytest.fixture
def status(app):
    """Return a function that loads the current status of a registration."""

    def status(registration):
        query = select(Registration.status).where(Registration.id == registration.id)
        result = db.session.scalar(query)
        db.session.rollback()
        return result

    return status
