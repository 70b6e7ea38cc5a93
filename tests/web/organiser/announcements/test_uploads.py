"""Announcements uploaded as files: their text becomes drafts, what cannot be read is an error at its field."""

from email.message import EmailMessage

import pytest

from tests.announcement_parser.made_files import docx, ics, paragraph, pdf
from tests.web.organiser.announcements.pasting import CLEAR, buttons, carried
from tests.web.organiser.conftest import all_stored

ROWS = ("Water talk", "16 July 2027, 15:00-16:30 Geneva time")
TALK = ics(
    "SUMMARY:Water talk\nDTSTART;TZID=Europe/Zurich:20270716T150000\nDTEND:20270716T143000Z\n"
    "RRULE:FREQ=WEEKLY"
)


def email():
    message = EmailMessage()
    message["Subject"] = "Water talk"
    message["Date"] = "Thu, 1 Jun 2028 10:00:00 +0200"
    message.set_content("05/07, 15:00-16:30 Geneva time\n")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="<b>.pdf")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("talk.pdf", pdf([(72, 700 - 20 * n, row) for n, row in enumerate(ROWS)])),
        ("talk.docx", docx(*map(paragraph, ROWS))),
        ("talk.ics", TALK),
        ("talk.txt", "\n".join(ROWS).encode()),
    ],
)
def test_uploaded_file_becomes_drafts(paste, name, content):
    page = paste("", file=(name, content))
    paste(on=page, do="save")

    [event] = all_stored()
    assert (event.title, event.when.start.isoformat()) == ("Water talk", "2027-07-16T15:00:00")


def test_day_and_notes_of_email_stay_until_saving(paste):
    asked = paste("", file=("talk.eml", email()))
    answered = paste(on=asked, do=buttons(asked, "answer")[0])

    for page in (asked, answered):
        assert (
            "Dates are understood as on Thursday 1 June 2028, when the e-mail was sent."
            in page.text
        )
        assert "The attachment “&lt;b&gt;.pdf” was not read." in page.text
    assert carried(answered)["written_on"] == "2028-06-01"
    assert carried(answered)["notes"] == "not-read:<b>.pdf"
    assert "Wednesday 5 July 2028" in answered.text


def test_repeated_event_of_calendar_file_is_reported(paste):
    page = paste("", file=("talk.ics", TALK))

    assert "“Water talk” is repeated. Only its first date was read." in page.text


def test_text_entered_and_file_are_both_read(paste):
    page = paste(CLEAR, file=("fire.ics", TALK.replace(b"Water", b"Fire")))

    assert carried(page)["text"].startswith(f"{CLEAR}\n\nTitle: Fire talk\n")
    assert (carried(page)["title_1"], carried(page)["title_2"]) == ("Water talk", "Fire talk")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("talk.pdf", b"%PDF-1.7 nothing", "This file is damaged and cannot be read."),
        ("talk.pdf", pdf([]), "This file contains no text. If it is a scan"),
        ("talk.pdf", TALK, "This is not a valid pdf file."),
        ("talk.exe", b"MZ\0\0", "This type of file is not accepted."),
        ("talk.txt", b"x" * (10 * 1024 * 1024 + 1), "Choose one of at most 10 MB."),
    ],
)
def test_file_that_cannot_be_read_is_an_error_and_loses_nothing(paste, name, content, words):
    answer = paste("Typed by hand.", file=(name, content))

    assert answer.status_code == 422
    assert answer.text.count(words) == 2  # above the form, and at its field
    assert '<a href="#file">' in answer.text
    assert ">\r\nTyped by hand.</textarea>" in answer.text


@pytest.mark.parametrize("values", ["x", "2027-13-01", "\x00", "9" * 5000])
def test_invalid_day_and_notes_are_ignored(paste, values):
    page = paste(CLEAR, written_on=values, notes=f"{values}:x\nno:y\nrecurring:<i>")

    assert page.status_code == 200
    assert "the day of the e-mail" not in page.text
    assert "“&lt;i&gt;” is repeated." in page.text
