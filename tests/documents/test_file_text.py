"""The text of files of documents, read in a process of its own."""

import subprocess
import sys

import pytest

from tests.announcement_parser.made_files import docx, paragraph, pdf
from webinars.documents.search import file_text as reading
from webinars.documents.search import text_reader
from webinars.documents.search.file_text import UnreadableFileError, file_text, has_readable_text

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        (PDF, pdf([(72, 700, "Water for prisons")])),
        (WORD, docx(paragraph("Water for prisons"))),
        ("text/plain", "\ufeffWater for prisons".encode("utf-16")),
    ],
)
def test_text_of_every_format_is_read(media_type, content):
    assert "Water for prisons" in file_text(media_type, [content[:5], content[5:]])


@pytest.mark.parametrize(
    ("media_type", "content", "code"),
    [
        (PDF, b"%PDF-1.7 nothing", "file-damaged"),
        (PDF, pdf([]), "file-without-text"),
        (WORD, b"PK nothing", "file-damaged"),
    ],
)
def test_what_cannot_be_read_has_a_code(media_type, content, code):
    with pytest.raises(UnreadableFileError) as refused:
        file_text(media_type, [content])
    assert str(refused.value) == code


def test_reader_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(reading, "MAX_SECONDS", 0.01)

    with pytest.raises(UnreadableFileError) as refused:
        file_text(PDF, [pdf([(72, 700, "Water")])])
    assert str(refused.value) == "file-too-complex"


def test_reader_has_limited_time_and_writes_no_file():
    script = (
        "import resource as r, sys; from webinars.documents.search import text_reader as reader;"
        "reader.READERS['x'] = lambda _: f'{r.getrlimit(r.RLIMIT_CPU)[1]} {r.getrlimit(r.RLIMIT_FSIZE)[1]}';"
        "sys.argv = ['reader', 'x']; reader.main()"
    )

    printed = subprocess.run(
        [sys.executable, "-c", script], input=b"", capture_output=True, check=True
    )

    assert printed.stdout.decode() == f"ok\n{text_reader.CPU_SECONDS} 0"


def test_first_pages_of_a_long_file_are_read(monkeypatch):
    monkeypatch.setattr(text_reader, "MOST_PAGES", 2)

    status, text = text_reader.read_text(PDF, pdf(*([(72, 700, f"page{n}")] for n in range(2_000))))

    assert (status, "page1" in text, "page2" in text) == ("ok", True, False)


def test_large_and_other_files_are_not_read():
    assert has_readable_text(PDF, 1024)
    assert not has_readable_text(PDF, 31 * 1024 * 1024)
    assert not has_readable_text("image/png", 1024)
