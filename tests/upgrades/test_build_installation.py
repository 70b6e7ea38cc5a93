"""What the next kept installation holds: every topic of the outbox, sent, composed, and still to be composed."""

from collections import defaultdict

from sqlalchemy import select

from tests.emails.sink import Sink, running
from tests.security.world import founded
from tests.upgrades.build_installation import SETTINGS, fill
from webinars.database import db
from webinars.emails.composers import COMPOSERS
from webinars.outbox.models import Message
from webinars.worker.topic_handlers import HANDLERS


def test_every_topic_is_sent_composed_and_queued(tmp_path):
    result = defaultdict(set)

    with running(Sink()) as sink, founded(tmp_path, **SETTINGS) as world:
        fill(world, sink)
        for message in db.session.scalars(select(Message)).all():
            result[message.topic].add((message.state.value, message.body is not None))

    ways = {("sent", False), ("queued", True), ("queued", False)}
    assert {topic: ways - result[topic] for topic in COMPOSERS} == {
        topic: set() for topic in COMPOSERS
    }
    fanned_out = {("superseded", False), ("queued", False)}
    handled = HANDLERS.keys() - {"place.ends", "document.embargo-ended"}  # deadlines
    assert {topic: fanned_out - result[topic] for topic in handled} == {
        topic: set() for topic in handled
    }
