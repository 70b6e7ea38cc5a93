"""Whether e-mails that were just composed may leave now: counted, put off, merged, or dropped.

The worker asks once for each batch that it leases, in the transaction that stores what the e-mails say.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.outbox import ledger
from webinars.outbox.actions import post, settle_superseded
from webinars.outbox.locking import Lanes, lock_messages
from webinars.outbox.models import BudgetState, Message, MessageState
from webinars.outbox.queries import queued
from webinars.outbox.topics import CANCELLED, PASSING, TOPICS, Overflow, Scope, Topic, merge
from webinars.security.mailboxes import mailbox_key
from webinars.timezones import clock

PAST_BUDGET = "more than its mailbox gets in an hour"
REPLACED = "something newer is told"
IN_DIGEST = "a digest tells of it"
DIGEST = "organiser.digest"


@dataclass(frozen=True)
class Budgets:
    """How many e-mails an hour each budget has."""

    mailbox: int = 20
    event: int = 3
    client: int = 60
    notices: int = 10

    def of(self, scope: Scope) -> int:
        """Return the budget of a scope; offers have that of an event."""
        return int(getattr(self, "event" if scope is Scope.OFFERS else scope.value))


class OverBudgetError(Exception):
    """E-mails are more than a budget allows: by id, with the instants at which they may leave."""

    def __init__(self, refused: Mapping[int, datetime]) -> None:
        super().__init__(refused)
        self.refused = refused


def event_key(event_id: int | None, topic: str, mailbox: str) -> str:
    """Return the key of an event and mailbox; e-mails about no event are counted by their topic."""
    return f"event:{event_id or topic}:{mailbox}"


def is_spent(session: Session, *, event_id: int, email: str) -> bool:
    """Tell whether an event has written to a mailbox as often in this hour as it may."""
    return bool(spent_among(session, event_id=event_id, emails=[email]))


def spent_among(session: Session, *, event_id: int, emails: Sequence[str]) -> set[str]:
    """Return to which of some addresses an event has written as often in this hour as it may."""
    keys = {email: event_key(event_id, "", mailbox_key(email)) for email in emails}
    full = ledger.spent_keys(session, list(keys.values()))
    return {email for email, key in keys.items() if key in full}


def merge_waiting(session: Session, messages: Sequence[Message], lanes: Lanes) -> set[int]:
    """Settle leased messages that something newer replaces before they are composed; return their ids.

    lanes: the unwritten messages of their lanes, locked, as in all functions below.
    Only those that waited are asked about: of the others nobody knows yet that they are too many.
    """
    notices = {each.id: each for each in messages if _digest_key(each)}
    digests = _queued_keys(session, {_digest_key(each) for each in notices.values()})
    gone = {each.id for each in notices.values() if _digest_key(each) in digests}
    for number in gone:
        settle_superseded(notices[number], IN_DIGEST)
    waited = [each for each in messages if each.budget_state is BudgetState.WAITING]
    return gone | _merge([each for each in waited if each.id not in gone], lanes)


def count(
    session: Session, composed: Sequence[tuple[Message, str]], budgets: Budgets, lanes: Lanes
) -> None:
    """Count e-mails that may leave now, each with the address it goes to.

    Raises:
        OverBudgetError: some are too many. Nothing of this transaction may be kept.
    """
    refused = ledger.spend(session, [_charge(each, to, budgets) for each, to in composed])
    if refused:
        raise OverBudgetError(refused)
    messages = [message for message, _ in composed]
    _replace_waiting([each for each in messages if _passes(each)], lanes)
    for each in messages:
        if each.client:
            each.client = ""
        # An exempt one stays so, also once sent: what exceeds a budget can be told apart afterwards.
        if each.budget_state is BudgetState.WAITING:
            each.budget_state = BudgetState.OPEN


def put_off(
    session: Session, messages: Sequence[Message], frees_at: Mapping[int, datetime], lanes: Lanes
) -> None:
    """Let leased e-mails past their budgets wait until those free, or be merged, summed up, or dropped."""
    # Workers that insert the same keys insert them in one order.
    for message in sorted(messages, key=_digest_key):
        match _topic(message).overflow:
            case Overflow.DROP:
                settle_superseded(message, PAST_BUDGET)
            case Overflow.DIGEST:
                _into_digest(session, message)
    waits = [each for each in messages if _topic(each).overflow is Overflow.WAIT]
    gone = _merge(waits, lanes)
    for message in waits:
        if message.id not in gone:
            message.budget_state = BudgetState.WAITING
            message.due_at = frees_at[message.id]
            message.attempts -= 1  # as if it had not been leased


def hurry(messages: Sequence[Message], lanes: Lanes) -> None:
    """Let messages leave now, if their lanes wait for a budget: something urgent is told by them."""
    blocked = [
        each for each in messages if _unwritten(lanes, each.ordering_key, state=BudgetState.WAITING)
    ]
    gone = _merge(blocked, lanes)
    _exempt([each for each in blocked if each.id not in gone])


def hurry_waiting(session: Session, registration_ids: Sequence[int]) -> None:
    """Let what waits for its budget about some registrations leave now, with what it says of a person."""
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


def _charge(message: Message, to: str, budgets: Budgets) -> ledger.Charge:
    topic, mailbox = TOPICS[message.topic], mailbox_key(to)
    keys = {
        Scope.MAILBOX: f"mailbox:{mailbox}",
        Scope.EVENT: event_key(message.event_id, message.topic, mailbox),
        Scope.CLIENT: f"client:{message.client}" if message.client else "",
        Scope.NOTICES: f"notices:{mailbox}",
        Scope.OFFERS: f"offers:{message.event_id}:{mailbox}",
    }
    return ledger.Charge(
        id=message.id,
        budgets={keys[each]: budgets.of(each) for each in topic.scopes if keys[each]},
        group=message.budget_group,
        is_urgent=topic.overflow is Overflow.SEND or message.budget_state is BudgetState.EXEMPT,
    )


def _merge(messages: Sequence[Message], lanes: Lanes) -> set[int]:
    """Settle what something newer replaces in the lanes of some messages; return the ids of those settled."""
    gone: set[int] = set()
    for ordering_key in {each.ordering_key for each in messages}:
        unwritten = _unwritten(lanes, ordering_key)
        for place, message in enumerate(unwritten):
            for newer in unwritten[place + 1 :]:
                facts = merge(message.topic, message.facts, newer.topic, newer.facts)
                if facts is not None:
                    newer.facts = facts
                    settle_superseded(message, REPLACED)
                    gone.add(message.id)
                    break
    return gone


def _replace_waiting(urgent: Sequence[Message], lanes: Lanes) -> None:
    """Settle what waits for its budget in the lanes of urgent messages, where those replace it."""
    for message in urgent:
        for older in _unwritten(lanes, message.ordering_key, state=BudgetState.WAITING):
            if older.id > message.id:
                continue
            if merge(older.topic, older.facts, message.topic, message.facts) is not None:
                settle_superseded(older, REPLACED)
            elif older.topic == CANCELLED:
                # Told an hour after, it would be taken for the end of what is told now.
                _exempt([older])


def _unwritten(
    lanes: Lanes, ordering_key: str | None, *, state: BudgetState | None = None
) -> list[Message]:
    """Return what is still unwritten of an ordering key; of that, what is in a state, if one is given."""
    return [
        each
        for each in lanes.get(ordering_key or "", ())
        if each.state is MessageState.QUEUED and state in (None, each.budget_state)
    ]


def _digest_key(message: Message) -> str:
    organiser_id = message.facts.get("organiser_id")
    if _topic(message).overflow is not Overflow.DIGEST or organiser_id is None:
        return ""
    return f"notices:{organiser_id}"


def _into_digest(session: Session, message: Message) -> None:
    """Let one digest tell of what this notice was to tell, with all that follow until it is written."""
    key = _digest_key(message)
    if not key:  # queued before there were digests of notices
        message.budget_state = BudgetState.EXEMPT
        message.due_at = clock.now() + ledger.HOUR
        return
    since = message.facts["since"]
    post(
        session,
        DIGEST,
        facts={"organiser_id": message.facts["organiser_id"], "since": since},
        due_at=clock.now() + ledger.HOUR,
        key=key,
        priority=message.priority,
    )
    settle_superseded(message, IN_DIGEST)


def _queued_keys(session: Session, keys: Collection[str]) -> set[str | None]:
    if not keys:
        return set()
    return {each.key for each in session.scalars(queued(Message.key.in_(keys)))}


def _passes(message: Message) -> bool:
    return message.topic in PASSING or message.budget_state is BudgetState.EXEMPT


def _topic(message: Message) -> Topic:
    return TOPICS[message.topic]
