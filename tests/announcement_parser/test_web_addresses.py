"""Links of web addresses in the text and of pasted HTML."""

import pytest

from tests.announcement_parser.parsing import city_keys, format_when, parse
from webinars.announcement_parser.draft import Link


def links(text):
    (draft,) = parse(f"A title\n\n16 July 2020\n\n{text}")
    return draft.links


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("See https://example.org/a.", "https://example.org/a"),
        ("(https://example.org/a)", "https://example.org/a"),
        ("https://example.org/a_(b), and", "https://example.org/a_(b)"),
        ("<https://example.org/?a=1&b=2>", "https://example.org/?a=1&b=2"),
        ("www.example.org/a!", "https://www.example.org/a"),
        ("http://example.org/2020/07/16", "http://example.org/2020/07/16"),
    ],
)
def test_web_address_in_the_text_is_a_link(text, url):
    assert links(text) == (Link(url, url),)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "ftp://example.org",
        "https://",
        "a.b@example.org",
        "http://[",
        "https://un.org@evil.example/",
        "https://example.org:99999/",
    ],
)
def test_other_addresses_are_not_links(text):
    assert links(text) == ()


def test_links_are_distinct_and_in_the_order_of_the_text():
    assert [
        link.url for link in links("https://b.example https://a.example https://b.example")
    ] == [
        "https://b.example",
        "https://a.example",
    ]


HTML = """\
<!doctype html><html><head><title>Page</title><style>p { color: red }</style>
</head>
<body><!-- 1 May 2020 --><h1>Other events</h1>
<h2>Fair <em>trials</em> &amp; children</h2>
<p>Thursday 16.07.2020 (15:00 GVA/ 9:00&nbsp;NY)<br>This webinar is
free. <a class="x" href="https://example.org/r?a=1&amp;b=2">Read more</a>»</p>
<h2>Conference</h2><p>12-15 October 2020, Vienna</p>
<ul><li>See <a href='javascript:alert(1)'>here</a></li><li><a href=https://example.org/c>Papers</a></li></ul>
<div><script>16 May 2020: no event</script></div></body></html>
"""


def test_pasted_html_is_parsed_with_its_links():
    webinar, conference = parse(HTML)

    assert (webinar.title, format_when(webinar.when), city_keys(webinar.cities)) == (
        "Fair trials & children",
        "2020-07-16 15:00-16:00 Europe/Zurich",
        "GVA NYC",
    )
    assert webinar.paragraphs == ("This webinar is free. Read more»",)
    assert webinar.links == (Link("https://example.org/r?a=1&b=2", "Read more"),)
    assert (conference.title, format_when(conference.when)) == (
        "Conference",
        "2020-10-12 to 2020-10-15 Europe/Vienna",
    )
    assert conference.links == (Link("https://example.org/c", "Papers"),)


def test_angle_brackets_in_plain_text_are_not_html():
    (draft,) = parse("A title\n\n16 July 2020\n\na < b > c, 3<4, <3")

    assert draft.paragraphs == ("a < b > c, 3<4, <3",)
