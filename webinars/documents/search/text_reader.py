"""Reads the text of one file: python -m webinars.documents.search.text_reader MEDIA-TYPE PARENT < FILE."""

# Libraries that read these formats have had endless loops and unbounded memory; here the system ends both
# (docs/decisions/0052). The first line of the output is "ok" or a code, and the text follows.

import io
import sys
from collections.abc import Callable

from webinars.announcement_parser.files.child import end_with_parent, limit_resources
from webinars.errors import InvalidInputError

CPU_SECONDS = 20
MOST_PAGES = 500
MOST_CHARACTERS = 400_000

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFFICE = (
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
)


def main() -> None:
    """Read standard input as a media type; print the text, or the code of what is wrong."""
    limit_resources(CPU_SECONDS)
    end_with_parent(int(sys.argv[2]))
    status, text = read_text(sys.argv[1], sys.stdin.buffer.read())
    sys.stdout.buffer.write(f"{status}\n{text[:MOST_CHARACTERS]}".encode("utf-8", "replace"))


def read_text(media_type: str, content: bytes) -> tuple[str, str]:
    """Return "ok" and the text of a file, or the code of what is wrong and nothing."""
    try:
        text = READERS[media_type](content)
    except InvalidInputError as error:
        return error.code, ""
    except (MemoryError, RecursionError):
        return "file-too-complex", ""
    except PermissionError:
        return "file-encrypted", ""
    except Exception:  # noqa: BLE001 - libraries raise anything for damaged files
        return "file-damaged", ""
    return ("ok", text) if text.strip() else ("file-without-text", "")


def _read_pdf(content: bytes) -> str:
    import pypdf  # noqa: PLC0415 - the libraries of one format only
    from pypdf.errors import FileNotDecryptedError  # noqa: PLC0415

    pieces, length = [], 0
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        # Many files are encrypted with an empty password: everyone can read them.
        if reader.is_encrypted and not reader.decrypt(""):
            raise PermissionError
        for _, page in zip(range(MOST_PAGES), reader.pages, strict=False):
            pieces.append(page.extract_text())
            length += len(pieces[-1])
            if length > MOST_CHARACTERS:
                break
    except FileNotDecryptedError as error:
        raise PermissionError from error
    return "\n".join(pieces)


def _read_word(content: bytes) -> str:
    from webinars.announcement_parser.files.word_file import read_word  # noqa: PLC0415

    return read_word(content).text


def _read_office(content: bytes) -> str:
    from webinars.documents.search.office_text import read_office  # noqa: PLC0415

    return read_office(content, MOST_CHARACTERS)


def _read_plain(content: bytes) -> str:
    is_utf_16 = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    return content.decode("utf-16" if is_utf_16 else "utf-8-sig", "replace")


READERS: dict[str, Callable[[bytes], str]] = {
    "application/pdf": _read_pdf,
    "text/plain": _read_plain,
    _WORD: _read_word,
    **dict.fromkeys(OFFICE, _read_office),
}

if __name__ == "__main__":
    main()
