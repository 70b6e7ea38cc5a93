"""Files of sample documents: a PDF, or a Word document for scripts that the standard fonts of PDF lack."""

import io
import textwrap
import zipfile
from collections.abc import Iterator, Sequence
from html import escape

_PORTRAIT, _LANDSCAPE = (595, 842), (842, 474)  # points
_MARGIN = 60
_ENCODING = "cp1252"  # of WinAnsiEncoding
_LANGUAGES_OF_PDF = {"en", "fr", "es"}
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def sample_file(
    language: str, paragraphs: Sequence[str], *, is_slides: bool = False
) -> tuple[str, bytes]:
    """Return the extension and the bytes of a file in a language; the second paragraph is its title.

    is_slides: the first, the second and the last paragraph are on one page in landscape, each other on one of
    its own.
    """
    if language in _LANGUAGES_OF_PDF:
        return "pdf", _pdf(paragraphs, language, is_slides=is_slides)
    return "docx", _word(paragraphs, language)


def _pdf(paragraphs: Sequence[str], language: str, *, is_slides: bool) -> bytes:
    first, title, *others, last = paragraphs
    pages = [[first, title, last], *([one] for one in others)] if is_slides else [list(paragraphs)]
    width, height = _LANDSCAPE if is_slides else _PORTRAIT
    size = 26 if is_slides else 12
    columns = (width - 2 * _MARGIN) * 2 // size
    catalog = f"<< /Type /Catalog /Pages 2 0 R /Lang ({language}) >>"
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        catalog.encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        _font("Helvetica"),
        _font("Helvetica-Bold"),
        f"<< /Title {_literal(title)} >>".encode(_ENCODING),
    ]
    for number, page in enumerate(pages):
        content = "\n".join(_page(page, size, columns, height))
        body = content.encode(_ENCODING)
        objects += [
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {7 + 2 * number} 0 R "
                "/Resources << /Font << /R 3 0 R /B 4 0 R >> >> >>"
            ).encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
        ]
    return _assembled(objects)


def _page(paragraphs: Sequence[str], size: int, columns: int, height: int) -> Iterator[str]:
    """Yield the operators that write paragraphs from the top of a page; the second one is bold."""
    yield f"BT {_MARGIN} {height - _MARGIN - size} Td {size * 1.4:.1f} TL"
    for position, paragraph in enumerate(paragraphs):
        is_title = position == 1
        yield f"/{'B' if is_title else 'R'} {size + 4 * is_title} Tf"
        for line in textwrap.wrap(paragraph, columns):
            yield f"{_literal(line)} Tj T*"
        yield "T*"
    yield "ET"


def _font(name: str) -> bytes:
    """Return one of the fonts that every reader of PDF has."""
    description = f"/Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding"
    return f"<< /Type /Font {description} >>".encode()


def _literal(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"({escaped})"


def _assembled(objects: Sequence[bytes]) -> bytes:
    """Return a PDF file of objects, of which the first is the catalog and the fifth its information."""
    body, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, one in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(body + trailer % (len(objects) + 1, start))


def _word(paragraphs: Sequence[str], language: str) -> bytes:
    is_right_to_left = language == "ar"
    body = "".join(
        _word_paragraph(text, language, is_title=position == 1, is_right_to_left=is_right_to_left)
        for position, text in enumerate(paragraphs)
    )
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONSHIPS),
            ("word/document.xml", document),
        ):
            archive.writestr(zipfile.ZipInfo(name), '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return packed.getvalue()


def _word_paragraph(text: str, language: str, *, is_title: bool, is_right_to_left: bool) -> str:
    languages = {"ar": 'w:bidi="ar-SA"', "zh": 'w:eastAsia="zh-CN"'}
    tag = languages.get(language, f'w:val="{language}"')
    size = 32 if is_title else 24  # half points
    run = (
        f'{"<w:b/><w:bCs/>" if is_title else ""}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f"{'<w:rtl/>' if is_right_to_left else ''}<w:lang {tag}/>"
    )
    return (
        f'<w:p><w:pPr>{"<w:bidi/>" if is_right_to_left else ""}<w:spacing w:after="200"/></w:pPr>'
        f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )
