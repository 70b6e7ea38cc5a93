"""Apply budgets to composed e-mails: count, postpone, merge, sum up or drop them."""

# The worker does so once per batch, in the transaction that stores the composed e-mails.

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from webinars.outbox import budget_ledger
from webinars.outbox.enqueue import enqueue
from webinars.outbox.locks import MessagesByKey, lock_messages
from webinars.outbox.message_state import mark_superseded
from webinars.outbox.models import BudgetState, Message, MessageState
from webinars.outbox.topics import CANCELLED, PASSING, TOPICS, Overflow, Scope, Topic, merge
from webinars.prepared_statements import PreparedQuery, open_connection
from webinars.security.mailboxes import mailbox_key
from webinars.timezones import clock

# Defaults of the settings, each for the past hour: e-mails to one mailbox; to one mailbox about one event;
# caused by one client without sign-in; notices to one organiser, which a digest then replaces.
MAILBOX_PER_HOUR = 20
EVENT_PER_HOUR = 3
CLIENT_PER_HOUR = 60
NOTICES_PER_HOUR = 10

OVER_BUDGET = "over the hourly limit of its mailbox"
REPLACED = "replaced by a newer e-mail"
IN_DIGEST = "included in a summary"
DIGEST = "organiser.digest"


@dataclass(frozen=True)
class Budgets:
    """How many e-mails an hour each budget has."""

    mailbox: int
    event: int
    client: int
    notices: int

    def of(self, scope: Scope) -> int:
        """Return the budget of a scope; offers and own messages each have that of an event."""
        counts_apart = scope in {Scope.OFFERS, Scope.OWN_MESSAGES}
        return int(getattr(self, "event" if counts_apart else scope.value))


def budgets_from_config(config: Mapping[str, Any]) -> Budgets:
    """Return the budgets of the settings."""
    return Budgets(
        mailbox=config["MAILBOX_EMAILS_PER_HOUR"],
        event=config["EVENT_EMAILS_PER_HOUR"],
        client=config["CLIENT_EMAILS_PER_HOUR"],
        notices=config["ORGANISER_NOTICES_PER_HOUR"],
    )


_QUEUED_KEYS = PreparedQuery(
    select(Message.key).where(
        Message.state == MessageState.QUEUED, Message.key.in_(bindparam("keys", expanding=True))
    )
)


class OverBudgetError(Exception):
    """E-mails exceed a budget: by id, with the times at which they may be sent."""

    def __init__(self, refused: Mapping[int, datetime]) -> None:
        super().__init__(refused)
        self.refused = refused


def event_key(event_id: int | None, topic: str, mailbox: str) -> str:
    """Return the key of an event and mailbox; e-mails without an event are counted by topic."""
    return f"event:{event_id or topic}:{mailbox}"


def is_spent(session: Session, *, event_id: int, email: str) -> bool:
    """Return whether an event has used up its budget for a mailbox."""
    return bool(spent_among(session, event_id=event_id, emails=[email]))


def is_mailbox_spent(session: Session, email: str) -> bool:
    """Return whether a mailbox has had all e-mails of its hour, so that a further one waits."""
    return bool(budget_ledger.spent_keys(session, [_mailbox_budget(mailbox_key(email))]))


def spent_among(session: Session, *, event_id: int, emails: Sequence[str]) -> set[str]:
    """Return the addresses for whose mailboxes an event has used up its budget."""
    keys = {email: event_key(event_id, "", mailbox_key(email)) for email in emails}
    full = budget_ledger.spent_keys(session, list(keys.values()))
    return {email for email, key in keys.items() if key in full}


def merge_waiting(session: Session, messages: Sequence[Message], by_key: MessagesByKey) -> set[int]:
    """Supersede leased messages by newer ones before they are composed; return their ids.

    by_key: the uncomposed messages of their ordering keys, locked, here and in all functions below.
    Only messages that waited are merged: of the others it is not known whether they exceed a budget.
    """
    summed_up = _included_in_digests(session, messages)
    superseded = {message.id for message in summed_up}
    for message in summed_up:
        mark_superseded(message, IN_DIGEST)
    waited = [message for message in messages if message.budget_state is BudgetState.WAITING]
    return superseded | _merge(
        [message for message in waited if message.id not in superseded], by_key
    )


def without_digest(session: Session, messages: Sequence[Message]) -> list[Message]:
    """Return the messages without the notices that a queued digest includes."""
    summed_up = _included_in_digests(session, messages)
    return [message for message in messages if message not in summed_up]


def _included_in_digests(session: Session, messages: Sequence[Message]) -> list[Message]:
    notices = [message for message in messages if _digest_key(message)]
    digests = _queued_keys(session, {_digest_key(message) for message in notices})
    return [message for message in notices if _digest_key(message) in digests]


def count(
    session: Session,
    composed: Sequence[tuple[Message, str]],
    budgets: Budgets,
    by_key: MessagesByKey,
) -> None:
    """Count e-mails that are about to be sent, each with its address.

    Raises:
        OverBudgetError: some exceed a budget. The transaction must be rolled back.
    """
    refused = budget_ledger.spend(
        session, [_charge(message, to, budgets) for message, to in composed]
    )
    if refused:
        raise OverBudgetError(refused)
    messages = [message for message, _ in composed]
    _replace_waiting([message for message in messages if _passes(message)], by_key)
    for message in messages:
        if message.client:
            message.client = ""
        # Exempt e-mails stay exempt once sent, so that those over budget can be told apart.
        if message.budget_state is BudgetState.WAITING:
            message.budget_state = BudgetState.OPEN


