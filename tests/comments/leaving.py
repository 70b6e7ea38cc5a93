"""Helpers to add, moderate and load comments."""

from sqlalchemy import select

from webinars.comments import moderation, submission
from webinars.comments.models import Comment
from webinars.database import db, transaction
from webinars.events.models import Event
from webinars.outbox.models import Message, MessageState

ANN = {"name": "Ann", "email": "ann@example.com", "text": "Is it recorded?", "language": "en"}


def leave(event, **fields):
    """Add a comment by Ann, or as given; return its id."""
    with transaction() as session:
        comment = submission.submit_comment(session, event_id=event.id, **{**ANN, **fields})
        session.flush()
        return comment.id


def act(name, event, comment_id, **fields):
    """Do what organisers do about a comment."""
    with transaction() as session:
        getattr(moderation, f"{name}_comment")(
            session, event_id=event.id, comment_id=comment_id, **fields
        )


def answer(event, comment_id, text="Yes, it is.", *, on_page=True, seen=None):
    """Answer a comment in its current revision."""
    fields = {"text": text, "on_page": on_page, "seen": seen or stored(comment_id).seen}
    act("answer", event, comment_id, organiser_id=event.organiser_id, **fields)


def stored(comment_id):
    """Return a comment as it is stored now."""
    db.session.rollback()
    return db.session.get(Comment, comment_id)


def all_stored():
    """Return every comment that is stored now."""
    db.session.rollback()
    return db.session.scalars(select(Comment).order_by(Comment.id)).all()


def counted(event):
    """Return how many comments wait, and the revision of those that are public, as the event has it."""
    db.session.rollback()
    row = db.session.get(Event, event.id)
    return row.comments_waiting, row.comments_revision


def queued(topic):
    """Return the messages of a topic that wait to leave."""
    db.session.rollback()
    query = select(Message).where(Message.topic == topic, Message.state == MessageState.QUEUED)
    return db.session.scalars(query.order_by(Message.id)).all()
