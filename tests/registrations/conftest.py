"""What tests of registrations share: reading what was posted and how people stand."""

import pytest
from sqlalchemy import select

from webinars.database import db, transaction
from webinars.outbox.models import Message
from webinars.registrations.models import Registration


@pytest.fixture
def act(app):
    """Give a runner of actions, each in a transaction of its own; rows come back detached and whole."""

    def act(action, *args, **said):
        with transaction() as session:
            result = action(session, *args, **said)
            if isinstance(result, Registration):
                session.flush()
                session.refresh(result)
                session.expunge(result)
            return result

    return act


@pytest.fixture
def posted(app):
    """Give a reader of the topics posted, in order, those to organisers left out unless asked for."""

    def posted(prefix="registration."):
        found = db.session.scalars(select(Message).order_by(Message.id)).all()
        topics = [message.topic for message in found if message.topic.startswith(prefix)]
        db.session.rollback()
        return topics

    return posted


@pytest.fixture
def messages(app):
    """Give a reader of the messages of a topic."""

    def messages(topic):
        return db.session.scalars(
            select(Message).where(Message.topic == topic).order_by(Message.id)
        ).all()

    return messages


@pytest.fixture
def status(app):
    """Give a reader of how someone stands now."""

    def status(registration):
        query = select(Registration.status).where(Registration.id == registration.id)
        found = db.session.scalar(query)
        db.session.rollback()
        return found

    return status
