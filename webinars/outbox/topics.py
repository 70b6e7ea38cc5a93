"""The table of topics: label, recipients, budgets and supersession of each kind of message."""

# Upper layers register the rest by topic: emails/composers.py composers, worker/topic_handlers.py handlers.
# A test compares the three. Names of topics are stored and part of Message-IDs, so they never change.

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from webinars.i18n import N_

Payload = dict[str, Any]
Merge = Callable[[Payload, Payload], Payload | None]


class Overflow(StrEnum):
    """What happens to an e-mail that exceeds a budget."""

    SEND = "send"  # urgent: counted where there is room, and sent anyway
    WAIT = "wait"  # due when the budget frees, unless a newer e-mail supersedes it
    DROP = "drop"  # never sent
    DIGEST = "digest"  # summed up in one later e-mail


class Scope(StrEnum):
    """What a budget is counted by."""

    MAILBOX = "mailbox"
    EVENT = "event"  # event and mailbox
    CLIENT = "client"  # the client of a request without sign-in
    NOTICES = "notices"  # notifications of single registrations to one organiser
    OFFERS = "offers"  # offers of a place at one event to one mailbox
    OWN_MESSAGES = "own-messages"  # messages of the organisers of one event to one mailbox


def _newest(_payload: Payload, newer: Payload) -> Payload:
    return newer


def _same_delegation(payload: Payload, newer: Payload) -> Payload | None:
    # A focal point may have several delegations, each with a link of its own.
    return newer if payload.get("delegation_id") == newer.get("delegation_id") else None


def _summaries(payload: Payload, newer: Payload) -> Payload | None:
    if _same_delegation(payload, newer) is None:
        return None
    ids = "nomination_ids"
    return newer | {ids: list(dict.fromkeys([*payload.get(ids, ()), *newer.get(ids, ())]))}


def _dates(payload: Payload, newer: Payload) -> Payload:
    # Both list all dates; what is new is new since the last e-mail that was sent.
    return newer | {"new": [*payload.get("new", ()), *newer.get("new", ())]}


def _changed_dates(payload: Payload, newer: Payload) -> Payload:
    # Each date is compared with what it was before both.
    changes = dict(payload["changes"])
    for event_id, change in newer["changes"].items():
        former = changes.get(event_id, {})
        notes = [*former.get("notes", ()), *change.get("notes", ())]
        changes[event_id] = {**change, **({"notes": notes} if notes else {})}
        if change.get("previous") and former.get("previous"):
            changes[event_id]["previous"] = {**change["previous"], **former["previous"]}
    return newer | {"changes": changes}


def _cancellations(payload: Payload, newer: Payload) -> Payload | None:
    # Sending this one is what deletes the last traces of erased data.
    return None if payload.get("erased") else newer


_ALL_SCOPES = (Scope.MAILBOX, Scope.EVENT, Scope.CLIENT)
# Of those to organisers a client is the cause, but an organiser's mailbox is what they would fill.
_TO_ORGANISERS = (Scope.MAILBOX, Scope.EVENT)


@dataclass(frozen=True)
class Topic:
    """A kind of message.

    label: its name for organisers. recipients: whom it goes to, where that is not one registrant or
    organiser. overflow: what happens past a budget; None for messages that a handler processes and that are
    not e-mails. superseded_by: newer topics of the same ordering key that make it obsolete, where merge
    returns their payload; None keeps both. outdates_earlier: whether a failed earlier e-mail of the same
    ordering key is outdated by it and cannot be resent.
    """

    label: str
    recipients: str = ""
    overflow: Overflow | None = Overflow.WAIT
    scopes: tuple[Scope, ...] = _ALL_SCOPES
    superseded_by: tuple[str, ...] = ()
    merge: Merge = _newest
    outdates_earlier: bool = True

    @property
    def is_email(self) -> bool:
        """Return whether a composer makes it an e-mail."""
        return self.overflow is not None


def _urgent(label: str) -> Topic:
    return Topic(label, overflow=Overflow.SEND)


def _handled(label: str, recipients: str = "") -> Topic:
    return Topic(label, recipients, overflow=None, scopes=())


CANCELLED = "registration.cancelled"
# What organisers write to registrants.
OWN_MESSAGE = "registration.message"
# What lists all dates for which somebody has registered at once.
DATES = "registration.dates"
# Dates of a group that were published: who takes all dates is registered for them.
DATES_ADDED = "dates.added"
# What a worker does for a poll, and for its participants once the event is published.
POLL_CHANGED = "poll.changed"
# Dates of a group that were changed together, and what lists their changes for who is registered for several.
DATES_CHANGED = "dates.changed"
CHANGED_DATES = "registration.dates-changed"
# Brings the calendar entry of one of them up to date.
DATE_ENTRY = "registration.date-entry"
# The role of an account on an event.
TEAM = "organiser.team"
# An account that edits a body or series.
SERIES = "organiser.series"
# The current status of a registration: the newest is enough.
_STATUSES = (
    "registration.confirmed",
    "registration.waiting",
    "registration.awaiting_approval",
    "registration.offered",
    "registration.refused",
    "registration.again",
)
_AFTER_STATUS = (
    *_STATUSES,
    CANCELLED,
    "registration.event-cancelled",
    "registration.event-postponed",
    "registration.event-restored",
)
# Only these remove an entry from a calendar, or write it again.
_AFTER_CANCELLATION = (
    CANCELLED,
    "registration.confirmed",
    "registration.event-cancelled",
    "registration.event-postponed",
)
_ACTIVE = N_("everyone with a place or on the waiting list")
_INVITED = N_("an invited person")
_FOCAL_POINT = N_("the focal point of a delegation")
_SUBSCRIBER = N_("an address that asked for e-mail updates")

