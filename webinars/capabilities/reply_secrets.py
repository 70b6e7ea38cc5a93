"""Reply secrets of events, stored encrypted; the reply addresses of an event are derived from its secret."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import (
    delete,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from webinars.capabilities.encryption import decrypt, encrypt, key_id
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.models import Capability, ReplySecret
from webinars.capabilities.queries import slices
from webinars.capabilities.tokens import new_seed

_NEW_SECRET = (
    insert_sqlite(ReplySecret).on_conflict_do_nothing(),
    insert_postgresql(ReplySecret).on_conflict_do_nothing(),
)


def stored_reply_secrets(session: Session, event_ids: Iterable[int]) -> dict[int, str]:
    """Return the encrypted reply secrets of events."""
    return {
        secret.event_id: secret.encrypted
        for some in slices(event_ids)
        for secret in session.execute(
            select(ReplySecret.event_id, ReplySecret.encrypted).where(
                ReplySecret.event_id.in_(some)
            )
        )
    }


def reply_secrets_of_other_keys(session: Session, prefix: str) -> list[tuple[int, str]]:
    """Return event and value of the reply secrets that do not begin with the id of a key."""
    rows = session.execute(
        select(ReplySecret.event_id, ReplySecret.encrypted).where(
            ~ReplySecret.encrypted.startswith(prefix, autoescape=True)
        )
    )
    return [(row[0], row[1]) for row in rows]


def reply_seeds_of_other_keys(session: Session, prefix: str) -> list[tuple[int, str]]:
    """Return id and seed of the reply addresses whose token does not begin with the id of a key."""
    rows = session.execute(
        select(Capability.id, Capability.seed).where(
            Capability.purpose == Purpose.REPLY,
            Capability.seed != "",
            ~Capability.seed.startswith(prefix, autoescape=True),
        )
    )
    return [(row[0], row[1]) for row in rows]


def reply_secrets(
    session: Session, event_ids: Collection[int], keys: Sequence[str]
) -> dict[int, str]:
    """Return the reply secrets of events, created where missing or encrypted under an unknown key."""
    secrets = _decrypted(session, event_ids, keys)
    lacking = sorted(event_id for event_id in event_ids if secrets.get(event_id) is None)
    if lacking:
        delete_reply_secrets(session, set(lacking) & secrets.keys())
        new = {event_id: encrypt(new_seed(), keys[0]) for event_id in lacking}
        store_reply_secrets(session, new)
        # Another worker may have stored one in the meantime: read what holds.
        secrets |= _decrypted(session, lacking, keys)
    return {event_id: secret for event_id, secret in secrets.items() if secret is not None}


def re_encrypt_reply_secrets(session: Session, keys: Sequence[str]) -> None:
    """Encrypt under the first key what was encrypted under an older one, so that it can be dropped."""
    prefix = key_id(keys[0])
    for replace_stored, rows in (
        (update_reply_secret, reply_secrets_of_other_keys(session, prefix)),
        (update_reply_seed, reply_seeds_of_other_keys(session, prefix)),
    ):
        for row_id, encrypted in rows:
            text = decrypt(encrypted, keys)
            if text is not None:
                replace_stored(session, row_id, encrypted, encrypt(text, keys[0]))


def _decrypted(
    session: Session, event_ids: Collection[int], keys: Sequence[str]
) -> dict[int, str | None]:
    stored = stored_reply_secrets(session, event_ids)
    return {event_id: decrypt(encrypted, keys) for event_id, encrypted in stored.items()}


def store_reply_secrets(session: Session, encrypted: dict[int, str]) -> None:
    """Store the encrypted reply secrets of events; existing ones stay."""
    new_secret = _NEW_SECRET[session.get_bind().dialect.name == "postgresql"]
    session.execute(
        new_secret,
        [
            {"event_id": event_id, "encrypted": secret}
            for event_id, secret in sorted(encrypted.items())
        ],
    )


def delete_reply_secrets(session: Session, event_ids: Collection[int]) -> None:
    """Delete the reply secrets of events that no accepted key decrypts."""
    if event_ids:
        session.execute(delete(ReplySecret).where(ReplySecret.event_id.in_(event_ids)))


def update_reply_secret(session: Session, event_id: int, before: str, encrypted: str) -> None:
    """Replace the encrypted form of an event's reply secret."""
    session.execute(
        update(ReplySecret)
        .where(ReplySecret.event_id == event_id, ReplySecret.encrypted == before)
        .values(encrypted=encrypted)
    )


def update_reply_seed(session: Session, capability_id: int, before: str, encrypted: str) -> None:
    """Replace the encrypted form of a token that an earlier release e-mailed."""
    session.execute(
        update(Capability)
        .where(Capability.id == capability_id, Capability.seed == before)
        .values(seed=encrypted)
    )
