"""Tokens of links: derived under the current key, and recorded so that they resolve."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy.orm import Session

from webinars.capabilities import actions, queries
from webinars.capabilities.purposes import OF_REGISTRATION, Purpose
from webinars.capabilities.queries import Issued
from webinars.capabilities.tokens import derive, digest_of
from webinars.errors import NotFoundError

Pair = tuple[int, str]


class Links:
    """Tokens for the e-mails of one transaction, read and recorded in bulk.

    Call record_tokens() before the transaction commits; an unrecorded token does not resolve.
    """

    def __init__(self, session: Session, keys: Sequence[str]) -> None:
        self._session = session
        self._key = keys[0] if keys else ""
        self._tokens: dict[tuple[Purpose, int], str] = {}
        self._replies: dict[Pair, str] = {}
        self._unrecorded: dict[str, int] = {}

    def read(self, purposes: Collection[Purpose], ids: Iterable[int]) -> None:
        """Read the links of subjects; the purposes share a subject."""
        self._tokens |= {
            (capability.purpose, capability.subject_id): token
            for capability, token in self._derived(queries.issued(self._session, purposes, ids))
        }

    def read_replies(self, pairs: Iterable[Pair], *, lasting: bool = True) -> None:
        """Read the reply addresses of (event, canonical address) pairs, and issue missing ones.

        lasting: replace one that is about to expire because its holder changed address.
        """
        wanted = set(pairs)
        if not wanted:
            return
        addresses = queries.reply_addresses(self._session, wanted)
        lacking = wanted - {
            (capability.subject_id, capability.holder)
            for capability in addresses
            if capability.is_live and not (lasting and capability.expires)
        }
        if lacking:
            actions.issue_reply_addresses(self._session, sorted(lacking))
            addresses += queries.reply_addresses(self._session, lacking)
        self._replies |= {
            (capability.subject_id, capability.holder): token
            for capability, token in self._derived(addresses)
        }

    def token(self, purpose: Purpose, subject_id: int) -> str:
        """Return the token of a subject's live link.

        Raises:
            NotFoundError: "no-such-link": revoked, so there is no link to send.
        """
        if (purpose, subject_id) not in self._tokens:
            together = OF_REGISTRATION if purpose in OF_REGISTRATION else (purpose,)
            self.read(together, [subject_id])
        return existing_token(self._tokens.get((purpose, subject_id)))

    def reply_token(self, event_id: int, address: str) -> str:
        """Return the token of the address that takes replies to an invitation."""
        if (event_id, address) not in self._replies:
            self.read_replies([(event_id, address)], lasting=False)
        return existing_token(self._replies.get((event_id, address)))

    def record_tokens(self) -> None:
        """Store the digests of all tokens handed out, in one order for all workers.

        Two workers may record the same tokens; in different orders they would deadlock.
        """
        unrecorded, self._unrecorded = self._unrecorded, {}
        actions.store_digests(self._session, dict(sorted(unrecorded.items())))

    def _derived(self, issued: Sequence[Issued]) -> list[tuple[Issued, str]]:
        pairs = [
            (capability, derive(capability.purpose, capability.seed, self._key))
            for capability in issued
            if capability.is_live
        ]
        self._unrecorded |= {
            digest: capability.id
            for capability, token in pairs
            if (digest := digest_of(capability.purpose, token)) not in capability.digests
        }
        return pairs


def live_token(
    session: Session, purpose: Purpose, subject_id: int, key: str
) -> tuple[str, str, Issued]:
    """Return token and digest of a subject's live link, for display on a page, and its capability.

    Raises:
        NotFoundError: "no-such-link".
    """
    live = [
        capability
        for capability in queries.issued(session, (purpose,), [subject_id])
        if capability.is_live
    ]
    if not live:
        raise NotFoundError("no-such-link")
    token = derive(purpose, live[-1].seed, key)
    return token, digest_of(purpose, token), live[-1]


def existing_token(token: str | None) -> str:
    """Return a token, or raise if there is none.

    Raises:
        NotFoundError: "no-such-link".
    """
    if token is None:
        raise NotFoundError("no-such-link")
    return token
