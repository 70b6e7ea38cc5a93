"""Threads of e-mails to one mailbox about one event, or several dates of it (RFC 5322 section 3.6.4)."""

# The first reference is the root: derived, not stored, and never sent itself. E-mail programs group messages
# that share a reference, so the thread outlives purged rows, an erasure and a new registration with the same
# address. The second is the first e-mail that was sent, for programs that look for a message they have; it is
# known while its row is stored. Invitations to several dates come below the e-mail that lists all of them.

import hmac
from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from webinars.outbox.models import Message, MessageState
from webinars.prepared_statements import PreparedQuery, open_connection
from webinars.security.email_addresses import normalize_address
from webinars.security.urls import host_of
from webinars.site import Site

# Built once, like all queries of a batch: building them took longer than executing them.
_SENT = PreparedQuery(
    select(Message.ordering_key, Message.recipient, Message.mail_id)
    .where(
        Message.ordering_key.in_(bindparam("ordering_keys", expanding=True)),
        Message.state == MessageState.SENT,
        Message.mail_id != "",
    )
    .order_by(Message.id)
)


def message_id_host(site: Site) -> str:
    """Return the part of Message-IDs after the @."""
    return host_of(site.base_url) or "localhost"


def root_id(event_id: int | str, address: str, site: Site) -> str:
    """Return the root of a thread about an event, or what else names a subject; it hides the address."""
    key = site.keys[0] if site.keys else ""
    value = f"webinars.thread\0{event_id}\0{normalize_address(address)}"
    digest = hmac.digest(key.encode(), value.encode(), "sha256").hex()[:32]
    return f"<thread-{digest}@{message_id_host(site)}>"


class Threads:
    """References of the e-mails of one transaction, read in bulk."""

    def __init__(self, session: Session, site: Site) -> None:
        self._session = session
        self._site = site
        self._first_ids: dict[str, dict[str, str]] = {}  # by ordering key and recipient

    def begin(self, messages: Iterable[Message]) -> None:
        """Note messages of whose ordering keys none was sent before, so that nothing is read for them."""
        self._first_ids |= {row.ordering_key: {} for row in messages if row.ordering_key}

    def read(self, messages: Iterable[Message]) -> None:
        """Read the first sent e-mail of each ordering key and recipient with one query."""
        keys = {row.ordering_key for row in messages if row.event_id and row.ordering_key}
        new = keys - self._first_ids.keys()
        if not new:
            return
        self._first_ids |= {key: {} for key in new}
        rows = _SENT.rows(open_connection(self._session), {"ordering_keys": sorted(new)})
        for ordering_key, recipient, mail_id in rows:
            self._first_ids[str(ordering_key)].setdefault(recipient, mail_id)

    def references(self, message: Message, recipient: str) -> tuple[str, ...]:
        """Return the References of an e-mail to a mailbox; none unless it is about one event."""
        if message.event_id is None:
            return ()
        self.read([message])
        first = self._first_ids.get(message.ordering_key or "", {}).get(recipient)
        root = root_id(message.event_id, recipient, self._site)
        if group_id := message.payload.get("date_group_id"):
            return self._of_dates(group_id, message, recipient, root)
        return (root, first) if first else (root,)

    def _of_dates(
        self, group_id: int, message: Message, recipient: str, root: str
    ) -> tuple[str, ...]:
        """Return the References of the e-mail that lists all dates, or of the invitation to one."""
        root_of_dates = root_id(f"dates-{group_id}", recipient, self._site)
        token = message.payload.get("summary_token")
        if token is None:
            return (root_of_dates,)
        # The thread of the event follows, so that later e-mails about this date find their way.
        return root_of_dates, f"<{token}@{message_id_host(self._site)}>", root
