"""Redirects lead to paths of this site only."""

import pytest

from webinars.security.redirect_targets import safe_path


@pytest.mark.parametrize(
    "path", ["/", "/organise/events", "/events/x?zone=Africa/Nairobi#y", "/a//b"]
)
def test_local_path_is_safe(path):
    assert safe_path(path, "/home") == path


@pytest.mark.parametrize(
    "text",
    [
        None, "", "events", "//evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example", "javascript:alert(1)",
        "/\t/evil.example", "\t//evil.example", "/\n/evil.example", "http:evil.example", "///evil.example", "/a\\b", "/\0", "/é",
        " //evil.example", "/" + "a" * 600,
    ],
)  # fmt: skip
def test_unsafe_path_is_replaced_by_the_default(text):
    assert safe_path(text, "/home") == "/home"
