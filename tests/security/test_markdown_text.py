"""Descriptions as plain text: what they show, with the address of each link after its words."""

import pytest

from webinars.security import markdown
from webinars.security.markdown_text import to_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "See the [programme](https://example.org/a_(b)?x=1&y=2).",
            "See the programme (https://example.org/a_(b)?x=1&y=2).",
        ),
        ("Write to [us](mailto:us@example.org)", "Write to us (us@example.org)"),
        ("<https://example.org/a> <us@example.org>", "https://example.org/a us@example.org"),
        ("[example.org/é](https://example.org/%C3%A9/)", "example.org/é"),
        ("[words](/relative) [bad](ftp://x.example)", "words bad"),
        ("**bold**, *it*, ~~old~~, `co*de`, 5 \\* 3 &amp; 4", "bold, it, old, co*de, 5 * 3 & 4"),
        (
            "# Agenda\n\nfirst line\nsecond line\\\nthird",
            "Agenda\n\nfirst line\nsecond line\nthird",
        ),
        (
            "Agenda:\n- one\n- two\n  more\n\n  apart\n  3. deep\n  4. deeper\n",
            "Agenda:\n• one\n• two\n  more\n\n  apart\n  3. deep\n  4. deeper",
        ),
        ("> quoted\n> again\n\nafter", "> quoted\n> again\n\nafter"),
        (
            "| a | b |\n|---|---|\n| 1 | [x](https://x.example) |\n\nafter",
            "a | b\n1 | x (https://x.example)\n\nafter",
        ),
        ("before\n\n---\n\n```\n*as* is\n```", "before\n\n———\n\n*as* is"),
        ("plain text, as typed - with 2*3 = 6", "plain text, as typed - with 2*3 = 6"),
    ],
)
def test_markdown_is_shown_as_text(source, text):
    assert to_text(source) == text


def test_text_too_complex_to_render_is_returned_as_it_is():
    source = "[a](https://example.org) " * markdown.LONGEST

    assert to_text(source) == source.strip()
