"""Which files are taken: one test for each way in which uploads have broken comparable systems."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.files.rules import MEDIA_TYPES, MOST_BYTES, clean_name, ending_of, kind_of

OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\0" * 20
DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}


def zipped(members, first_stored=False):
    """Return an archive of some members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, body) in enumerate(members.items()):
            way = zipfile.ZIP_STORED if first_stored and number == 0 else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), body, compress_type=way)
    return buffer.getvalue()


def odt(**more):
    return zipped({"mimetype": ODT.encode(), "content.xml": b"<o/>", **more}, first_stored=True)


def refused(name, body):
    with pytest.raises(InvalidInputError) as caught:
        kind_of(name, body)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "body", "media_type"),
    [
        ("a.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("A.PDF", b"%PDF-1.7\n", "application/pdf"),
        ("a.png", PNG, "image/png"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.jpeg", b"\xff\xd8\xff\xe1", "image/jpeg"),
        ("a.txt", "Grüße\r\n\tyou".encode(), "text/plain"),
        ("a.txt", "Grüße".encode("utf-16"), "text/plain"),
        ("a.docx", zipped(DOCX), OFFICE),
        ("a.odt", odt(), ODT),
    ],
)
def test_what_people_send_is_taken(name, body, media_type):
    assert kind_of(name, body) == media_type


@pytest.mark.parametrize(
    "name", ["a.exe", "a.svg", "a.html", "a.eps", "a.zip", "a.docm", "a.gif", "pdf", "a.", ""]
)
def test_other_endings_are_refused_whatever_is_inside(name):
    code = "file-is-another" if name == "pdf" else "file-not-taken"

    assert refused(name, b"%!PS-Adobe" if name == "pdf" else b"%PDF-1.7") == code


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("page.pdf", b"<html><script>alert(1)</script>"),
        (
            "picture.png",
            b"%!PS-Adobe-3.0 EPSF-3.0",
        ),  # a program for printers, for whoever opens pictures
        ("picture.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("later.pdf", b"\n\n%PDF-1.7"),
        ("program.docx", b"MZ\x90"),
        ("plain.docx", zipped({"a.txt": b"x"})),
        ("sheet.docx", zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""})),
        ("macros.docx", zipped({**DOCX, "word/vbaProject.bin": b"x"})),
        ("macros.odt", odt(**{"Basic/Standard/Module1.xml": b"x"})),
        ("sheet.ods", odt()),
        ("text.txt", b"\x00\x01"),
        ("latin.txt", "Grüße".encode("latin-1")),
        ("escape.txt", b"\x1b]0;title\x07"),
    ],
)
def test_a_name_that_the_bytes_belie_is_refused(name, body):
    assert refused(name, body) == "file-is-another"


def test_an_archive_with_something_in_front_or_between_is_refused():
    archive = zipped(DOCX)

    assert refused("a.docx", b"GIF89a" + archive) == "file-is-another"
    assert refused("a.docx", archive + b"PK\x05\x06" + b"\0" * 18) == "file-is-another"


def test_an_archive_that_would_unpack_to_gigabytes_is_judged_by_its_list_alone(monkeypatch):
    archive = zipped({**DOCX, "word/media/big": b"\0" * 50_000_000})
    monkeypatch.delattr("zlib.decompressobj")

    assert kind_of("a.docx", archive) == OFFICE


def test_an_archive_of_too_many_members_is_refused():
    assert (
        refused("a.docx", zipped({**DOCX, **{f"word/{n}": b"" for n in range(5000)}}))
        == "file-is-another"
    )


def test_nothing_and_too_much_are_refused():
    assert refused("a.pdf", b"") == "file-empty"
    assert refused("a.pdf", b"%PDF-" + b"x" * MOST_BYTES) == "file-too-large"
    assert kind_of("a.pdf", b"%PDF-" + b"x" * (MOST_BYTES - 5)) == "application/pdf"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\note.PDF", "note.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("..pdf", "file.pdf"),
        (".pdf", "file.pdf"),
        ('"; rm -rf $HOME; ".txt', "rm -rf HOME.txt"),
        ("Lebenslauf ä.docx", "Lebenslauf ä.docx"),
        ("سيرة.pdf", "سيرة.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_names_are_made_safe_to_save(name, kept):
    assert clean_name(name) == kept


@given(st.text(), st.sampled_from(["pdf", "PDF", "docx", "txt"]))
def test_any_name_is_safe_stays_so_and_keeps_its_ending(name, ending):
    kept = clean_name(f"{name}.{ending}")

    assert clean_name(kept) == kept
    assert ending_of(kept) == ending.casefold()
    assert not set(kept) & set('<>:"|?*\\/%$&;`\r\n')
    assert 4 < len(kept) <= 120
    assert not kept.startswith(".")


@given(
    st.binary(max_size=300), st.sampled_from(["pdf", "png", "jpg", "txt", "docx", "xlsx", "odt"])
)
def test_any_bytes_are_of_a_known_kind_or_refused(body, ending):
    try:
        found = kind_of(f"x.{ending}", body)
    except InvalidInputError:
        return

    assert found in MEDIA_TYPES


@given(st.binary(max_size=60), st.integers(0, 300))
def test_a_broken_archive_is_refused_and_breaks_nothing(damage, at):
    whole = zipped(DOCX)
    body = whole[:at] + damage + whole[at + len(damage) :]
    try:
        found = kind_of("a.docx", body)
    except InvalidInputError:
        return

    assert found == OFFICE
