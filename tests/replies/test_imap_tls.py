"""Reading the mailbox of replies over TLS, on a real IMAP server with its own certificate."""

import re
import ssl
import threading

import pytest

from tests.replies.dovecot import certificate, serving
from tests.replies.mails import REPLY_ADDRESS, written
from webinars.commands.errors import CommandError
from webinars.commands.replies import _read_once
from webinars.replies import imap
from webinars.replies.imap import OTHER_FOLDER, parse_mailbox_url
from webinars.replies.outcome import Outcome

WAYS = ("tls_url", "starttls_url")


@pytest.fixture
def overrides():
    """Enable replies."""
    return {"REPLY_ADDRESS": REPLY_ADDRESS}


@pytest.fixture(scope="module", params=["127.0.0.1", "127.0.0.2"])
def served(request, tmp_path_factory):
    """Run a server at 127.0.0.1 with a certificate for an address; return both."""
    made = certificate(tmp_path_factory.mktemp("tls"), request.param)
    with serving(certificate=made) as server:
        yield request.param, server, made


@pytest.fixture
def box(served, request):
    """Return a mailbox of the test's own."""
    return served[1].mailbox(re.sub(r"\W", "-", request.node.name))


def read(url):
    """Read the mailbox without processing anything."""
    return imap.process_mailbox(
        parse_mailbox_url(url), lambda _: Outcome.UNKNOWN, threading.Event()
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("served", ["127.0.0.1"], indirect=True)
def test_trusted_certificate_is_accepted(way, served, box, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(served[2].file))
    box.put(written("gmail"))

    outcomes = read(getattr(box, way))

    assert outcomes == {Outcome.UNKNOWN: 1}
    assert (box.count("INBOX"), box.count(OTHER_FOLDER)) == (0, 1)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("served", "is_trusted", "why"),
    [("127.0.0.1", False, "self-signed certificate"), ("127.0.0.2", True, "IP address mismatch")],
    indirect=["served"],
)
def test_untrusted_certificate_raises_before_the_password_is_sent(
    way, served, is_trusted, why, box, app, monkeypatch
):
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(served[2].file))
    box.put(written("gmail"))
    sent = []
    monkeypatch.setattr("imaplib.IMAP4.login", lambda *values: sent.append(values))

    with pytest.raises(CommandError) as refusal:
        _read_once(app, parse_mailbox_url(getattr(box, way)), threading.Event())

    values = refusal.value.format_message()
    assert values.startswith("the mailbox cannot be read: 127.0.0.1 has an invalid certificate")
    assert why in values
    assert "word" not in values
    assert isinstance(refusal.value.__cause__, ssl.SSLCertVerificationError)
    assert sent == []
