"""Nothing more is sent to an address that e-mail comes back from, until its owner says so."""

import pytest

from tests.emails.sink import Sink, running
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.email_subscriptions.models import Subscriber
from webinars.outbox.models import Message
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.mail_type import MailType
from webinars.replies.parsing.parse_mail import IncomingEmail
from webinars.replies.process_mail import process_email
from webinars.worker.loop import deliver_once
from webinars.worker.maintenance import Maintenance


@pytest.fixture
def body(make_series, make_event):
    """Return a body with an event."""
    series = make_series("Body")
    make_event(series_id=series.id)
    return series


def is_paused():
    db.session.rollback()
    return db.session.query(Subscriber).one().paused_at is not None


def test_bounce_pauses_until_the_subscriber_resumes(
    body, subscribe, updates, make_event, send, client
):
    own = subscribe(f"/series/{body.slug}")
    make_event(series_id=body.id, title="Second")
    [mail] = updates()
    with transaction() as session:
        bounce = IncomingEmail(
            mail_type=MailType.BOUNCE, key="bounce", bounced=(mail.message["Message-ID"],)
        )
        outcome = process_email(session, bounce)
    make_event(series_id=body.id, title="Third")
    while_paused = updates()
    page = text_of(client.get(own))
    send(own, f"{own}/changes", do="resume")
    make_event(series_id=body.id, title="Fourth")

    assert outcome is Outcome.BOUNCED
    assert while_paused == []
    assert "returned as undeliverable" in page
    assert [mail.message["Subject"] for mail in updates()] == ["New event: Fourth"]


def test_refusal_of_the_mail_server_pauses_and_one_resumed_stays_so(
    app, body, subscribe, maintain, make_event, send
):
    own = subscribe(f"/series/{body.slug}")
    make_event(series_id=body.id, title="Second")
    maintain()
    with running(Sink()) as sink:
        sink.responses["RCPT"] = lambda _to: "550 5.1.1 no such user"
        app.config["SMTP_URL"] = sink.url
        while deliver_once(app):
            pass
        Maintenance(app).purge()
        refused = is_paused()
        send(own, f"{own}/changes", do="resume")
        Maintenance(app).purge()
        again = is_paused()
        sink.responses.clear()
        make_event(series_id=body.id, title="Third")
        maintain()
        while deliver_once(app):
            pass

    assert (refused, again) == (True, False)
    [(to, body_sent)] = sink.taken
    assert to == "ann@example.org"
    assert b"Subject: New event: Third" in body_sent
    assert b"List-Unsubscribe: <" in body_sent
    assert db.session.query(Message).filter_by(topic="subscriber.notice").count() == 1
