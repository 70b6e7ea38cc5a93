"""E-mails about comments: content, and sanitized text of users."""

import pytest

from tests.emails.test_messages import HOSTILE, LINKS, Seen
from webinars.capabilities.link_creation import ensure_links
from webinars.capabilities.link_purposes import Purpose
from webinars.comments.models import Comment
from webinars.comments.state import CommentState
from webinars.database import transaction
from webinars.emails.batch import Batch
from webinars.emails.composers import COMPOSERS
from webinars.emails.email_context import EmailContext
from webinars.emails.mime_message import build
from webinars.events.models import Event
from webinars.outbox.enqueue import enqueue
from webinars.timezones import clock as the_clock

STANDS = {"organiser.comment": CommentState.PENDING, "comment.answered": CommentState.PUBLIC}


@pytest.fixture
def compose(clock, make_event, site):
    """Return a function that composes an e-mail about a comment."""

    def compose(topic, **fields):
        event = make_event()
        now = the_clock.now()
        values = {
            "state": STANDS[topic],
            "name": "Ann",
            "email": "ann@example.com",
            "ordering_key": "ordering_key",
        }
        values |= {"text": "Is it recorded?", "language": "en", "answer": "", "created_at": now}
        with transaction() as session:
            session.get_one(Event, event.id).comments_waiting = 1
            comment = Comment(event_id=event.id, state_at=now, **{**values, **fields})
            session.add(comment)
            session.flush()
            ensure_links(session, Purpose.COMMENT, [(comment.id, event.id)])
            facts = {"comment_id": comment.id}
            message = enqueue(session, topic, payload={**facts, "event_id": event.id})
            email = COMPOSERS[topic](
                EmailContext(message, site, "<1.x@example.org>", Batch(session, site))
            )
        if email is not None:
            build(email)
        return email

    return compose


def test_answer_precedes_the_question_and_links_to_the_page(compose):
    email = compose(
        "comment.answered",
        text="Is there captioning?\n\nAnd a recording?",
        answer="Yes.\nSee https://papers.example.org/x",
    )

    assert email.subject == "Answer to your question: Children deprived of liberty"
    assert "Yes.\nSee https://papers.example.org/x\n" in email.text
    assert "> Is there captioning?\n> \n> And a recording?\n" in email.text
    assert "/events/children-deprived-of-liberty#comment-1" in email.text
    assert email.reply_to.email == "amira@example.org"
    assert "papers.example.org" not in " ".join(Seen(email.html).links)


def test_private_answer_has_no_link_to_the_page(compose):
    email = compose("comment.answered", state=CommentState.ANSWERED_BY_MAIL, answer="Yes")

    assert "#comment-" not in email.text + email.html
    assert "/comments/" in email.text


def test_publication_without_answer_is_announced_as_such(compose):
    email = compose("comment.answered", answer="")

    assert email.subject == "Your question is published: Children deprived of liberty"
    assert "The answer" not in email.text


@pytest.mark.parametrize(
    "fields",
    [
        {"state": CommentState.REMOVED},
        {"state": CommentState.PENDING},
        {"email": ""},
    ],
)
def test_unanswered_or_deleted_comment_causes_no_email(compose, fields):
    assert compose("comment.answered", answer="Yes", **fields) is None


def test_links_in_comments_are_defused_for_the_organiser(compose):
    email = compose("organiser.comment", text="\n".join(HOSTILE), name=HOSTILE[1])

    assert LINKS.findall(email.text) == ["http://127.0.0.1:8000/organise/events/1/comments"]
    assert Seen(email.html).links == LINKS.findall(email.text)
    assert email.subject == "1 question needs an answer: Children deprived of liberty"


def test_long_comment_is_truncated_for_the_organiser(compose):
    email = compose("organiser.comment", text="word " * 600)

    assert email.text.count("word") < 130
    assert "word …" in email.text
