"""Announcements in files: e-mails, calendar files, Word documents, PDF files, and damaged ones."""

import io
import resource
import subprocess
import sys
from datetime import date, datetime
from email.message import EmailMessage

import pypdf
import pytest

from tests.announcement_parser.made_files import docx, ics, paragraph, pdf, table
from webinars.announcement_parser.files import child, reader
from webinars.announcement_parser.files.calendar_file import read_calendar
from webinars.announcement_parser.files.document import MAX_BYTES, MAX_PAGES, Note
from webinars.announcement_parser.files.email_file import read_email
from webinars.announcement_parser.files.pdf_file import read_pdf
from webinars.announcement_parser.files.reader import read_file
from webinars.announcement_parser.files.word_file import read_word
from webinars.announcement_parser.parser import parse_announcement
from webinars.errors import InvalidInputError
from webinars.timezones.schedule import Days, Timed

TALK = [(72, 700, "Water talk"), (72, 680, "16 July 2027, 15:00-16:30 Geneva time")]


def drafts_of(document):
    return parse_announcement(document.text, today=date(2027, 6, 1), zone="America/Lima")


def mail(body="", html="", **headers):
    message = EmailMessage()
    for name, value in {"Subject": "Water talk", **headers}.items():
        message[name] = value
    if body:
        message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    return message


# Calendar files


def test_calendar_event_is_parsed_exactly():
    document = read_calendar(
        ics(
            "SUMMARY:Deadlines of 3 May 2028\\, at 10:00\n"
            "DTSTART;TZID=America/New_York:20270716T220000\n"
            "DTEND;TZID=America/New_York:20270717T003000\n"
            "LOCATION:Room XII\\, Palais des Nations\\, Geneva\n"
            "URL:https://example.org/e\n"
            'DESCRIPTION:Until 12 June 2027 15:00:\\n<b>read</b> the <a href="https://example.org/p">paper</a>'
        )
    )

    (draft,) = drafts_of(document)

    assert draft.title == "Deadlines of 3 May 2028, at 10:00"
    assert draft.when == Timed(
        datetime(2027, 7, 16, 22), datetime(2027, 7, 17, 0, 30), "America/New_York"
    )
    assert draft.place == "Room XII, Palais des Nations, Geneva"
    assert draft.paragraphs == ("Until 12 June 2027 15:00: read the paper", "https://example.org/e")
    assert [link.url for link in draft.links] == ["https://example.org/p", "https://example.org/e"]
    assert (draft.questions, draft.assumed) == ((), frozenset())


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        ("DTSTART:20270716T200000Z", "2027-07-16, 20:00 UTC"),
        ("DTSTART:20270716T200000Z\nDURATION:PT90M", "2027-07-16, 20:00-21:30 UTC"),
        ("DTSTART:20270716T200000\nDTEND:20270716T210000", "2027-07-16, 20:00-21:00"),
        ("DTSTART;VALUE=DATE:20270716", "2027-07-16"),
        ("DTSTART;VALUE=DATE:20270716\nDTEND;VALUE=DATE:20270717", "2027-07-16"),
        ("DTSTART;VALUE=DATE:20270730\nDTEND;VALUE=DATE:20270803", "2027-07-30 - 2027-08-02"),
        (
            "DTSTART;TZID=W. Europe Standard Time:20270716T150000\nDTEND:20270716T140000Z",
            "2027-07-16, 15:00-16:00 Europe/Berlin",
        ),
        ("DTSTART;TZID=Ours:20270716T150000", "2027-07-16, 12:00 UTC"),
        ("DTSTART;TZID=Nowhere:20270716T150000", "2027-07-16, 15:00"),
        ("DTSTART:20270716T200000Z\nDTEND:20270716T190000Z", "2027-07-16, 20:00 UTC"),
    ],
)
def test_times_of_calendar_events(lines, when):
    ours = (
        "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0300\n"
        "TZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n"
    )

    document = read_calendar(ics(f"SUMMARY:x\n{lines}", zones=ours))

    assert document.text == f"Title: x\nWhen: {when}"


def test_each_calendar_event_keeps_its_own_title():
    document = read_calendar(
        ics(
            "SUMMARY:One\nDTSTART;VALUE=DATE:20270716",
            "SUMMARY:Two\nDTSTART;VALUE=DATE:20270717\nDTEND;VALUE=DATE:20270719",
            "SUMMARY:Three\nDTSTART:20270720T100000Z\nDTEND:20270720T110000Z",
        )
    )

    drafts = drafts_of(document)

    assert [draft.title for draft in drafts] == ["One", "Two", "Three"]
    assert [draft.when for draft in drafts] == [
        Days(date(2027, 7, 16), date(2027, 7, 16), "America/Lima"),
        Days(date(2027, 7, 17), date(2027, 7, 18), "America/Lima"),
        Timed(datetime(2027, 7, 20, 10), datetime(2027, 7, 20, 11), "UTC"),
    ]


