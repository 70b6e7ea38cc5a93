"""Temporary files without a name: they are gone with the process."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def unnamed_file(scratch: Path | None) -> int:
    """Open a temporary file in a folder, if that is there, and return its descriptor."""
    place = scratch if scratch is not None and scratch.is_dir() else None
    with tempfile.TemporaryFile(dir=place) as file:
        return os.dup(file.fileno())


def fill_file(descriptor: int, blocks: Iterable[bytes]) -> None:
    """Write blocks into an open file, in place of what it has."""
    os.ftruncate(descriptor, 0)
    position = 0
    for block in blocks:
        rest = memoryview(block)
        while rest:
            written = os.pwrite(descriptor, rest, position)
            rest, position = rest[written:], position + written
