"""Live links of subjects: their tokens under the current key, recorded so that they resolve."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from webinars.capabilities import link_creation, queries
from webinars.capabilities.encryption import decrypt
from webinars.capabilities.link_purposes import OF_REGISTRATION, Purpose
from webinars.capabilities.queries import IssuedCapability
from webinars.capabilities.reply_secrets import reply_secrets
from webinars.capabilities.tokens import derive_reply_token, derive_token, digest_of
from webinars.errors import NotFoundError

Pair = tuple[int, str]


class LiveLinks:
    """Tokens for the e-mails of one transaction, read and recorded in bulk.

    Call record_tokens() before the transaction commits; an unrecorded token does not resolve.
    """

    def __init__(self, session: Session, keys: Sequence[str]) -> None:
        self._session = session
        self._keys = keys or ("",)
        self._key = self._keys[0]
        self._tokens: dict[tuple[Purpose, int], str] = {}
        self._replies: dict[Pair, str] = {}
        self._unrecorded: dict[str, int] = {}

    def read(self, purposes: Collection[Purpose], ids: Iterable[int]) -> None:
        """Read the links of subjects; the purposes share a subject."""
        self._tokens |= {
            (capability.purpose, capability.subject_id): token
            for capability, token in self._derived(
                queries.issued_capabilities(self._session, purposes, ids)
            )
        }

    def read_replies(self, pairs: Iterable[Pair]) -> None:
        """Read the reply addresses of (event, canonical address) pairs, and issue missing ones."""
        wanted = set(pairs) - self._replies.keys()
        if not wanted:
            return
        issued = self._reply_addresses(wanted)
        lacking = wanted - issued.keys()
        if lacking:
            link_creation.issue_reply_addresses(self._session, sorted(lacking))
            issued |= self._reply_addresses(lacking)
        events = {event_id for (event_id, _), capability in issued.items() if not capability.seed}
        secrets = reply_secrets(self._session, events, self._keys) if events else {}
        for (event_id, address), capability in issued.items():
            token = capability.seed or derive_reply_token(secrets[event_id], address)
            self._replies[event_id, address] = token
            self._note_unrecorded(capability, token)

    def _reply_addresses(self, pairs: Collection[Pair]) -> dict[Pair, IssuedCapability]:
        """Return the capabilities of pairs, the tokens of earlier releases decrypted in seed."""
        capabilities = {}
        for capability in queries.reply_addresses(self._session, pairs):
            pair = capability.subject_id, capability.holder
            if pair in pairs and capability.is_live and pair not in capabilities:
                token = decrypt(capability.seed, self._keys) if capability.seed else ""
                capabilities[pair] = replace(capability, seed=token or "")
        return capabilities

    def token(self, purpose: Purpose, subject_id: int) -> str:
        """Return the token of a subject's live link.

        Raises:
            NotFoundError: "no-such-link": revoked, so there is no link to send.
        """
        if (purpose, subject_id) not in self._tokens:
            together = OF_REGISTRATION if purpose in OF_REGISTRATION else (purpose,)
            self.read(together, [subject_id])
        return require_token(self._tokens.get((purpose, subject_id)))

    def reply_token(self, event_id: int, address: str) -> str:
        """Return the token of the address that takes replies to an invitation."""
        if (event_id, address) not in self._replies:
            self.read_replies([(event_id, address)])
        return require_token(self._replies.get((event_id, address)))

    def record_tokens(self) -> None:
        """Store the digests of all tokens handed out, in one order for all workers.

        Two workers may record the same tokens; in different orders they would deadlock.
        """
        unrecorded, self._unrecorded = self._unrecorded, {}
        link_creation.store_digests(self._session, dict(sorted(unrecorded.items())))

    def _derived(self, issued: Sequence[IssuedCapability]) -> list[tuple[IssuedCapability, str]]:
        pairs = [
            (capability, derive_token(capability.purpose, capability.seed, self._key))
            for capability in issued
            if capability.is_live
        ]
        for capability, token in pairs:
            self._note_unrecorded(capability, token)
        return pairs

    def _note_unrecorded(self, capability: IssuedCapability, token: str) -> None:
        digest = digest_of(capability.purpose, token)
        if digest not in capability.digests:
            self._unrecorded[digest] = capability.id


def live_token(
    session: Session, purpose: Purpose, subject_id: int, key: str
) -> tuple[str, str, IssuedCapability]:
    """Return token and digest of a subject's live link, for display on a page, and its capability.

    Raises:
        NotFoundError: "no-such-link".
    """
    live = [
        capability
        for capability in queries.issued_capabilities(session, (purpose,), [subject_id])
        if capability.is_live
    ]
    if not live:
        raise NotFoundError("no-such-link")
    token = derive_token(purpose, live[-1].seed, key)
    return token, digest_of(purpose, token), live[-1]


def require_token(token: str | None) -> str:
    """Return a token, or raise if there is none.

    Raises:
        NotFoundError: "no-such-link".
    """
    if token is None:
        raise NotFoundError("no-such-link")
    return token
