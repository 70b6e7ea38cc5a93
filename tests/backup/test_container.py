"""The backup file format: any changed, moved or truncated data is detected before use."""

import io

import pytest

from webinars.backup import container
from webinars.backup.container import CHUNK, Reader, Writer
from webinars.backup.errors import BackupError

PASSPHRASE = b"correct horse battery staple"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Derive keys quickly; passphrases of tests need not be expensive to guess."""
    monkeypatch.setattr(container, "SCRYPT_N", 2)


def written(data, passphrase):
    file = io.BytesIO()
    writer = Writer(file, passphrase)
    for start in range(0, len(data), 50_000):
        writer.write(data[start : start + 50_000])
    writer.close()
    return file.getvalue()


def read(raw, passphrase, length):
    reader = Reader(io.BytesIO(raw), passphrase)
    data = reader.read(length)
    reader.must_end()
    return data


@pytest.fixture(params=[None, PASSPHRASE], ids=["plain", "encrypted"])
def passphrase(request):
    return request.param


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_written_data_is_read_back(passphrase, length):
    data = bytes(n % 251 for n in range(length))

    assert read(written(data, passphrase), passphrase, length) == data


def test_any_flipped_bit_is_detected(passphrase):
    data = bytes(2 * CHUNK + 100)
    raw = written(data, passphrase)
    first_chunk = raw.index(b"\n", len(container.MAGIC)) + 1
    spots = [*range(first_chunk + 40), CHUNK, *range(len(raw) - 50, len(raw))]

    for spot in spots:
        changed = bytearray(raw)
        changed[spot] ^= 1 << (spot % 8)
        with pytest.raises(BackupError):
            read(bytes(changed), passphrase, len(data))


def test_truncation_is_detected(passphrase):
    raw = written(bytes(3 * CHUNK), passphrase)
    start = raw.index(b"\n", len(container.MAGIC)) + 1
    sealed = CHUNK + (16 if passphrase else 32)

    for end in (*range(start + 1), start + sealed, start + 2 * sealed, len(raw) - 1):
        with pytest.raises(BackupError):
            read(raw[:end], passphrase, 3 * CHUNK)


def test_reordered_chunks_are_detected(passphrase):
    raw = written(bytes(CHUNK) + b"1" * CHUNK + b"2", passphrase)
    start = raw.index(b"\n", len(container.MAGIC)) + 1
    sealed = CHUNK + (16 if passphrase else 32)
    one, two = raw[start : start + sealed], raw[start + sealed : start + 2 * sealed]
    swapped = raw[:start] + two + one + raw[start + 2 * sealed :]

    with pytest.raises(BackupError):
        read(swapped, passphrase, 2 * CHUNK + 1)


def test_trailing_data_is_detected(passphrase):
    raw = written(b"data", passphrase)

    with pytest.raises(BackupError):
        read(raw + b"more", passphrase, 4)


def test_wrong_passphrase_is_rejected():
    raw = written(b"data", PASSPHRASE)

    with pytest.raises(BackupError, match=r"^the passphrase is wrong, or the backup was changed"):
        read(raw, b"another", 4)


def test_encrypted_file_marked_as_plain_is_rejected():
    raw = written(b"data", PASSPHRASE).replace(b'"encrypted": true', b'"encrypted": false')

    with pytest.raises(BackupError):
        read(raw, None, 4)


def test_encrypted_file_contains_no_plain_text():
    secret = b"a secret that is to be kept"

    assert secret not in written(secret * 10, PASSPHRASE)


@pytest.mark.parametrize(
    "raw",
    [b"", b"PK\x03\x04", b"webinars backup\n", b"webinars backup\n{}\n", b"webinars backup\n[]\n"],
)
def test_other_file_is_not_a_backup(raw):
    with pytest.raises(BackupError, match="this is no backup"):
        Reader(io.BytesIO(raw), None)


def test_later_format_is_named_in_the_error():
    raw = b'webinars backup\n{"encrypted": false, "format": 2}\n'

    with pytest.raises(BackupError, match="newer version"):
        Reader(io.BytesIO(raw), None)
