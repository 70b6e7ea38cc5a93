"""Sections of a backup stream: named, of any length, terminated by an empty name."""

from collections.abc import Iterable, Iterator

from webinars.backup.container import DAMAGED, Reader, Writer
from webinars.backup.errors import BackupError

BLOCK = 64 * 1024
LONGEST_NAME = 255


def write_section(writer: Writer, name: str, blocks: Iterable[bytes]) -> None:
    """Write a section as length-prefixed blocks, terminated by an empty one."""
    encoded = name.encode()
    writer.write(_length(encoded) + encoded)
    for block in blocks:
        if block:
            writer.write(_length(block) + block)
    writer.write(_length(b""))


def end_sections(writer: Writer) -> None:
    """Write the terminator after the last section."""
    writer.write(_length(b""))


def read_sections(reader: Reader) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the name and blocks of each section; unread blocks are skipped.

    Raises:
        BackupError: the stream is malformed.
    """
    while length := _read_length(reader, LONGEST_NAME):
        try:
            name = reader.read(length).decode()
        except UnicodeDecodeError as error:
            raise BackupError(DAMAGED) from error
        blocks = _blocks(reader)
        yield name, blocks
        for _ in blocks:  # skip unread blocks
            pass
    reader.must_end()


def _blocks(reader: Reader) -> Iterator[bytes]:
    while length := _read_length(reader, 2**31):
        while length:
            part = min(length, BLOCK)
            yield reader.read(part)
            length -= part


def _read_length(reader: Reader, most: int) -> int:
    length = int.from_bytes(reader.read(4), "big")
    if length > most:
        raise BackupError(DAMAGED)
    return length


def _length(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big")
