"""Files in a folder: random names, written under a temporary name, complete or not there."""

import errno
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from webinars.errors import ConflictError

KEY = re.compile(r"[0-9a-f]{32}")
# Of files that are being written or uploaded.
UNFINISHED = "unfinished"
FULL_DISK_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def new_key() -> str:
    """Return a random name for a file."""
    return secrets.token_hex(16)


def path_of(folder: Path, key: str) -> Path:
    """Return the path of a stored file; the first two characters of its key name its subfolder.

    Raises:
        ValueError: the key is not one of new_key().
    """
    if not KEY.fullmatch(key):
        raise ValueError(f"not the key of a stored file: {key!r}")
    return folder / key[:2] / key


def stored_paths(folder: Path) -> list[Path]:
    """Return the paths of the complete files of a folder; none if it does not exist."""
    paths = (path for path in folder.glob("??/*") if KEY.fullmatch(path.name))
    return sorted(paths)


def write_file(folder: Path, key: str, blocks: Iterable[bytes]) -> None:
    """Store a file durably; nothing is left of it if that fails.

    Raises:
        ConflictError: "document-storage-full".
    """
    unfinished = folder / UNFINISHED / key
    try:
        with full_disk_refused():
            unfinished.parent.mkdir(parents=True, exist_ok=True)
            # A restore that was ended may have left a part of it.
            with unfinished.open("wb") as file:
                for block in blocks:
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            finish_file(folder, key)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


@contextmanager
def full_disk_refused() -> Iterator[None]:
    """Raise an error that people can read when the disk is full.

    Raises:
        ConflictError: "document-storage-full".
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL_DISK_ERRORS:
            raise ConflictError("document-storage-full") from error
        raise


def finish_file(folder: Path, key: str) -> None:
    """Move a complete, synchronised file from its temporary name to its own, durably."""
    path = path_of(folder, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    (folder / UNFINISHED / key).rename(path)
    _sync_folder(path.parent)
    _sync_folder(folder)


def read_file(folder: Path, key: str, start: int, length: int, block: int) -> Iterator[bytes]:
    """Yield a range of a file in blocks of at most block octets.

    Raises:
        FileNotFoundError: the file is not there.
        EOFError: it is shorter than the range.
    """
    with path_of(folder, key).open("rb") as file:
        file.seek(start)
        while length > 0:
            part = file.read(min(block, length))
            if not part:
                raise EOFError(f"the stored file {key} is shorter than it was")
            length -= len(part)
            yield part


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
