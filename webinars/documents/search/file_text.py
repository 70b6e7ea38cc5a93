"""The text of a file of a document, read in a process of its own with limited time, memory and pages."""

import os
import subprocess
import sys
from collections.abc import Iterable

from webinars.documents.search.text_reader import READERS

MAX_BYTES = 30 * 1024 * 1024  # larger files are found by title and symbol alone
MAX_SECONDS = 60  # of waiting; the process has less of the processor
_TOO_COMPLEX = "file-too-complex"


class UnreadableFileError(Exception):
    """A file whose text cannot be read; the argument is a code."""


def has_readable_text(media_type: str, size: int) -> bool:
    """Return whether the text of a file is read at all: by its media type, and its size in octets."""
    return media_type in READERS and size <= MAX_BYTES


def file_text(media_type: str, blocks: Iterable[bytes]) -> str:
    """Return the text of a file, at most text_reader.MOST_CHARACTERS of its first pages.

    Raises:
        UnreadableFileError: "file-damaged", "file-encrypted", "file-without-text", "file-too-complex".
    """
    module = "webinars.documents.search.text_reader"
    command = [sys.executable, "-I", "-m", module, media_type, str(os.getpid())]
    with subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as reader:
        try:
            output, _ = reader.communicate(b"".join(blocks), timeout=MAX_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise UnreadableFileError(_TOO_COMPLEX) from error
        finally:
            reader.kill()
    status, _, text = output.decode("utf-8", "replace").partition("\n")
    if reader.returncode or not status:  # the limit of time or memory has ended it
        raise UnreadableFileError(_TOO_COMPLEX)
    if status != "ok":
        raise UnreadableFileError(status)
    return text
