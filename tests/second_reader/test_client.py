"""The client of the second reader: what it sends, and every way in which a server can fail it."""

import json
import threading
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.replies.dovecot import certificate
from tests.second_reader.server import chat, http, playing
from webinars.second_reader import client
from webinars.second_reader.client import ReaderError, complete, model_names
from webinars.second_reader.endpoint import Endpoint, endpoint_from_config

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
MESSAGES = [{"role": "user", "content": "Café, 16 July"}]


@pytest.fixture(scope="module")
def noise():
    """Run a server whose attribute answer is what it answers."""
    with playing(lambda handler: handler.wfile.write(server.answer)) as server:
        yield server


def failure(answer):
    """Return why the answer of a server is of no use."""
    with playing(answer) as reader, pytest.raises(ReaderError) as refusal:
        complete(reader.endpoint, MESSAGES)
    assert "s3cret" not in str(refusal.value)
    return str(refusal.value)


def test_chat_is_posted_with_key_and_model():
    with playing(chat("{}")) as reader:
        answer = complete(reader.endpoint, MESSAGES)

    [request] = reader.requests
    sent = json.loads(request.body)
    assert answer == "{}"
    assert request.line == "POST /v1/chat/completions HTTP/1.1"
    assert request.headers["authorization"] == "Bearer s3cret-key"
    assert request.headers["content-type"] == "application/json"
    assert (sent["model"], sent["messages"], sent["stream"]) == ("small", MESSAGES, False)


def test_no_authorization_is_sent_without_a_key():
    with playing(chat("{}")) as reader:
        complete(Endpoint("http", "127.0.0.1", reader.port, "", "small"), MESSAGES)

    assert "authorization" not in reader.requests[0].headers
    assert reader.requests[0].line == "POST /chat/completions HTTP/1.1"


def test_chunked_answer_is_read():
    body = b'{"choices": [{"message": {"content": "yes"}}]}'
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:9], body[9:], b""))

    with playing(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks) as reader:
        assert complete(reader.endpoint, MESSAGES) == "yes"


def test_proxy_of_the_environment_is_not_used(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    with playing(chat("direct")) as reader:
        assert complete(reader.endpoint, MESSAGES) == "direct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (http("no", "401 Unauthorized"), "it answers with HTTP status 401"),
        (http("no", "429 Too Many Requests", "Retry-After: 1"), "it answers with HTTP status 429"),
        (http("no", "500 Internal Server Error"), "it answers with HTTP status 500"),
        (http("<p>Hello</p>"), "the answer is no JSON"),
        (http("[" * 100_000), "the answer is no JSON"),
        (http("1" * 100_000), "the answer is no JSON"),
        (http(b"\xff\xfe\xfa"), "the answer is no JSON"),
        (http("[]"), "the answer is no chat completion"),
        (http("7"), "the answer is no chat completion"),
        (http('{"choices": []}'), "the answer is no chat completion"),
        (http('{"choices": [{"message": {"content": ["x"]}}]}'), "the answer is no chat completion"),
        (http("x" * 2**20), "the answer is longer than 262144 bytes"),
        (b"", "the connection failed (RemoteDisconnected)"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "the connection failed (BadStatusLine)"),
        (http('{"choices": [{"message": {"content": "half"}}]}')[:-9], "the answer is no JSON"),
    ],
)  # fmt: skip
def test_unusable_answer_is_named(answer, reason):
    assert failure(answer) == reason


@given(st.sampled_from((b"", b"HTTP/1.1 200 OK\r\n", CHUNKED)), st.binary(max_size=40))
@example(CHUNKED, b"zz\r\n")
@example(CHUNKED, b"fffffffff\r\nx")
@example(CHUNKED, b"-1\r\nx")
@example(b"HTTP/1.1 200 OK\r\n", b"Content-Length: -5\r\n\r\nx")
@example(b"HTTP/1.1 200 OK\r\n", b"\xff: \xff\r\n" * 200)
@example(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 20)
def test_any_bytes_are_an_answer_or_an_error_of_the_reader(noise, beginning, content):
    noise.answer = beginning + content

    with pytest.raises(ReaderError):
        complete(noise.endpoint, MESSAGES)


def test_redirect_is_not_followed():
    with playing(chat("{}")) as elsewhere:
        target = f"Location: http://127.0.0.1:{elsewhere.port}/v1/chat/completions"
        for status in (
            "301 Moved",
            "302 Found",
            "307 Temporary Redirect",
            "308 Permanent Redirect",
        ):
            assert failure(http("", status, target)) == f"it answers with HTTP status {status[:3]}"

    assert elsewhere.requests == []


