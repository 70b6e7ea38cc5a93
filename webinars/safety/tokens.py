"""Secrets in links: signed references to a row, each for one purpose, and random ones stored as digests.

A personal link is the row's id and generation signed for its purpose, so a database that leaks holds no
live link, and raising the generation revokes what was sent (security.md keeps 128 bits as the floor; the
HMAC-SHA256 here has 256).
"""

import hashlib
import secrets
from functools import lru_cache
from typing import Literal

from itsdangerous import BadData, Signer, URLSafeSerializer
from itsdangerous.encoding import base64_encode

Purpose = Literal[
    "manage", "join", "address", "calendar", "invitee", "delegation", "comment", "removal"
]
LONGEST = 200


def sign(purpose: Purpose, row_id: int, generation: int, keys: tuple[str, ...]) -> str:
    """Return the token of a row for one purpose, signed with the first key."""
    # What the serializer writes, without its attempt to compress seven characters.
    said = base64_encode(b"[%d,%d]" % (row_id, generation))
    return _signer(purpose, keys).sign(said).decode("ascii")


def read(purpose: Purpose, token: str, keys: tuple[str, ...]) -> tuple[int, int] | None:
    """Return (row id, generation) of a token, or None if it is not one of ours for this purpose."""
    if len(token) > LONGEST:
        return None
    try:
        said = _serializer(purpose, keys).loads(token)
    except BadData:
        return None
    match said:
        case [int(row_id), int(generation)]:
            return row_id, generation
        case _:
            return None


def random_token() -> str:
    """Return a new secret of 256 bits for a link that is stored as a digest."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is stored of a random token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


@lru_cache(maxsize=64)
def _signer(purpose: Purpose, keys: tuple[str, ...]) -> Signer:
    return _serializer(purpose, keys).make_signer()


@lru_cache(maxsize=64)
def _serializer(purpose: Purpose, keys: tuple[str, ...]) -> URLSafeSerializer:
    # itsdangerous signs with the last key and accepts all of them.
    return URLSafeSerializer(
        list(reversed(keys)),
        salt=f"webinars.{purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
