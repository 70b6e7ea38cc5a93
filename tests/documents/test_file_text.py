"""The text of files of documents, read in a process of its own."""

import io
import subprocess
import sys
import zipfile

import pytest

from tests.announcement_parser.made_files import docx, paragraph, pdf
from webinars.documents.search import file_text as reading
from webinars.documents.search import office_text, text_reader
from webinars.documents.search.file_text import UnreadableFileError, file_text, has_readable_text

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SLIDES, SHEETS, TEXT, OPEN_SLIDES, OPEN_SHEETS = text_reader.OFFICE
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def office(**parts):
    """Return a ZIP of XML parts; the names have "_" for "/"."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            path = name.replace("_", "/")
            archive.writestr(path if path.startswith("META-INF") else f"{path}.xml", body)
    return buffer.getvalue()


def slide(*lines):
    paragraphs = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return f'<p:sld xmlns:p="p" xmlns:a="a">{paragraphs}</p:sld>'


def open_document(body, tag="presentation"):
    content = (
        f'<office:d xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:presentation="p">'
        f"<office:{tag}>{body}</office:{tag}></office:d>"
    )
    return office(content=content)


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


OFFICE_FILES = {
    SLIDES: office(
        ppt_slides_slide10=slide("Tenth"),
        ppt_slides_slide2=slide("Water", "for &amp; against"),
        ppt_notesSlides_notesSlide2=slide("secret"),
    ),
    SHEETS: office(
        xl_workbook='<w><sheets><sheet name="Budget"/></sheets></w>',
        xl_sharedStrings="<sst><si><r><t>Wa</t></r><r><t>ter</t></r><rPh><t>secret</t></rPh></si></sst>",
        xl_worksheets_sheet1='<w><c t="inlineStr"><is><t>Prisons</t></is></c><v>12</v></w>',
    ),
    TEXT: open_document(
        "<text:tracked-changes><text:p>secret</text:p></text:tracked-changes>"
        "<text:h>Water</text:h><text:p>for<text:s/><text:span>prisons</text:span></text:p>"
    ),
    OPEN_SLIDES: open_document(
        "<text:p>Water</text:p><presentation:notes><text:p>secret</text:p></presentation:notes>"
    ),
    OPEN_SHEETS: open_document(
        '<table:table table:name="Budget"><table:table-cell><text:p>Water</text:p>'
        "<office:annotation><text:p>secret</text:p></office:annotation></table:table-cell></table:table>"
    ),
}


@pytest.mark.parametrize(
    ("media_type", "words"),
    [
        (SLIDES, ["Water", "for", "&", "against", "Tenth"]),
        (SHEETS, ["Budget", "Water", "Prisons"]),
        (TEXT, ["Water", "for", "prisons"]),
        (OPEN_SLIDES, ["Water"]),
        (OPEN_SHEETS, ["Budget", "Water"]),
    ],
)
def test_slides_and_tables_are_read_without_notes_and_comments(media_type, words):
    status, text = text_reader.read_text(media_type, OFFICE_FILES[media_type])

    assert (status, text.split()) == ("ok", words)
    assert has_readable_text(media_type, 1024)


ENTITIES = '<!DOCTYPE a [<!ENTITY x "Water">]><a:t xmlns:a="a">&x;</a:t>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (COMPOUND_FILE, "file-encrypted"),
        (
            office(content="<a/>", **{"META-INF_manifest.xml": "<encryption-data/>"}),
            "file-encrypted",
        ),
        (office(ppt_slides_slide1=ENTITIES), "file-damaged"),
        (office(ppt_slides_slide1=ENTITIES.encode("utf-16")), "file-damaged"),
        (office(ppt_slides_slide1=slide("Water")[:-3]), "file-damaged"),
        (office(ppt_slides_slide1=slide("Water"))[:-30], "file-damaged"),
        (office(ppt_slides_slide1=slide("Water" * 1_000)), "file-too-complex"),
        (office(ppt_slides_slide1="<a>" * 1_000 + "</a>" * 1_000), "file-without-text"),
        (office(docProps_app="<a/>"), "file-without-text"),
    ],
)
def test_hostile_office_files_have_a_code(monkeypatch, content, code):
    monkeypatch.setattr(office_text, "MAX_EXPANDED_BYTES", 7_001)
    if code == "file-too-complex":
        monkeypatch.setattr(office_text, "MAX_EXPANDED_BYTES", 1_000)

    assert text_reader.read_text(SLIDES, content) == (code, "")


def test_no_more_of_a_presentation_is_read_than_is_stored(monkeypatch):
    monkeypatch.setattr(text_reader, "MOST_CHARACTERS", 20)
    many = {f"ppt_slides_slide{number}": slide("Water") for number in range(1, 5)}

    status, text = text_reader.read_text(SLIDES, office(**many, ppt_slides_slide5="damaged"))

    assert (status, text.split()) == ("ok", ["Water"] * 4)


def test_reader_ends_with_the_process_that_started_it():
    """Its standard output is inherited and ends with it; it would go on for ten minutes."""
    reader = (
        "import sys, time; from webinars.announcement_parser.files.child import end_with_parent;"
        "end_with_parent(int(sys.argv[1])); print('reads', file=sys.stderr, flush=True); time.sleep(600)"
    )
    parent = (
        "import os, subprocess, sys;"
        "command = [sys.executable, '-c', sys.argv[1], str(os.getpid())];"
        "child = subprocess.Popen(command, stderr=subprocess.PIPE);"
        "line = child.stderr.readline(); sys.stderr.buffer.write(line); sys.stderr.flush();"
        "os.kill(os.getpid(), 9)"
    )

    ended = subprocess.run(
        [sys.executable, "-c", parent, reader], capture_output=True, check=False, timeout=60
    )

    assert (ended.returncode, ended.stderr) == (-9, b"reads\n")


def test_reader_whose_parent_has_ended_does_not_begin():
    script = (
        "from webinars.announcement_parser.files.child import end_with_parent as e; e(0); print()"
    )

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 1


def test_reader_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(reading, "MAX_SECONDS", 0.01)

    with pytest.raises(UnreadableFileError) as refused:
        file_text(PDF, [pdf([(72, 700, "Water")])])
    assert str(refused.value) == "file-too-complex"


def test_reader_has_limited_time_and_writes_no_file():
    script = (
        "import resource as r, sys; from webinars.documents.search import text_reader as reader;"
        "reader.READERS['x'] = lambda _: f'{r.getrlimit(r.RLIMIT_CPU)[1]} {r.getrlimit(r.RLIMIT_FSIZE)[1]}';"
        "import os; sys.argv = ['reader', 'x', str(os.getppid())]; reader.main()"
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