def test_recurring_and_cancelled_events_are_noted():
    document = read_calendar(
        ics(
            "SUMMARY:Weekly\nDTSTART:20270716T200000Z\nRRULE:FREQ=WEEKLY",
            "SUMMARY:Gone\nDTSTART:20270717T200000Z\nSTATUS:CANCELLED",
        )
    )

    assert document.notes == (Note("recurring", "Weekly"), Note("cancelled", "Gone"))
    assert "Gone" not in document.text


# E-mails


def test_email_is_its_subject_and_html_text_on_its_day():
    message = mail(
        "Plain text\n",
        '<p>16 July, 15:00 Geneva time</p><p>Read the <a href="https://example.org/p">paper</a>.</p>',
        Subject="Re: [list] Fwd: Water talk",
        Date="Tue, 01 Jun 2027 23:30:00 -0700",
    )

    document = read_email(message.as_bytes())

    (draft,) = drafts_of(document)
    assert document.written_on == date(2027, 6, 1)
    assert draft.title == "Water talk"
    assert draft.when.start == datetime(2027, 7, 16, 15)
    assert "Read the [paper](https://example.org/p)." in document.text
    assert "Plain text" not in document.text


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        (b"utf-8", "Zürich – “café”".encode()),
        (b"iso-8859-1", "Zürich – “café”".encode("cp1252")),
        (b"us-ascii", "Zürich – “café”".encode()),
        (b"no-such-charset", "Zürich – “café”".encode()),
        (b"utf-8", "Zürich – “café”".encode("cp1252")),
    ],
)
def test_text_of_wrong_charset_is_decoded(charset, content):
    head = b"Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=" + charset
    body = head + b"\nContent-Transfer-Encoding: 8bit\n\n" + content

    assert "Zürich – “café”" in read_email(body).text


def test_flowed_text_is_joined():
    text = b"Subject: x\nContent-Type: text/plain; format=flowed\n\n16 July \n2027\n-- \nMe\n"

    assert read_email(text).text == "Subject: x\n\n16 July 2027\n-- \nMe"


def test_forwarded_message_is_read_on_its_own_day():
    forwarded = mail("16 July, 15:00 Geneva time\n", Date="Mon, 3 May 2027 10:00:00 +0200")
    message = mail("See below.\n", Subject="Fwd: news", Date="Tue, 1 Jun 2027 10:00:00 +0200")
    message.add_attachment(forwarded)

    document = read_email(message.as_bytes())

    assert document.written_on == date(2027, 5, 3)
    assert document.text.index("See below.") < document.text.index("Subject: Water talk")
    assert "15:00 Geneva" in document.text


def test_invitation_in_email_is_read_and_attachments_are_noted():
    message = mail("Join the meeting.\n")
    message.add_attachment(
        ics("SUMMARY:Board\nDTSTART:20270716T200000Z"), maintype="text", subtype="calendar"
    )
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="agenda.pdf")

    document = read_email(message.as_bytes())

    assert document.text == "Title: Board\nWhen: 2027-07-16, 20:00 UTC"
    assert document.notes == (Note("not-read", "agenda.pdf"),)


# Word documents and PDF files


def test_word_document_is_lines_rows_and_links():
    document = read_word(
        docx(
            paragraph("Water talk"),
            paragraph("16 July 2027, 15:00 Geneva time"),
            paragraph(),
            paragraph("Read the ", ("paper", "rId1"), " &amp; come."),
            table(("Date", "Title"), ("17 July 2027", "Seas")),
            links=["https://example.org/p"],
        )
    )

    assert document.text == (
        "Water talk\n16 July 2027, 15:00 Geneva time\n\n"
        "Read the [paper](https://example.org/p) & come.\n"
        "\nDate\tTitle\n17 July 2027\tSeas"
    )


def test_pdf_is_lines_columns_and_links():
    rows = [(72, 600, "Date"), (200, 600, "Title"), (72, 580, "17 July"), (200, 580, "Seas")]
    sentence = [(72, 640, "Read the "), (122, 640, "paper"), (153, 640, " first.")]
    document = read_pdf(
        pdf(
            [*TALK, *sentence, *rows],
            [(72, 700, "Page two")],
            links=[(121, 640, 32, "https://example.org/p")],
        )
    )

    text = document.text
    assert text.startswith("Water talk\n16 July 2027, 15:00-16:30 Geneva time\n")
    assert "Read the [paper](https://example.org/p) first." in text
    assert "Date\tTitle\n17 July\tSeas" in text
    assert text.endswith("\n\nPage two")


