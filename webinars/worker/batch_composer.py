"""Compose a batch of messages in one transaction: within the budgets, with reads that they share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.database import transaction
from webinars.emails.batch import Batch
from webinars.emails.composers import COMPOSERS, compose
from webinars.installation.site_source import SiteSource
from webinars.outbox import email_budgets, message_leases
from webinars.outbox.email_budgets import Budgets
from webinars.outbox.message_leases import Composed, DueMessage, LeasedMessage
from webinars.outbox.models import Message, MessageState


@dataclass(frozen=True)
class BatchResult:
    """What a batch became: composed messages by id, the ids withheld, and how many were settled."""

    composed: dict[int, Composed]
    withheld: set[int]
    settled: int


class BatchComposer:
    """Composes e-mails for one worker."""

    def __init__(self, source: SiteSource, budgets: Budgets) -> None:
        self._source = source
        self._budgets = budgets

    def compose_new(self, session: Session, due: Sequence[DueMessage]) -> dict[int, Composed]:
        """Compose the locked messages to which nothing has happened yet, and count them in the ledger.

        None beside a message that fans out: that may supersede them.
        """
        if any(locked.message.topic not in COMPOSERS for locked in due):
            return {}
        new = [locked for locked in due if locked.is_new and "until" not in locked.message.payload]
        messages = email_budgets.without_digest(session, [locked.message for locked in new])
        first = [locked.message for locked in new if locked.is_first]
        composed = self._compose_all(session, messages, first)
        email_budgets.count(session, _emails(messages, composed), self._budgets, {})
        return composed

    def compose_leased(self, batch: Sequence[LeasedMessage]) -> BatchResult:
        """Compose messages with a valid lease, count them in the ledger and store their bytes.

        If some exceed a budget, the transaction is rolled back, because composing records invitations,
        and the rest is composed without them.
        """
        refused: dict[int, datetime] = {}
        while True:
            try:
                with transaction() as session:
                    rows, by_key = message_leases.lock_batch(session, batch)
                    messages = [rows[leased.id] for leased in batch if leased.id in rows]
                    withheld = email_budgets.merge_waiting(session, messages, by_key)
                    over_budget = [
                        message for message in messages if message.id in refused.keys() - withheld
                    ]
                    email_budgets.postpone(session, over_budget, refused, by_key)
                    withheld |= {message.id for message in over_budget}
                    remaining = [message for message in messages if message.id not in withheld]
                    composed = self._compose_all(session, remaining)
                    emails = _emails(remaining, composed)
                    email_budgets.count(session, emails, self._budgets, by_key)
                    message_leases.store_all_composed(session, list(composed.items()))
                    queued = MessageState.QUEUED
                    settled = sum(
                        message.state is not queued
                        for message in messages
                        if message.id in withheld
                    )
            except email_budgets.OverBudgetError as error:
                refused |= error.refused
            else:
                return BatchResult(composed, withheld, settled)

    def _compose_all(
        self, session: Session, messages: Sequence[Message], first: Sequence[Message] = ()
    ) -> dict[int, Composed]:
        shared = Batch(session, self._source.site, messages, first)
        composed = {
            message.id: composed
            for message in messages
            if (composed := compose(session, message, self._source.site, batch=shared)) is not None
        }
        shared.record()
        return composed


def _emails(
    messages: Sequence[Message], composed: Mapping[int, Composed]
) -> list[tuple[Message, str]]:
    """Return the messages that were composed, each with its recipient."""
    return [
        (message, composed[message.id].recipient) for message in messages if message.id in composed
    ]
