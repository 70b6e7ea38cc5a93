"""Types of incoming e-mails: replies, bounces, automatic replies and forwarded e-mails."""

import pytest

from tests.replies.mails import REPLY_ADDRESS, written
from webinars.replies.parsing.mail_type import MailType
from webinars.replies.parsing.parse_mail import parse_incoming


def read(raw):
    return parse_incoming(raw, reply_address=REPLY_ADDRESS)


def test_bounce_has_the_message_id_and_no_reply():
    result = read(written("bounce", original="<9.f00d@events.example.org>"))

    assert (result.mail_type, result.bounced) == (
        MailType.BOUNCE,
        ("<9.f00d@events.example.org>",),
    )
    assert result.answer is None


def test_delay_notification_is_not_a_bounce():
    result = read(written("bounce", action="delayed"))

    assert (result.mail_type, result.bounced, result.answer) == (MailType.BOUNCE, (), None)


def test_automatic_reply_is_no_reply():
    result = read(written("vacation"))

    assert (result.mail_type, result.answer) == (MailType.AUTOMATIC, None)


def test_automatic_precedence_is_no_reply():
    raw = b"Precedence: auto_reply\r\n" + written("apple")

    assert read(raw).mail_type is MailType.AUTOMATIC


@pytest.mark.parametrize("precedence", ["bulk", "List", "junk"])
def test_precedence_that_relays_add_silences_written_emails_only(precedence):
    added = b"Precedence: " + precedence.encode() + b"\r\n"

    assert read(added + written("apple")).mail_type is MailType.ANSWER
    assert read(added + written("written")).mail_type is MailType.AUTOMATIC


def test_forwarded_reply_is_not_the_senders():
    result = read(written("forwarded"))

    assert (result.mail_type, result.answer) == (MailType.OTHER, None)
