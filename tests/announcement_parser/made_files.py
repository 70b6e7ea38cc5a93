"""Builders of small files with announcements: e-mails, calendar files, Word documents and PDF files."""

import io
import zipfile

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def ics(*events, zones=""):
    """Return a calendar file; each event is the lines between its BEGIN and END."""
    entries = "".join(f"BEGIN:VEVENT\nUID:x\n{lines.strip()}\nEND:VEVENT\n" for lines in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{zones}{entries}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def paragraph(*runs):
    """Return a paragraph of a Word document; a run is a text, or a pair of a text and the id of its link."""
    return f"<w:p>{''.join(map(_run, runs))}</w:p>"


def table(*rows):
    """Return a table of a Word document."""
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(*blocks, links=(), **members):
    """Return a Word document of paragraphs and tables; links are the addresses of rId1, rId2 …"""
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/hyperlink" Target="{url}" TargetMode="External"/>'
        for number, url in enumerate(links, 1)
    )
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relationships(
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/document.xml": (
            f"<w:document {_NAMESPACES}><w:body>{''.join(blocks)}</w:body></w:document>"
        ),
        "word/_rels/document.xml.rels": _relationships(relations),
        **members,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def pdf(*pages, links=()):
    """Return a PDF file; a page is rows of (x, y, text), links are (x, y, width, url) on the first page."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    objects.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    first_link = len(objects) + 1
    objects += [
        f"<</Type/Annot/Subtype/Link/Rect[{x} {y - 3} {x + width} {y + 11}]"
        f"/A<</S/URI/URI({url})>>>>"
        for x, y, width, url in links
    ]
    annotations = " ".join(f"{first_link + number} 0 R" for number in range(len(links)))
    kids = []
    for number, rows in enumerate(pages):
        content = "".join(f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in rows)
        objects.append(f"<</Length {len(content)}>>stream\n{content}endstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {len(objects)} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>>>/Annots[{'' if number else annotations}]>>"
        )
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    return _pdf_of(objects)


def _pdf_of(objects):
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    body += "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    body += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    return body.encode("latin-1")


def _run(run):
    if isinstance(run, str):
        return f"<w:r><w:t>{run}</w:t></w:r>"
    words, relation = run
    return f'<w:hyperlink r:id="{relation}">{_run(words)}</w:hyperlink>'


def _relationships(entries):
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{entries}</Relationships>'
