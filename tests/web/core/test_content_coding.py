"""Which content coding a client gets (RFC 9110 section 12.5.3)."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Accept
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import parse_accept_header

from webinars.web.core.http.content_coding import accepts_gzip, prefers_gzip


def coding(header):
    try:
        return "gzip" if prefers_gzip(parse_accept_header(header, Accept)) else "identity"
    except NotAcceptable:
        return "none"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("GZip", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, deflate, br, zstd", "gzip"),
        ("deflate, br", "identity"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0.000", "identity"),
        ("gzip;q=0, *", "identity"),
        ("gzip;q=0, x-gzip;q=0, *;q=1", "identity"),
        ("gzip;q=0.001", "gzip"),
        ("identity", "identity"),
        ("identity;q=0.5, gzip;q=0.4", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("gzip;q=0.5, *;q=0.1", "gzip"),
        ("gzip;q=0.1, *;q=0.5", "identity"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("*;q=0, gzip", "gzip"),
        ("*;q=0, identity", "identity"),
        ("*", "gzip"),
        ("identity;q=0, *;q=0.2", "gzip"),
        ("identity;q=0", "none"),
        ("*;q=0", "none"),
        ("gzip;q=0, identity;q=0", "none"),
        ("br, identity;q=0", "none"),
        ("gzip;q=2", "identity"),
        ("gzip;q=nonsense", "identity"),
    ],
)
def test_coding_follows_the_weights(header, expected):
    assert coding(header) == expected


@given(st.lists(st.sampled_from(["gzip", "X-Gzip", "identity", "br", "*", ""]), max_size=4))
def test_header_without_weights_is_decided_as_if_it_were_parsed(codings):
    header = ", ".join(codings)

    with Flask("any").test_request_context(headers={"Accept-Encoding": header}):
        assert accepts_gzip() == prefers_gzip(parse_accept_header(header, Accept))


CODINGS = st.sampled_from(["gzip", "identity", "br", "*"])
WEIGHTS = st.integers(0, 10)


@given(st.dictionaries(CODINGS, WEIGHTS, min_size=1), st.randoms())
def test_refused_coding_is_never_sent(weights, random):
    items = [f"{name};q={weight / 10}" for name, weight in weights.items()]
    random.shuffle(items)
    chosen = coding(", ".join(items))

    gzip = weights.get("gzip", weights.get("*", 0))
    identity = weights.get("identity", weights.get("*", 1))
    assert chosen == "none" or (gzip if chosen == "gzip" else identity) > 0
    assert (chosen == "none") == (gzip == 0 and identity == 0)