def test_silent_server_is_left_after_the_time_limit(monkeypatch):
    monkeypatch.setattr(client, "ANSWER_SECONDS", 0.2)
    left = threading.Event()

    def play(handler):
        left.wait(30)

    with playing(play) as reader:
        before = set(threading.enumerate())
        with pytest.raises(ReaderError) as refusal:
            complete(reader.endpoint, MESSAGES)
        started = {thread.name for thread in set(threading.enumerate()) - before}
        left.set()

    assert str(refusal.value) == "no answer within 0.2 seconds"
    assert {name for name in started if "process_request_thread" not in name} == set()


@pytest.mark.parametrize("beginning", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n{"])
def test_time_limit_counts_from_the_first_byte_to_the_last(clock, beginning):
    """A server that sends a byte a second is left after twenty, in its headers and in its body."""

    def play(handler):
        handler.wfile.write(beginning)
        for _ in range(200):
            handler.wfile.write(b" ")
            clock.advance(timedelta(seconds=1))

    with playing(play) as reader, pytest.raises(ReaderError) as refusal:
        complete(reader.endpoint, MESSAGES)

    assert str(refusal.value) == "no answer within 20 seconds"


def test_certificate_must_be_trusted(tmp_path, monkeypatch):
    made = certificate(tmp_path, "127.0.0.1")
    with playing(chat("secret"), made) as reader:
        endpoint = Endpoint("https", "127.0.0.1", reader.port, "/v1", "small", "s3cret-key")
        with pytest.raises(ReaderError) as refusal:
            complete(endpoint, MESSAGES)
        monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
        trusted = complete(endpoint, MESSAGES)

    assert str(refusal.value) == "its certificate is not trusted: self-signed certificate"
    assert trusted == "secret"
    assert len(reader.requests) == 1


def test_server_that_speaks_no_tls_is_refused():
    with playing(b"hello\r\n") as reader, pytest.raises(ReaderError) as refusal:
        complete(
            Endpoint("https", "127.0.0.1", reader.port, "/v1", "small", "s3cret-key"), MESSAGES
        )

    assert str(refusal.value).startswith("the connection failed (SSL")


def test_unknown_host_and_closed_port_are_named():
    with playing(b"") as reader:
        pass
    reasons = []
    for host in ("reader.invalid", "127.0.0.1", "a..b"):
        with pytest.raises(ReaderError) as refusal:
            complete(Endpoint("http", host, reader.port, "/v1", "small"), MESSAGES)
        reasons.append(str(refusal.value))

    assert reasons == [
        "its name is not found",
        "the connection failed (ConnectionRefusedError)",
        "its name is not found",
    ]


def test_two_requests_run_at_once_and_no_more():
    arrived, answered = threading.Semaphore(0), threading.Event()

    def play(handler):
        arrived.release()
        answered.wait(30)
        handler.wfile.write(chat("late"))

    answers = []
    with playing(play) as reader:
        asking = [
            threading.Thread(target=lambda: answers.append(complete(reader.endpoint, MESSAGES)))
            for _ in range(client.MAX_AT_ONCE)
        ]
        for thread in asking:
            thread.start()
            assert arrived.acquire(timeout=10)
        with pytest.raises(ReaderError) as refusal:
            complete(reader.endpoint, MESSAGES)
        answered.set()
        for thread in asking:
            thread.join()
        again = complete(reader.endpoint, MESSAGES)

    assert str(refusal.value) == "2 other requests wait for it"
    assert [*answers, again] == ["late"] * 3


def test_failed_requests_do_not_count_as_running():
    with playing(http("no", "500 Broken")) as reader:
        for _ in range(3):
            with pytest.raises(ReaderError, match="status 500"):
                complete(reader.endpoint, MESSAGES)


# --- Models


def test_models_are_listed():
    with playing(http('{"data": [{"id": "small:latest"}, {"id": "large"}]}')) as reader:
        names = model_names(reader.endpoint)

    assert names == ["small:latest", "large"]
    assert reader.requests[0].line == "GET /v1/models HTTP/1.1"
    assert reader.requests[0].body == b""


@pytest.mark.parametrize("answer", ["[]", '{"data": 3}', '{"data": [1]}', '{"data": [{}]}'])
def test_answer_that_lists_no_models_is_named(answer):
    with playing(http(answer)) as reader, pytest.raises(ReaderError) as refusal:
        model_names(reader.endpoint)

    assert str(refusal.value) == "the answer is no list of models"


# --- Settings


def test_endpoint_is_made_of_the_settings():
    config = {
        "READER_URL": "https://reader.example.org/api/v1/",
        "READER_KEY": "k3y",
        "READER_MODEL": "m",
    }

    endpoint = endpoint_from_config(config)

    assert endpoint == Endpoint("https", "reader.example.org", 443, "/api/v1", "m", "k3y")
    assert "k3y" not in repr(endpoint)
