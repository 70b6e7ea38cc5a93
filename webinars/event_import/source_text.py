"""Decode the bytes of an imported file: UTF-8, UTF-16 with a byte order mark, or Windows-1252."""

from webinars.errors import InvalidInputError

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decode(content: bytes) -> str:
    """Return the text of a file, without its byte order mark.

    Text that is not UTF-8 is that of older Windows programs, which is never UTF-8 by accident once it has
    two accented letters.

    Raises:
        InvalidInputError: "file-empty"; "import-not-text" for other encodings and binary files.
    """
    if not content.strip():
        raise InvalidInputError("file-empty")
    try:
        if content.startswith(_UTF_16):
            text = content.decode("utf-16")
        else:
            text = _utf_8(content) or content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InvalidInputError("import-not-text") from error
    if "\0" in text:
        raise InvalidInputError("import-not-text")
    return text


def _utf_8(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
