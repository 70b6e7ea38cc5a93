"""Backup file format: a header, then chunks authenticated with their position and a last-chunk flag."""

# References:
#     Hoang, Reyhanitabar, Rogaway, Vizár 2015: Online Authenticated-Encryption and its Nonce-Reuse
#     Misuse-Resistance (STREAM).
#     RFC 7914 scrypt; RFC 8439 ChaCha20 and Poly1305.

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from webinars.backup.errors import BackupError

MAGIC = b"webinars backup\n"
FORMAT = 1
CHUNK = 64 * 1024
LONGEST_HEADER = 1024
# OWASP's minimum for scrypt; fixed in the format, so that no file can demand more memory.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**17, 8, 1
NO_BACKUP = "this is no backup of Webinars"
DAMAGED = "the backup is damaged or incomplete"
DAMAGED_OR_WRONG = "the passphrase is wrong, or the backup was changed or cut off"


class Seal(Protocol):
    """Seals chunks, each under a nonce that is used once."""

    overhead: int

    def seal(self, nonce: bytes, chunk: bytes) -> bytes:
        """Return the chunk with its authentication tag or digest."""

    def open(self, nonce: bytes, sealed: bytes) -> bytes:
        """Return the chunk.

        Raises:
            BackupError: authentication failed.
        """


class Encryption:
    """Encrypts with a key that scrypt derives from a passphrase; each chunk also authenticates the header."""

    overhead = 16

    def __init__(self, passphrase: bytes, salt: bytes, header: bytes) -> None:
        kdf = Scrypt(salt=salt, length=32, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P)
        self._cipher = ChaCha20Poly1305(kdf.derive(passphrase))
        self._header = header

    def seal(self, nonce: bytes, chunk: bytes) -> bytes:
        """Return the chunk encrypted, with its tag."""
        return self._cipher.encrypt(nonce, chunk, self._header)

    def open(self, nonce: bytes, sealed: bytes) -> bytes:
        """Return the chunk decrypted."""
        try:
            return self._cipher.decrypt(nonce, sealed, self._header)
        except InvalidTag as error:
            raise BackupError(DAMAGED_OR_WRONG) from error


class Digest:
    """Adds a digest, which detects damage but not forgery."""

    overhead = 32

    def __init__(self, header: bytes) -> None:
        self._header = header

    def seal(self, nonce: bytes, chunk: bytes) -> bytes:
        """Return the chunk followed by its digest."""
        return chunk + self._digest(nonce, chunk)

    def open(self, nonce: bytes, sealed: bytes) -> bytes:
        """Return the chunk without its digest."""
        chunk, digest = sealed[: -self.overhead], sealed[-self.overhead :]
        if not hmac.compare_digest(digest, self._digest(nonce, chunk)):
            raise BackupError(DAMAGED)
        return chunk

    def _digest(self, nonce: bytes, chunk: bytes) -> bytes:
        return hashlib.sha256(self._header + nonce + chunk).digest()


class Writer:
    """Writes a stream of bytes as sealed chunks; close() writes the last one."""

    def __init__(self, file: BinaryIO, passphrase: bytes | None) -> None:
        self._file, self._pending, self._counter = file, bytearray(), 0
        fields: dict[str, object] = {"format": FORMAT, "encrypted": passphrase is not None}
        salt = secrets.token_bytes(16)
        if passphrase is not None:
            fields["salt"] = salt.hex()
        header = MAGIC + json.dumps(fields, sort_keys=True).encode() + b"\n"
        self._seal: Seal = (
            Digest(header) if passphrase is None else Encryption(passphrase, salt, header)
        )
        file.write(header)

    def write(self, data: bytes) -> None:
        """Add bytes to the stream."""
        self._pending += data
        # The last chunk needs its flag, so one chunk is buffered.
        while len(self._pending) > CHUNK:
            self._put(bytes(self._pending[:CHUNK]), is_last=False)
            del self._pending[:CHUNK]

    def close(self) -> None:
        """Flush the last chunk; the file stays open."""
        self._put(bytes(self._pending), is_last=True)

    def _put(self, chunk: bytes, *, is_last: bool) -> None:
        self._file.write(self._seal.seal(_nonce(self._counter, is_last=is_last), chunk))
        self._counter += 1


class Reader:
    """Reads the stream and verifies each chunk before returning any of it; fails at the first bad chunk."""

    def __init__(self, file: BinaryIO, passphrase: bytes | None) -> None:
        file.seek(0)
        header = read_header(file)
        if not header.is_encrypted:
            self._seal: Seal = Digest(header.text)
        elif passphrase is None:
            raise BackupError("the backup is encrypted: its passphrase is needed")
        else:
            self._seal = Encryption(passphrase, header.salt, header.text)
        self._chunks, self._pending = self._read(file), bytearray()

    def read(self, length: int) -> bytes:
        """Read exactly this many bytes.

        Raises:
            BackupError: the stream is shorter, or a chunk is damaged.
        """
        while len(self._pending) < length:
            chunk = next(self._chunks, None)
            if chunk is None:
                raise BackupError(DAMAGED)
            self._pending += chunk
        data = bytes(self._pending[:length])
        del self._pending[:length]
        return data

    def must_end(self) -> None:
        """Check that nothing follows, up to the last chunk.

        Raises:
            BackupError: there is more data, or the file is truncated.
        """
        if self._pending or any(self._chunks):
            raise BackupError(DAMAGED)

    def _read(self, file: BinaryIO) -> Iterator[bytes]:
        length, counter = CHUNK + self._seal.overhead, 0
        sealed = file.read(length)
        while sealed:
            following = file.read(length)
            yield self._seal.open(_nonce(counter, is_last=not following), sealed)
            sealed, counter = following, counter + 1


@dataclass(frozen=True)
class Header:
    """The parsed header of a backup."""

    is_encrypted: bool
    salt: bytes
    text: bytes


def read_header(file: BinaryIO) -> Header:
    """Parse the header of a backup.

    Raises:
        BackupError: it is not a backup, or its format is not supported.
    """
    start = file.read(len(MAGIC))
    line = file.readline(LONGEST_HEADER) if start == MAGIC else b""
    try:
        header = json.loads(line)
        encrypted = header["encrypted"]
        salt = bytes.fromhex(header["salt"]) if encrypted else b""
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(NO_BACKUP) from error
    if header.get("format") != FORMAT:
        raise BackupError("the backup has a format of a newer version of Webinars")
    return Header(bool(encrypted), salt, start + line)


def _nonce(counter: int, *, is_last: bool) -> bytes:
    """Return the nonce of a chunk: its position, because each key is used for one file only."""
    return counter.to_bytes(11, "big") + bytes([is_last])
