"""Links stay in the sentence that contains them: HTML, Markdown and plain text to Markdown."""

from datetime import date

import pytest

from webinars.announcement_parser.parser import parse_announcement
from webinars.announcement_parser.preprocess import preprocess, to_markdown
from webinars.events.announcements.draft_details import details_from_draft
from webinars.i18n import translator_for

HEADING = "<h2>Dialogue</h2><p>16 July 2027, 15:00 Geneva time</p>"
DATED = "Dialogue on water\n16 July 2027, 15:00-16:30 Geneva time\n"


def details_of(text):
    (draft,) = parse_announcement(text, today=date(2027, 6, 1), zone="Europe/Zurich")
    return details_from_draft(draft, translator_for("en"))


@pytest.mark.parametrize(
    ("source", "description"),
    [
        (
            f'{HEADING}<p>See the <a href="https://example.org/a_(b)">full  [new]\nprogramme</a>.</p>',
            "See the [full \\[new\\] programme](<https://example.org/a_(b)>).",
        ),
        (
            f'{HEADING}<p>Write to <a href="mailto:us%40example.org?subject=x">us</a> today.</p>',
            "Write to us (us@example.org) today.",
        ),
        (
            f'{HEADING}<p><a href="https://example.org/b">https://example.org/b</a> is new.</p>',
            "<https://example.org/b> is new.",
        ),
        (
            f"{DATED}See the [programme](https://example.org/p) and (https://example.org/q).\n",
            "See the [programme](https://example.org/p) and (<https://example.org/q>).",
        ),
        (
            f"{DATED}¶ <https://example.org/p>, www.example.org, [us](mailto:us@example.org)",
            "<https://example.org/p>, [www.example.org](https://www.example.org), us (us@example.org)",
        ),
        (
            f"{DATED}one [the](https://example.org/1) two the [the](https://example.org/2)",
            "one [the](https://example.org/1) two the [the](https://example.org/2)",
        ),
    ],
)
def test_links_stay_in_their_sentence(source, description):
    assert details_of(source).description == description


def test_meeting_link_is_in_no_sentence():
    details = details_of(
        f"{DATED}Read the [notes](https://example.org/n).\n"
        "Join us [here](https://zoom.us/j/12345678901?pwd=s3cret) on the day.\n"
    )

    assert details.meeting_url == "https://zoom.us/j/12345678901?pwd=s3cret"
    assert "zoom.us" not in details.description
    assert "[notes](https://example.org/n)" in details.description


def test_html_survives_as_markdown():
    text = preprocess(
        '<p>See <a href="https://example.org/a">the programme</a> and '
        '<a href="https://example.org/b">[both]</a></p><p><a href="https://example.org/c"> </a>.</p>'
    )

    again = preprocess(to_markdown(text))

    assert to_markdown(text).strip() == (
        "See [the programme](https://example.org/a) and [both] https://example.org/b \n\n\n\n ."
    )
    assert again.anchors == text.anchors[:1]


@pytest.mark.parametrize(
    "mark",
    ["\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u061c", "\u2060", "\ufeff", "\u00ad"],
)
def test_invisible_marks_are_removed_before_parsing(mark):
    marked = f"{mark}Dialogue on wa{mark}ter\n1{mark}6 July 20{mark}27, 15:{mark}00 Geneva time"

    details = details_of(marked)

    assert details == details_of("Dialogue on water\n16 July 2027, 15:00 Geneva time")


def test_line_ends_and_spaces_of_all_kinds_are_equal():
    plain = f"{DATED}First line of text.\n\nSecond line."

    other = plain.replace("\n\n", "\f\n").replace("\n", "\r\n").replace(" ", "\u00a0")

    assert details_of(other) == details_of(plain)


def test_link_by_reference_stays_in_its_sentence():
    source = (
        "See the [programme][p], [Fen Museum][] and [another][q].\n\n"
        "[p]: https://example.org/p 'Programme'\n[fen museum]: <https://example.org/m>\n[r]: https://example.org/r\n"
    )

    preprocessed = preprocess(source)

    assert preprocessed.text == (
        "See the programme, Fen Museum and [another][q].\n\n[r]: https://example.org/r\n"
    )
    assert [
        (preprocessed.text[anchor.start : anchor.end], anchor.url)
        for anchor in preprocessed.anchors
    ] == [("programme", "https://example.org/p"), ("Fen Museum", "https://example.org/m")]


def test_tags_in_markdown_keep_its_lines():
    source = (
        "## Date\nWednesday 2 May<br />\n18:00\n\n## Location\n<p>Hall 3<br />\n<b>Bog</b> Road</p>\n"
        "\n[Register](https://example.org/r)"
    )

    preprocessed = preprocess(source)

    lines = [line for line in preprocessed.text.split("\n") if line]
    assert lines == [
        "## Date",
        "Wednesday 2 May",
        "18:00",
        "## Location",
        "Hall 3",
        "Bog Road",
        "Register",
    ]
    assert [anchor.url for anchor in preprocessed.anchors] == ["https://example.org/r"]