TOPICS: dict[str, Topic] = {
    "registration.confirmed": Topic(
        N_("Confirmation with invitation"), superseded_by=_AFTER_STATUS
    ),
    "registration.waiting": Topic(N_("Waiting list"), superseded_by=_AFTER_STATUS),
    "registration.awaiting_approval": Topic(
        N_("Request, awaiting approval"), superseded_by=_AFTER_STATUS
    ),
    # An offer expires, so it cannot wait long; a budget of its own limits repeated offers.
    "registration.offered": Topic(
        N_("Place offered"), scopes=(Scope.OFFERS,), superseded_by=_AFTER_STATUS
    ),
    "registration.refused": Topic(N_("Request declined"), superseded_by=_AFTER_STATUS),
    "registration.again": Topic(N_("Registration, sent again"), superseded_by=_AFTER_STATUS),
    CANCELLED: Topic(
        N_("Registration cancelled"), superseded_by=_AFTER_CANCELLATION, merge=_cancellations
    ),
    "registration.address-proof": Topic(
        N_("Confirmation of a new e-mail address"), superseded_by=("registration.address-proof",)
    ),
    DATES: Topic(
        N_("Registration for several dates"),
        scopes=(Scope.MAILBOX, Scope.CLIENT),
        superseded_by=(DATES,),
        merge=_dates,
    ),
    "registration.links": Topic(
        N_("Links to registrations"), superseded_by=("registration.links",)
    ),
    "registration.links-replaced": Topic(
        N_("New links"), superseded_by=("registration.links-replaced",)
    ),
    "registration.decline-not-counted": Topic(
        N_("Declined in a calendar, not counted"),
        superseded_by=(*_AFTER_STATUS, "registration.decline-not-counted"),
    ),
    "registration.calendar-delivery": Topic(
        N_("Invitation or personal calendar"), superseded_by=("registration.calendar-delivery",)
    ),
    "registration.changed": _urgent(N_("Event changed")),
    CHANGED_DATES: Topic(
        N_("Several dates changed"),
        overflow=Overflow.SEND,
        superseded_by=(CHANGED_DATES,),
        merge=_changed_dates,
    ),
    DATE_ENTRY: _urgent(N_("Calendar entry of one of several changed dates")),
    "registration.timezone-update": _urgent(N_("New local time after a change of time zone rules")),
    "registration.event-cancelled": _urgent(N_("Event cancelled")),
    "registration.event-postponed": _urgent(N_("Event postponed")),
    "registration.event-restored": _urgent(N_("Event reinstated")),
    "registration.reminder": Topic(N_("Reminder"), overflow=Overflow.SEND, outdates_earlier=False),
    # They leave what an event may send to a mailbox to its confirmations.
    OWN_MESSAGE: Topic(
        N_("Message from the organiser"),
        scopes=(Scope.MAILBOX, Scope.OWN_MESSAGES),
        outdates_earlier=False,
    ),
    "invitee.invited": Topic(
        N_("Invitation to register"),
        _INVITED,
        superseded_by=("invitee.invited",),
    ),
    "invitee.changed": Topic(
        N_("Invitation changed"),
        _INVITED,
        overflow=Overflow.SEND,
        superseded_by=("invitee.changed", "invitee.cancelled"),
    ),
    "invitee.cancelled": Topic(N_("Invitation cancelled"), _INVITED, overflow=Overflow.SEND),
    "invitee.not-registered": Topic(
        N_("Accepted in a calendar, not registered"),
        _INVITED,
        superseded_by=("invitee.not-registered",),
    ),
    "delegation.invited": Topic(
        N_("Invitation to a delegation"),
        _FOCAL_POINT,
        superseded_by=("delegation.invited",),
        merge=_same_delegation,
    ),
    "delegation.summary": Topic(
        N_("People named for a delegation"),
        _FOCAL_POINT,
        superseded_by=("delegation.summary",),
        merge=_summaries,
    ),
    "poll.participant": Topic(
        N_("Poll about the date"),
        N_("a participant of a poll"),
        superseded_by=("poll.participant",),
    ),
    # Each brings one entry up to date, from what is true when it is composed.
    "poll.hold": Topic(
        N_("Possible date, in the calendar"),
        N_("a participant of a poll"),
        outdates_earlier=False,
    ),
    "comment.answered": Topic(N_("Answer to a question"), N_("the author of a question")),
    "organiser.comment": Topic(N_("Questions received"), scopes=_TO_ORGANISERS),
    "organiser.mail": Topic(N_("Reply forwarded to the contact"), scopes=(Scope.MAILBOX,)),
    "organiser.registration": Topic(
        N_("New or cancelled registration"),
        overflow=Overflow.DIGEST,
        scopes=(Scope.MAILBOX, Scope.NOTICES),
    ),
    "organiser.digest": Topic(N_("Summary of registrations"), scopes=(Scope.MAILBOX,)),
    "organiser.sign-in": Topic(
        N_("Sign-in link"), overflow=Overflow.DROP, scopes=(Scope.MAILBOX, Scope.CLIENT)
    ),
    "organiser.invited": Topic(N_("New account"), overflow=Overflow.DROP, scopes=(Scope.MAILBOX,)),
    TEAM: Topic(N_("Role on an event"), N_("a member of the team"), scopes=(Scope.MAILBOX,)),
    SERIES: Topic(N_("Organiser of a body or series"), scopes=(Scope.MAILBOX,)),
    "organiser.retention": Topic(N_("Deletion of personal data"), scopes=(Scope.MAILBOX,)),
    "organiser.poll": Topic(N_("Poll about the date, answered or closed"), scopes=(Scope.MAILBOX,)),
    "organiser.message": Topic(N_("Test of a message"), scopes=(Scope.MAILBOX,)),
    # Whoever asked in the name of somebody else gets nothing more out of it by asking again.
    "subscriber.confirmation": Topic(
        N_("Confirmation of e-mail updates"),
        _SUBSCRIBER,
        overflow=Overflow.DROP,
        superseded_by=("subscriber.confirmation",),
    ),
    "subscriber.notice": Topic(
        N_("E-mail update"), _SUBSCRIBER, scopes=(Scope.MAILBOX,), outdates_earlier=False
    ),
    "subscriber.documents": Topic(
        N_("E-mail update about documents"),
        _SUBSCRIBER,
        scopes=(Scope.MAILBOX,),
        outdates_earlier=False,
    ),
    "subscriber.digest": Topic(
        N_("Weekly e-mail update"), _SUBSCRIBER, scopes=(Scope.MAILBOX,), outdates_earlier=False
    ),
    "event.changed": _handled(N_("Event changed, for everyone"), _ACTIVE),
    "event.timezone-update": _handled(
        N_("Change of time zone rules, for everyone whose local time changes"),
        N_("everyone whose local time changes"),
    ),
    "event.cancelled": _handled(N_("Event cancelled, for everyone"), _ACTIVE),
    "event.postponed": _handled(N_("Event postponed, for everyone"), _ACTIVE),
    "event.restored": _handled(N_("Event reinstated, for everyone"), _ACTIVE),
    "event.reminder": _handled(
        N_("Reminder, for everyone with a place"), N_("everyone with a place at that time")
    ),
    "event.message": _handled(
        N_("Message from the organiser, for its recipients"), N_("the recipients of a message")
    ),
    "kind.changed": _handled(
        N_("Change of attendance, for a registration type"),
        N_("everyone with one registration type"),
    ),
    "registrations.bulk-action": _handled(
        N_("Action on many registrations"), N_("the selected registrants")
    ),
    DATES_ADDED: _handled(
        N_("Dates added, for everyone who takes all dates"), N_("everyone who takes all dates")
    ),
    DATES_CHANGED: _handled(
        N_("Dates changed, for everyone who is registered for several of them"),
        N_("everyone who is registered for several of them"),
    ),
    "series.renamed": _handled(
        N_("Name of a series, in the texts of its events"), N_("the events of a series")
    ),
    "subscription.notices": _handled(
        N_("E-mail updates, for all who asked for them"), N_("those who asked for e-mail updates")
    ),
    POLL_CHANGED: _handled(
        N_("Poll about the date, for its participants"), N_("the participants of a poll")
    ),
    "document.embargo-ended": _handled(
        N_("End of the embargo of a document"), N_("the pages and lists that show it")
    ),
    "place.ends": _handled(N_("Deadline of an offer or of a confirmation")),
}

URGENT = tuple(name for name, topic in TOPICS.items() if topic.overflow is Overflow.SEND)
# These may overtake e-mails of the same ordering key that wait for a budget.
PASSING = (*URGENT, "registration.offered")
OUTDATING_NOTHING = tuple(name for name, topic in TOPICS.items() if not topic.outdates_earlier)


def merge(topic: str, payload: Payload, newer_topic: str, newer: Payload) -> Payload | None:
    """Return the payload of a newer e-mail that supersedes an older one of the same ordering key.

    None if it does not supersede it, and both are sent.
    """
    row = TOPICS.get(topic)
    if row is None or newer_topic not in row.superseded_by:
        return None
    return row.merge(payload, newer)
