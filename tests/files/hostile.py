"""Hostile files and file names, and files of two types at once."""

import struct

from tests.files.made import DOCX, OFFICE, docx, jpeg, odt, png, zipped
from tests.questions.asking import PDF

HTML, SVG = (
    b"<html><script>alert(1)</script>",
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
)
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n(w) run"
FOREIGN = {
    "pages and programs under a picture's name, and under their own": {
        "html.png": HTML, "html.jpg": HTML, "svg.png": SVG, "svg.jpeg": SVG, "eps.jpg": EPS, "eps.png": EPS,
        "page.html": HTML, "drawing.svg": SVG, "drawing.eps": EPS, "moving.gif": b"GIF89a", "a.ps": EPS,
        "html.pdf": HTML, "later.pdf": b"\n" + PDF, "a.xml": b"<?xml version='1.0'?>", "a.xhtml": HTML,
    },
    "two in one: something before an archive, or an archive behind an archive": {
        "gifar.docx": b"GIF89a" + zipped(DOCX), "picture.docx": png() + zipped(DOCX),
        "page.docx": HTML + zipped(DOCX), "two.docx": docx() + b"PK\x05\x06" + b"\0" * 18,
        "exe.docx": b"MZ" + zipped(DOCX), "pdf.docx": PDF + zipped(DOCX),
    },
    "two endings, of which the last one counts": {
        "letter.pdf.exe": PDF, "letter.pdf.html": PDF, "picture.png.svg": png(), "a.docx.zip": docx(),
        "letter.pdf.": PDF, "letter.pdf\0.exe": PDF, "letter.pdf\u202e": PDF, "letter": PDF,
    },
    "archives, whatever they hold, and documents that are none": {
        "all.zip": docx(), "all.jar": docx(), "all.7z": b"7z\xbc\xaf\x27\x1c", "a.tar.gz": b"\x1f\x8b",
        "all.rar": b"Rar!\x1a\x07", "plain.docx": zipped({"a.txt": b"x"}), "a.odt": zipped({"a": b""}),
    },
    "programs inside documents": {
        "a.docm": docx(), "a.xlsm": docx(), "a.doc": b"\xd0\xcf\x11\xe0", "old.docx": b"\xd0\xcf\x11\xe0",
        "vba.docx": docx(**{"word/vbaProject.bin": b"x"}), "b.docx": docx(**{"word/VBADATA.xml": b"x"}),
        "activex.docx": docx(**{"word/activeX/activeX1.bin": b"x"}),
        "package.docx": docx(**{"word/embeddings/oleObject1.bin": b"x"}),
        "basic.odt": odt(**{"Basic/Standard/Module1.xml": b"x"}), "a.odt": odt(**{"Scripts/x.py": b"x"}),
    },
    "pictures that fill the memory of who opens them, text that steers, and nothing": {
        "bomb.png": png(65_535, 65_535), "bomb.jpg": jpeg(65_535, 65_535),
        "steers.txt": b"\x1b]0;title\x07", "nothing.pdf": b"",
    },
}  # fmt: skip


NAMES = {
    "../../../etc/passwd.pdf": "passwd.pdf",
    "/etc/cron.d/x.pdf": "x.pdf",
    # In a header backslashes quote, and are gone before the name is read.
    "..\\..\\windows\\x.PDF": "windowsx.pdf",
    "C:\\x.pdf": "C x.pdf",
    "file:///x.pdf": "x.pdf",
    "a\r\nSet-Cookie: x=1\r\n\r\n<script>.pdf": "a 0D 0ASet-Cookie x=1 0D 0A 0D 0A script.pdf",
    "a%0d%0aSet-Cookie: x=1.pdf": "a 0d 0aSet-Cookie x=1.pdf",
    'a"; filename="x.exe.pdf': "a filename= x.exe.pdf",
    "invoice\u202efdp.pdf": "invoicefdp.pdf",
    "\u2067right\u2069\u200b.pdf": "right.pdf",
    "'; DROP TABLE stored_files; --.pdf": "' DROP TABLE stored_files --.pdf",
    "$(reboot)`reboot`|x&.pdf": "(reboot) reboot x.pdf",
    ".htaccess.pdf": "htaccess.pdf",
    ".pdf": "file.pdf",
    "x" * 4000 + ".pdf": "x" * 116 + ".pdf",
    "shell.php.pdf": "shell.php.pdf",
}


# Nothing is done to these: they are what their names say, and something more for who looks for it.
TWOFOLD = {
    "script.png": (png() + HTML, "image/png"),
    "archive.png": (png() + zipped(DOCX), "image/png"),
    "script.jpg": (jpeg(comment=b"*/=alert(1);/*") + SVG, "image/jpeg"),
    "archive.pdf": (PDF + docx(), "application/pdf"),
    "acts.pdf": (PDF + b"/OpenAction /JavaScript (app.alert(1))", "application/pdf"),
    "page.txt": (HTML, "text/plain"),
    "utf7.txt": (b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "text/plain"),
    "nested.docx": (docx(**{"word/media/inner.docx": docx()}), OFFICE),
}


def overlapping(times=200, size=2_000_000):
    """Return a small document whose directory lists one large member many times (a zip bomb)."""
    body = docx(**{"word/media/a": b"\0" * size})
    end = body.rindex(b"PK\x05\x06")
    count, _, at = struct.unpack_from("<HLL", body, end + 10)
    line = body.rindex(b"PK\x01\x02", 0, end)
    lines = body[at:end] + body[line:end] * times
    tail = struct.pack(
        "<4sHHHHLLH", b"PK\x05\x06", 0, 0, count + times, count + times, len(lines), at, 0
    )
    return body[:at] + lines + tail
