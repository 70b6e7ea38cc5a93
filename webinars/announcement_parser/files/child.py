"""Reads one file in a process of its own: -m webinars.announcement_parser.files.child KIND PARENT < FILE."""

# The formats are complex and their libraries have had endless loops and unbounded memory; here the system
# ends both. Nothing is written to disk.

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

from webinars.announcement_parser.files.document import Document, to_json
from webinars.errors import InvalidInputError

CPU_SECONDS = 10
MEMORY_BYTES = 1024 * 1024 * 1024
_PR_SET_PDEATHSIG = 1  # of linux/prctl.h


def main() -> None:
    """Read standard input as the format that the argument names; print the document or the error as JSON."""
    limit_resources()
    end_with_parent(int(sys.argv[2]))
    content = sys.stdin.buffer.read()
    print(json.dumps(read_result(sys.argv[1], content)))  # noqa: T201 - the answer to the parent process


def limit_resources(cpu_seconds: int = CPU_SECONDS) -> None:
    """Limit the processor time and the memory of this process; it can write no file."""
    for limit, value in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def end_with_parent(parent_id: int) -> None:
    """Let the system kill this process when the one that started it ends, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent_id:  # it has ended before
            os._exit(1)


def read_result(kind: str, content: bytes) -> dict[str, Any]:
    """Return the document of a content, or the code and the facts of an error, as JSON values."""
    try:
        return to_json(_reader(kind)(content))
    except InvalidInputError as error:
        return {"error": error.code, "facts": error.facts}
    except (MemoryError, RecursionError):
        return {"error": "file-too-complex", "facts": {}}
    except Exception:  # noqa: BLE001 - libraries raise anything for damaged files
        return {"error": "file-damaged", "facts": {}}


def _reader(kind: str) -> Callable[[bytes], Document]:
    """Return the reader of a format, and import the libraries of that one only."""
    match kind:
        case "pdf":
            from webinars.announcement_parser.files.pdf_file import read_pdf as read  # noqa: PLC0415
        case "docx":
            from webinars.announcement_parser.files.word_file import read_word as read  # noqa: PLC0415
        case "ics":
            from webinars.announcement_parser.files.calendar_file import read_calendar as read  # noqa: PLC0415
        case _:
            from webinars.announcement_parser.files.email_file import read_email as read  # noqa: PLC0415
    return read


if __name__ == "__main__":
    main()
