"""Messages through a real SMTP server: one recipient is refused, shown, and sent again."""

import pytest

from tests.emails.sink import Sink, running
from webinars.database import transaction
from webinars.event_messages import sending
from webinars.event_messages.queries import Progress
from webinars.worker.loop import deliver_once


@pytest.fixture
def sink():
    with running(Sink()) as sink:
        yield sink


@pytest.fixture
def overrides(sink):
    return {"SMTP_URL": sink.url}


def test_refused_recipient_fails_alone_and_is_sent_again(
    app, sink, people, write_message, send_message, event, stored
):
    deliver_once(app)
    sink.taken.clear()
    sink.responses["RCPT"] = lambda to: "550 no such user" if to.startswith("bo@") else None
    number = write_message()
    send_message(number)
    deliver_once(app)

    assert [to for to, _body in sink.taken] == ["ana@example.org", "cleo@example.org"]
    assert stored(number)[1] == Progress(sent=2, failed=1)

    sink.responses.clear()
    with transaction() as session:
        sending.resend_failed(session, event.id, number)
    deliver_once(app)

    assert [to for to, _body in sink.taken][2:] == ["bo@example.org"]
    assert stored(number)[1] == Progress(sent=3)
    assert all(b"\r\nAuto-Submitted: auto-generated\r\n" in body for _to, body in sink.taken)
    assert b"\r\nSubject: Bring water, Bo\r\n" in sink.taken[2][1]