# All formats, in the process that reads them


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("talk.PDF", pdf(TALK)),
        ("talk.docx", docx(*(paragraph(text) for _x, _y, text in TALK))),
        ("talk.ics", ics("SUMMARY:Water talk\nDTSTART:20270716T130000Z\nDTEND:20270716T143000Z")),
        ("talk.eml", mail("16 July 2027, 15:00-16:30 Geneva time\n").as_bytes()),
        ("", mail("16 July 2027, 15:00-16:30 Geneva time\n").as_bytes().replace(b"\n", b"\r\n")),
        ("talk.txt", "\ufeffWater talk\n16 July 2027, 15:00-16:30 Geneva time".encode()),
        ("talk.txt", "Water talk\n16 July 2027, 15:00-16:30 Geneva time".encode("utf-16")),
        ("talk.html", b"<h1>Water talk</h1><p>16 July 2027, 15:00-16:30 Geneva time</p>"),
    ],
)
def test_every_format_is_read_as_the_same_event(name, content):
    (draft,) = drafts_of(read_file(name, content))

    assert draft.title == "Water talk"
    assert draft.questions == ()
    assert draft.when.duration or (draft.when.end - draft.when.start).seconds == 90 * 60


def encrypted(password):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(TALK)))
    writer.encrypt(password, "owner", algorithm="AES-256")
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    "<w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "file-empty"),
        ("a.pdf", b"x" * (MAX_BYTES + 1), "file-too-large"),
        ("a.pdf", b"Water talk", "file-type-mismatch"),
        ("a.docx", pdf(TALK), "file-type-mismatch"),
        ("a.ics", b"Water talk", "file-type-mismatch"),
        ("a.exe", b"MZ\0\0\1", "file-type-not-accepted"),
        ("a.txt", b"Z\xfcrich", "file-not-utf-8"),
        ("a.txt", b"x" * 200_001, "announcement-too-long"),
        ("a.pdf", encrypted("secret"), "file-encrypted"),
    ],
)
def test_files_that_cannot_be_read_are_refused(name, content, code):
    with pytest.raises(InvalidInputError) as refused:
        read_file(name, content)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("pdf", pdf(TALK)[:300], "file-damaged"),
        ("pdf", pdf([]), "file-without-text"),
        ("pdf", pdf(*[[]] * (MAX_PAGES + 1)), "file-with-too-many-pages"),
        ("docx", docx(paragraph("x"))[:200], "file-damaged"),
        ("docx", docx(paragraph()), "file-without-text"),
        ("docx", docx(**{"word/document.xml": ENTITIES}), "file-damaged"),
        ("docx", docx(**{"word/document.xml": "<w:document"}), "file-damaged"),
        ("docx", docx(paragraph("x"), zeros=b"\0" * 51 * 1024 * 1024), "file-too-complex"),
        ("docx", OLE + "EncryptedPackage".encode("utf-16-le"), "file-encrypted"),
        ("docx", OLE, "file-damaged"),
        ("ics", ics(), "file-without-text"),
        ("ics", b"BEGIN:VCALENDAR\r\nnothing\r\n", "file-damaged"),
        ("ics", ics(*["SUMMARY:x"] * 1001), "too-many-events"),
        ("eml", b"\n\n", "file-without-text"),
    ],
)
def test_contents_that_cannot_be_read_are_refused(kind, content, code):
    assert child.read_result(kind, content)["error"] == code


def test_pdf_without_password_for_reading_is_read():
    assert "Water talk" in read_pdf(encrypted("")).text


def test_process_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(reader, "MAX_SECONDS", 0.01)

    with pytest.raises(InvalidInputError, match="file-too-complex"):
        read_file("a.pdf", pdf(TALK))


def test_process_that_the_limits_end_is_an_error(monkeypatch):
    monkeypatch.setattr(reader.sys, "executable", "/bin/false")

    with pytest.raises(InvalidInputError, match="file-too-complex"):
        read_file("a.pdf", pdf(TALK))


def test_process_has_limited_time_and_memory_and_writes_no_file():
    script = (
        "import resource as r; from webinars.announcement_parser.files.child import limit_resources;"
        "limit_resources(); print(*(r.getrlimit(x)[1] for x in (r.RLIMIT_CPU, r.RLIMIT_AS, r.RLIMIT_FSIZE)))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert printed.stdout.split() == [str(child.CPU_SECONDS), str(child.MEMORY_BYTES), "0"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] != 0  # that of the tests is unchanged
