"""Open ranges of stored files for downloads: slow readers hold neither memory, a thread nor a connection."""

# The server reads an open file as fast as the client takes it. Files that are not on this machine's disk are
# copied into a temporary file without a name first; readers of the same file at the same time share the copy.

import os
from collections.abc import Iterator
from io import SEEK_CUR, SEEK_END, RawIOBase
from threading import Lock
from weakref import WeakValueDictionary, finalize

from sqlalchemy.orm import Session

from webinars.documents.enums import StoragePlace
from webinars.documents.models import DocumentFile
from webinars.documents.storage import folder
from webinars.documents.storage.settings import engine_of, storage_settings
from webinars.documents.storage.stored_files import read_range
from webinars.documents.storage.unnamed_files import fill_file, unnamed_file

# Shorter ranges are read into memory.
MOST_IN_MEMORY = 1024 * 1024
# A server that asks for more than it can send at once would read the rest again.
_MOST_PER_READ = 128 * 1024
_LOCK = Lock()


class _OpenFile:
    """A descriptor that is closed when nothing refers to it any more."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.lock = Lock()
        self.is_complete = False
        finalize(self, os.close, descriptor)


# By id and digest.
_COPIES: WeakValueDictionary[tuple[int, str], _OpenFile] = WeakValueDictionary()


class FileRange(RawIOBase):
    """Octets of an open file, read at a position of its own: others may read the same file."""

    def __init__(self, file: _OpenFile, start: int, length: int) -> None:
        self._file, self._start, self._length, self._position = file, start, length, 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move within the range and return the new position."""
        base = {SEEK_CUR: self._position, SEEK_END: self._length}.get(whence, 0)
        self._position = max(base + offset, 0)
        return self._position

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Read the next octets."""
        wanted = min(len(buffer), self._length - self._position, _MOST_PER_READ)
        part = (
            os.pread(self._file.descriptor, wanted, self._start + self._position)
            if wanted > 0
            else b""
        )
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)


def open_range(
    session: Session, file: DocumentFile, start: int, length: int
) -> bytes | FileRange | Iterator[bytes]:
    """Open a range of a committed file: its bytes if it is short, else a file to read from.

    Returns an iterator of its blocks if the disk has no room for a copy.

    Raises:
        One of LOST_FILE_ERRORS, OSError, StoreUnavailableError: it was deleted, or its bytes cannot be read.
    """
    if length <= MOST_IN_MEMORY:
        return b"".join(read_range(session, file, start, length))
    settings = storage_settings(engine_of(session))
    if file.place is StoragePlace.FOLDER and settings.folder is not None:
        path = folder.path_of(settings.folder, file.storage_key)
        stored = _OpenFile(os.open(path, os.O_RDONLY))
        if os.fstat(stored.descriptor).st_size < file.size:
            raise EOFError(f"the stored file {file.storage_key} is shorter than it was")
        return FileRange(stored, start, length)
    key = (file.id, file.digest)
    with _LOCK:
        copy = _COPIES.get(key)
        if copy is None:
            try:
                copy = _COPIES[key] = _OpenFile(unnamed_file(settings.scratch))
            except OSError:
                return read_range(session, file, start, length)
    with copy.lock:
        if not copy.is_complete:
            try:
                fill_file(copy.descriptor, read_range(session, file))
                copy.is_complete = True
            except FileNotFoundError:
                raise
            except OSError:
                return read_range(session, file, start, length)
    return FileRange(copy, start, length)