def postpone(
    session: Session,
    messages: Sequence[Message],
    frees_at: Mapping[int, datetime],
    by_key: MessagesByKey,
) -> None:
    """Postpone, merge, sum up or drop leased e-mails that exceed their budgets."""
    # All workers insert digest keys in the same order.
    for message in sorted(messages, key=_digest_key):
        match _topic(message).overflow:
            case Overflow.DROP:
                mark_superseded(message, OVER_BUDGET)
            case Overflow.DIGEST:
                _into_digest(session, message)
    over_budget = [message for message in messages if _topic(message).overflow is Overflow.WAIT]
    superseded = _merge(over_budget, by_key)
    for message in over_budget:
        if message.id not in superseded:
            message.budget_state = BudgetState.WAITING
            message.due_at = frees_at[message.id]
            message.attempts -= 1  # as if it had not been leased


def expedite(messages: Sequence[Message], by_key: MessagesByKey) -> None:
    """Exempt messages whose ordering keys wait for a budget, because they have become urgent."""
    blocked = [
        message
        for message in messages
        if _uncomposed(by_key, message.ordering_key, state=BudgetState.WAITING)
    ]
    superseded = _merge(blocked, by_key)
    _exempt([message for message in blocked if message.id not in superseded])


def expedite_waiting(session: Session, registration_ids: Sequence[int]) -> None:
    """Exempt messages about registrations that wait for a budget, before personal data is deleted."""
    _exempt(
        lock_messages(
            session,
            Message.state == MessageState.QUEUED,
            Message.budget_state == BudgetState.WAITING,
            Message.registration_id.in_(registration_ids),
        )
    )


def _exempt(messages: Sequence[Message]) -> None:
    for message in messages:
        message.budget_state = BudgetState.EXEMPT
        message.due_at = clock.now()


def _mailbox_budget(mailbox: str) -> str:
    return f"mailbox:{mailbox}"


def _charge(message: Message, to: str, budgets: Budgets) -> budget_ledger.Charge:
    topic, mailbox = TOPICS[message.topic], mailbox_key(to)
    keys = {
        Scope.MAILBOX: _mailbox_budget(mailbox),
        Scope.EVENT: event_key(message.event_id, message.topic, mailbox),
        Scope.CLIENT: f"client:{message.client}" if message.client else "",
        Scope.NOTICES: f"notices:{mailbox}",
        Scope.OFFERS: f"offers:{message.event_id}:{mailbox}",
        Scope.OWN_MESSAGES: f"own-messages:{message.event_id}:{mailbox}",
    }
    return budget_ledger.Charge(
        id=message.id,
        budgets={keys[scope]: budgets.of(scope) for scope in topic.scopes if keys[scope]},
        group=message.budget_group,
        is_urgent=topic.overflow is Overflow.SEND or message.budget_state is BudgetState.EXEMPT,
    )


def _merge(messages: Sequence[Message], by_key: MessagesByKey) -> set[int]:
    """Supersede messages by newer ones of their ordering keys; return the ids of the superseded."""
    superseded: set[int] = set()
    for ordering_key in {message.ordering_key for message in messages}:
        uncomposed = _uncomposed(by_key, ordering_key)
        for index, message in enumerate(uncomposed):
            for newer in uncomposed[index + 1 :]:
                payload = merge(message.topic, message.payload, newer.topic, newer.payload)
                if payload is not None:
                    newer.payload = payload
                    mark_superseded(message, REPLACED)
                    superseded.add(message.id)
                    break
    return superseded


def _replace_waiting(urgent: Sequence[Message], by_key: MessagesByKey) -> None:
    """Supersede what waits for a budget in the ordering keys of urgent messages."""
    for message in urgent:
        for older in _uncomposed(by_key, message.ordering_key, state=BudgetState.WAITING):
            if older.id > message.id:
                continue
            if merge(older.topic, older.payload, message.topic, message.payload) is not None:
                mark_superseded(older, REPLACED)
            elif older.topic == CANCELLED:
                # Sent an hour later, it would seem to cancel what is sent now.
                _exempt([older])


def _uncomposed(
    by_key: MessagesByKey, ordering_key: str | None, *, state: BudgetState | None = None
) -> list[Message]:
    """Return uncomposed messages of an ordering key, of one budget state if given."""
    return [
        message
        for message in by_key.get(ordering_key or "", ())
        if message.state is MessageState.QUEUED and state in (None, message.budget_state)
    ]


def _digest_key(message: Message) -> str:
    organiser_id = message.payload.get("organiser_id")
    if _topic(message).overflow is not Overflow.DIGEST or organiser_id is None:
        return ""
    return f"notices:{organiser_id}"


def _into_digest(session: Session, message: Message) -> None:
    """Replace a notification by a digest, which includes all that follow until it is composed."""
    key = _digest_key(message)
    if not key:  # queued by a release without digests of notifications
        message.budget_state = BudgetState.EXEMPT
        message.due_at = clock.now() + budget_ledger.HOUR
        return
    since = message.payload["since"]
    enqueue(
        session,
        DIGEST,
        payload={"organiser_id": message.payload["organiser_id"], "since": since},
        due_at=clock.now() + budget_ledger.HOUR,
        key=key,
        priority=message.priority,
    )
    mark_superseded(message, IN_DIGEST)


def _queued_keys(session: Session, keys: Collection[str]) -> set[str | None]:
    if not keys:
        return set()
    rows = _QUEUED_KEYS.rows(open_connection(session), {"keys": sorted(keys)})
    return {key for (key,) in rows}


def _passes(message: Message) -> bool:
    return message.topic in PASSING or message.budget_state is BudgetState.EXEMPT


def _topic(message: Message) -> Topic:
    return TOPICS[message.topic]
