"""Validation of URLs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.security.urls import host_of, is_web_url, path_of, split_web_urls, web_url


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTP://Example.ORG:8080/a/b?c=d&e=%20#f", "http://example.org:8080/a/b?c=d&e=%20#f"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
        ("https://192.0.2.1/x", "https://192.0.2.1/x"),
        (" https://example.org/a ", "https://example.org/a"),
        ("https://example.org/?x=%zz", "https://example.org/?x=%zz"),
    ],
)
def test_web_url_is_validated_and_encoded(text, stored):
    assert web_url(text) == stored
    assert is_web_url(text)


def test_host_and_path_of_a_validated_url():
    address = web_url("https://Example.org:8080/a/b?c=d#e")

    assert (host_of(address), path_of(address)) == ("example.org", "/a/b")


@pytest.mark.parametrize(
    "text",
    [
        "", "example.org", "//example.org", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "ftp://example.org",
        "java\nscript:alert(1)", "https:/example.org", "https://", "https://ann:secret@example.org/", "https://@example.org/",
        "https://example.org:99999/", "https://example.org:x/", "https://exa mple.org/", "https://example.org/\r\nX: y",
        "https://example.org/\0", "https://example.org\\@evil.example/", "https://[::1", "https://-a.example/", "https://a..example/",
        'https://example.org/"onclick=', "https://example.org/<b>", "https://example.org/" + "a" * 2000, "https://1.2.3/", "https://0x7f.1/",
        "file:///etc/passwd", "vbscript:x", "https://%00/", "https://ex%61mple.org/",
    ],
)  # fmt: skip
def test_other_urls_are_refused(text):
    with pytest.raises(InvalidInputError, match="not-a-web-address"):
        web_url(text)
    assert not is_web_url(text)


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(max_size=40),
        st.text(max_size=30).map("https://example.org/{}".format),
        st.text(max_size=20).map("https://{}/".format),
    )
)
def test_validated_url_is_ascii_http_and_stable(text):
    try:
        stored = web_url(text)
    except InvalidInputError:
        return

    assert stored.isascii()
    assert stored.startswith(("http://", "https://"))
    assert not set(stored) & set(" \\<>\"'^`{|}\r\n\t\0") - {"'"}
    assert web_url(stored) == stored
    assert host_of(stored)


def test_text_is_split_into_urls_and_what_is_around_them():
    text = "See https://example.org/a_(b), (http://example.org/c). Or https://, https://[x"

    parts = list(split_web_urls(text))

    assert "".join(part for part, _ in parts) == text
    assert [part for part, is_url in parts if is_url] == [
        "https://example.org/a_(b)",
        "http://example.org/c",
    ]
