"""Reads that e-mails composed in one transaction share, and texts of events that all e-mails share."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, TypeVarTuple, cast

from sqlalchemy.orm import Session

from webinars.access.models import Invitee
from webinars.caching.lru import SharedLRUCache
from webinars.capabilities.link_purposes import OF_REGISTRATION, OF_SUBSCRIBER, Purpose
from webinars.capabilities.live_links import LiveLinks
from webinars.emails import queries
from webinars.emails.threads import Threads
from webinars.event_messages.email_notes import confirmation_note
from webinars.event_messages.models import EventMessage
from webinars.events.caching.page_state import VersionKey, version_key_of
from webinars.events.materials import Material, materials_of
from webinars.events.models import EmailNote, Event
from webinars.outbox.models import Message
from webinars.polls.models import PollOption
from webinars.polls.queries import options_of
from webinars.questions.question_spec import QuestionSpec
from webinars.registrations.alternatives.availability import Alternative, public_alternatives
from webinars.registrations.answers import questions_to_complete
from webinars.registrations.models import Registration
from webinars.registrations.personal_calendar.calendars import addresses_without_invitations
from webinars.registrations.places.places_held import places_held
from webinars.registrations.stated_local_times import StatedTimes
from webinars.registrations.unsubscriptions import unsubscribed_ids
from webinars.scheduling.queries import InvitationHistories
from webinars.site import Site
from webinars.timezones import clock

EVENT_RESULTS = 512
# The key of the payload that names the subject of a message, and the links that its e-mail may contain.
_LINKS = {
    "registration_id": (*OF_REGISTRATION, Purpose.ADDRESS, Purpose.UNSUBSCRIBE),
    "invitee_id": (Purpose.INVITEE,),
    "delegation_id": (Purpose.DELEGATION,),
    "comment_id": (Purpose.COMMENT,),
    "date_group_registration_id": (Purpose.DATES,),
    "subscriber_id": OF_SUBSCRIBER,
    "participant_id": (Purpose.POLL,),
}
# Times, descriptions and senders of events, as e-mails show them.
_OF_EVENTS: SharedLRUCache[Any] = SharedLRUCache(EVENT_RESULTS)
Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")


class Batch:
    """Caches of one transaction: registrations, links, calendar histories, threads, questions.

    shows_former: a sent e-mail is composed to look at it, from the values of then.
    """

    shows_former = False

    def __init__(
        self,
        session: Session,
        site: Site,
        messages: Iterable[Message] = (),
        first: Iterable[Message] = (),
    ) -> None:
        """first: those of the messages whose ordering keys have no sent message."""
        self.session = session
        self.links = LiveLinks(session, site.keys)
        self.histories = InvitationHistories(session)
        self.threads = Threads(session, site)
        self.stated_times = StatedTimes(session)
        self._places_held: dict[int, int] = {}
        self._alternatives: dict[int, Sequence[Alternative]] = {}
        self._materials: dict[int, list[Material]] = {}
        self._questions_to_complete: dict[int, list[QuestionSpec]] = {}
        self._event_messages: dict[int, EventMessage | None] = {}
        self._is_unsubscribed: dict[int, bool] = {}
        self._notes: dict[int, str] = {}
        self._confirmation_notes: dict[int, str] = {}
        self._versions: dict[Event, VersionKey] = {}
        self._registrations: dict[int, Registration | None] = {}
        self._is_without_invitations: dict[str, bool] = {}
        self._invitees: dict[int, Invitee | None] = {}
        self._registered: set[tuple[int, str]] = set()
        self._are_replies_read = bool(site.reply_address)
        messages = list(messages)
        self.threads.begin(first)
        self.threads.read(messages)
        ids = _values(messages, "registration_id")
        rows = self._load(ids) if ids else []
        self.histories.read((row.event_id, row.address) for row in rows)
        for key, purposes in _LINKS.items():
            if subjects := _values(messages, key):
                self.links.read(purposes, subjects)
        if site.reply_address:
            self.links.read_replies((row.event_id, row.address) for row in rows if row.address)
        if invitee_ids := _values(messages, "invitee_id"):
            self._load_invitees(invitee_ids)

    def record(self) -> None:
        """Store the calendar messages and tokens of the composed e-mails, and the times that these state."""
        self.histories.write()
        self.links.record_tokens()
        self.stated_times.write()

    def of_event(
        self,
        function: Callable[[Event, *Arguments], Result],
        event: Event,
        *arguments: *Arguments,
    ) -> Result:
        """Cache a result for all transactions; it must depend on the event's version and the arguments."""
        if event not in self._versions:
            self._versions[event] = version_key_of(event)
        key = (function, self._versions[event], *arguments)
        result = _OF_EVENTS.get(key)
        if result is None:
            result = function(event, *arguments)
            _OF_EVENTS.put(key, result)
        return cast("Result", result)

    def registration(self, registration_id: int) -> Registration | None:
        """Return a registration with its event."""
        if registration_id not in self._registrations:
            self._load([registration_id])
        return self._registrations[registration_id]

    def questions_to_complete(self, event: Event) -> list[QuestionSpec]:
        """Return the questions of an event, if its registrants must answer some or are asked later."""
        if event.id not in self._questions_to_complete:
            self._questions_to_complete[event.id] = questions_to_complete(self.session, event)
        return self._questions_to_complete[event.id]

    def event_message(self, event_message_id: int) -> EventMessage | None:
        """Return a message of an organiser; None if it was deleted."""
        if event_message_id not in self._event_messages:
            row = self.session.get(EventMessage, event_message_id)
            self._event_messages[event_message_id] = row
        return self._event_messages[event_message_id]

    def is_unsubscribed(self, registration_id: int) -> bool:
        """Return whether a registrant has unsubscribed from messages that are not needed to take part."""
        if registration_id not in self._is_unsubscribed:
            wanted = [registration_id, *self._registrations]
            unsubscribed = unsubscribed_ids(self.session, wanted)
            self._is_unsubscribed |= {one: one in unsubscribed for one in wanted}
        return self._is_unsubscribed[registration_id]

    def note(self, note_id: int) -> str:
        """Return an organiser's paragraph; empty if it was deleted."""
        if note_id not in self._notes:
            row = self.session.get(EmailNote, note_id)
            self._notes[note_id] = row.text if row else ""
        return self._notes[note_id]

    def confirmation_note(self, event_id: int) -> str:
        """Return the organiser's paragraph in an event's confirmations; empty if there is none."""
        if event_id not in self._confirmation_notes:
            self._confirmation_notes[event_id] = confirmation_note(self.session, event_id)
        return self._confirmation_notes[event_id]

    def alternatives(self, group_id: int) -> Sequence[Alternative]:
        """Return the public events of a group that are not over, with their availability."""
        if group_id not in self._alternatives:
            alternatives = public_alternatives(self.session, group_id, clock.now())
            self._alternatives[group_id] = alternatives
        return self._alternatives[group_id]

    def materials(self, event_id: int) -> list[Material]:
        """Return the links to the recording and slides of an event."""
        if event_id not in self._materials:
            self._materials[event_id] = materials_of(self.session, event_id)
        return self._materials[event_id]

    def places_held(self, event_id: int) -> int:
        """Return how many places of an event are taken."""
        if event_id not in self._places_held:
            self._places_held[event_id] = places_held(self.session, event_id)
        return self._places_held[event_id]

    def invitee(self, invitee_id: int) -> Invitee | None:
        """Return an invitee; None if they were erased."""
        if invitee_id not in self._invitees:
            self._load_invitees([invitee_id])
        return self._invitees[invitee_id]

    def has_registration(self, event_id: int, address: str) -> bool:
        """Return whether an invited canonical address has an active registration at an event."""
        return (event_id, address) in self._registered

    def poll_options(self, poll_id: int) -> Sequence[PollOption]:
        """Return the options of a poll."""
        return options_of(self.session, poll_id)

    def is_without_invitations(self, address: str) -> bool:
        """Return whether the events of a canonical address are in its personal calendar alone."""
        if address not in self._is_without_invitations:
            self._read_deliveries({address})
        return self._is_without_invitations[address]

    def _read_deliveries(self, addresses: set[str]) -> None:
        without = addresses_without_invitations(self.session, addresses)
        self._is_without_invitations |= {address: address in without for address in addresses}

    def _load_invitees(self, ids: Sequence[int]) -> None:
        """Read invitees, and of those whom their calendar asks what the calendar part depends on."""
        rows = queries.invitees(self.session, ids)
        self._invitees |= dict.fromkeys(ids) | {row.id: row for row in rows}
        asked = [(row.event_id, row.address) for row in rows if row.is_invited_by_calendar]
        if asked:
            self._registered |= queries.registered_pairs(self.session, asked)
            self.histories.read(asked)
            self._read_deliveries({address for _event_id, address in asked})
            if self._are_replies_read:
                self.links.read_replies(asked)

    def _load(self, ids: Sequence[int]) -> Sequence[Registration]:
        rows = queries.registrations(self.session, ids)
        self._registrations |= dict.fromkeys(ids)
        for registration, stated_time, is_without, has_history, held, note in rows:
            self._registrations[registration.id] = registration
            self.stated_times.add(registration.id, stated_time)
            self._is_without_invitations[registration.address] = is_without
            self._places_held[registration.event_id] = held
            self._confirmation_notes[registration.event_id] = note
            if not has_history:
                self.histories.begin(registration.event_id, registration.address)
        return [row.registration for row in rows]


def _values(messages: Iterable[Message], key: str) -> list[int]:
    return [row.payload[key] for row in messages if row.payload.get(key) is not None]
