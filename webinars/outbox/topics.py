"""The one table of topics: which budgets each e-mail passes, and what happens to one past its budget.

Every topic that the composer knows (emails/registry.py) has a row here; a test compares the two.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Facts = dict[str, Any]


class Overflow(StrEnum):
    """What happens to an e-mail past its budget."""

    SEND = "send"  # urgent: it counts where there is room, and leaves all the same
    WAIT = "wait"  # it falls due when the budget frees, unless something newer replaces it
    DROP = "drop"  # it is not sent at all
    DIGEST = "digest"  # one later e-mail sums up all of them


class Scope(StrEnum):
    """What a budget is counted by."""

    MAILBOX = "mailbox"
    EVENT = "event"  # event and mailbox
    CLIENT = "client"  # whoever sent the request without signing in
    NOTICES = "notices"  # notices about single registrations to one organiser
    OFFERS = "offers"  # offers of a place at one event to one mailbox


@dataclass(frozen=True)
class Topic:
    """How e-mails of one topic are counted, and what those past the budget do."""

    overflow: Overflow
    scopes: tuple[Scope, ...] = (Scope.MAILBOX, Scope.EVENT, Scope.CLIENT)


_URGENT = Topic(Overflow.SEND)
_WAITS = Topic(Overflow.WAIT)
# The client caused them, but an organiser's mailbox is what they would fill.
_TO_ORGANISERS = (Scope.MAILBOX, Scope.EVENT)

TOPICS: dict[str, Topic] = {
    "registration.confirmed": _WAITS,
    "registration.waiting": _WAITS,
    "registration.awaiting_approval": _WAITS,
    "registration.refused": _WAITS,
    "registration.again": _WAITS,
    "registration.cancelled": _WAITS,
    "registration.address-proof": _WAITS,
    "registration.links": _WAITS,
    "registration.links-replaced": _WAITS,
    # An offer ends, so it cannot wait; a budget of its own bounds those who are offered one again and again.
    "registration.offered": Topic(Overflow.WAIT, (Scope.OFFERS,)),
    "registration.changed": _URGENT,
    "registration.event-cancelled": _URGENT,
    "registration.event-postponed": _URGENT,
    "registration.event-restored": _URGENT,
    "registration.reminder": _URGENT,
    "invitee.invited": _WAITS,
    "delegation.invited": _WAITS,
    "delegation.summary": _WAITS,
    "comment.answered": _WAITS,
    "organiser.comment": Topic(Overflow.WAIT, _TO_ORGANISERS),
    "organiser.mail": Topic(Overflow.WAIT, (Scope.MAILBOX,)),
    "organiser.registration": Topic(Overflow.DIGEST, (Scope.MAILBOX, Scope.NOTICES)),
    "organiser.digest": Topic(Overflow.WAIT, (Scope.MAILBOX,)),
    "organiser.sign-in": Topic(Overflow.DROP, (Scope.MAILBOX, Scope.CLIENT)),
    "organiser.invited": Topic(Overflow.DROP, (Scope.MAILBOX,)),
}

URGENT = tuple(name for name, topic in TOPICS.items() if topic.overflow is Overflow.SEND)
# These may pass what waits for its budget in the same ordering key.
PASSING = (*URGENT, "registration.offered")

# What tells a person where they stand: the newest says it all.
_STATES = (
    "registration.confirmed",
    "registration.waiting",
    "registration.awaiting_approval",
    "registration.offered",
    "registration.refused",
    "registration.again",
)
_ENDS = (
    "registration.cancelled",
    "registration.event-cancelled",
    "registration.event-postponed",
    "registration.event-restored",
)
CANCELLED = "registration.cancelled"
_REPLACED_BY: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_STATES, _STATES + _ENDS),
    # Only these take an entry out of a calendar, or write it anew.
    CANCELLED: (
        CANCELLED,
        "registration.confirmed",
        "registration.event-cancelled",
        "registration.event-postponed",
    ),
    **{
        alone: (alone,)
        for alone in (
            "registration.address-proof",
            "registration.links",
            "registration.links-replaced",
            "invitee.invited",
            "delegation.invited",
            "delegation.summary",
        )
    },
}


def merge(topic: str, facts: Facts, newer_topic: str, newer: Facts) -> Facts | None:
    """Return the facts of a newer e-mail of the same ordering key that says all an older one was to say.

    None if it does not, and both are sent.
    """
    if newer_topic not in _REPLACED_BY.get(topic, ()):
        return None
    return _MERGES.get(topic, _newest)(facts, newer)


def _newest(_facts: Facts, newer: Facts) -> Facts:
    return newer


def _of_delegation(facts: Facts, newer: Facts) -> Facts | None:
    # One focal point may name the people of several, each by a link of its own.
    return newer if facts.get("delegation_id") == newer.get("delegation_id") else None


def _of_summary(facts: Facts, newer: Facts) -> Facts | None:
    if _of_delegation(facts, newer) is None:
        return None
    ids = "nomination_ids"
    return newer | {ids: list(dict.fromkeys([*facts.get(ids, ()), *newer.get(ids, ())]))}


def _of_cancellation(facts: Facts, newer: Facts) -> Facts | None:
    # What is left of somebody erased goes once this one is settled by being sent.
    return None if facts.get("erased") else newer


_MERGES: dict[str, Callable[[Facts, Facts], Facts | None]] = {
    "delegation.invited": _of_delegation,
    "delegation.summary": _of_summary,
    CANCELLED: _of_cancellation,
}
