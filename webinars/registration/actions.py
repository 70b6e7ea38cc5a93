"""Changes of registrations. Each locks the event, counts, changes and posts; the caller commits.

The same few actions serve every door, and every limit is checked here, on rows read under the lock.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.errors import ConflictError, NotAllowedError, NotFoundError
from webinars.events.models import Event
from webinars.events.rules import EventState, Format
from webinars.outbox.actions import forget, lane_of, post
from webinars.outbox.models import Message
from webinars.registration import locks, notices, queries, rules
from webinars.registration.models import ACTIVE, Registration, Status
from webinars.safety import addresses
from webinars.safety.text import clean_line
from webinars.timekeeping import clock, zones
from webinars.timekeeping.when import Precision

BY_ORGANISER = "by-organiser"


def register(
    session: Session,
    *,
    event_id: int,
    name: str,
    email: str,
    affiliation: str = "",
    zone: str,
    language: str,
) -> Registration:
    """Give the person a place, or a turn on the waiting list when the event is full.

    Somebody who is registered already gets the first registration's mail again, within the limits.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "registration-not-open" (facts: standing).
        InvalidInputError: "not-an-address", "unknown-zone", and those of safety.text.clean_line.
    """
    said = _details(name=name, affiliation=affiliation, zone=zone, language=language)
    email = addresses.clean_address(email)
    event = locks.locked_event(session, event_id)
    found = queries.active_registration(session, event_id, addresses.canonical(email))
    if found is not None:
        notices.say_again(session, found)
        return found
    now = clock.now()
    place = Registration(
        event_id=event_id,
        email=email,
        address=addresses.canonical(email),
        status=locks.status_for_newcomer(session, event),
        created_at=now,
        status_at=now,
        generation=1,
        new_email="",
        **said,
    )
    session.add(place)
    session.flush()
    notices.tell_of_newcomer(session, event, place)
    return place


def give_back(session: Session, registration_id: int, *, why: str = "given-back") -> Registration:
    """Give a place, or a turn, back; whoever has waited longest is given the place at once.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError: "given-back-before".
    """
    event, place = locks.locked(session, registration_id)
    if place.status not in ACTIVE:
        raise ConflictError("given-back-before")
    _end(session, event, place, why)
    return place


def register_again(session: Session, registration_id: int) -> Registration:
    """Take a place again after giving it back, from the own page.

    If the address has registered anew meanwhile, that registration is returned and its mail sent again.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError: "registration-not-open" (facts: standing).
    """
    event, place = locks.locked(session, registration_id)
    found = queries.active_registration(session, event.id, place.address)
    if found is not None:
        if found is not place:
            notices.say_again(session, found)
        return found
    place.status = locks.status_for_newcomer(session, event)
    place.status_at = place.proved_at = clock.now()
    session.flush()
    notices.tell_of_place(session, event, place)
    return place


def change_details(
    session: Session,
    registration_id: int,
    *,
    name: str,
    email: str,
    affiliation: str,
    zone: str,
    language: str,
) -> Registration:
    """Change what a person said; another address counts once its owner has followed a mailed link.

    Raises:
        NotFoundError: "no-such-registration".
        InvalidInputError: as of register().
    """
    said = _details(name=name, affiliation=affiliation, zone=zone, language=language)
    email = addresses.clean_address(email)
    event, place = locks.locked(session, registration_id)
    for field, value in said.items():
        setattr(place, field, value)
    place.proved_at = place.proved_at or clock.now()
    if addresses.canonical(email) == place.address:
        place.email, place.new_email = email, ""
    elif addresses.canonical(email) != addresses.canonical(place.new_email or "@"):
        place.new_email = email
        notices.ask_for_proof(session, event, place)
    session.flush()
    return place


def prove_address(session: Session, registration_id: int, number: int) -> Registration:
    """Let a new address take the place of the old one, whose calendar is told to forget the event.

    Raises:
        NotFoundError: "no-such-registration", also when the link proves another address by now.
        ConflictError: "address-registered" when the new address has a registration of its own.
    """
    event, place = locks.locked(session, registration_id)
    proved = rules.address_number(place.new_email, place.generation) == number
    if not place.new_email or not proved:
        raise NotFoundError("no-such-registration")
    address = addresses.canonical(place.new_email)
    if queries.active_registration(session, event.id, address) is not None:
        raise ConflictError("address-registered")
    if place.status in ACTIVE:
        notices.tell_of_end(session, event, place, "address-changed")
    for earlier in locks.given_back_before(session, place):
        earlier.email, earlier.address = place.new_email, address
    place.email, place.address, place.new_email = place.new_email, address, ""
    place.generation += 1  # whoever reads the old mailbox holds no link any more
    place.proved_at = clock.now()
    session.flush()
    if place.status in ACTIVE:
        notices.tell_person(session, f"registration.{place.status}", place)
    return place


def erase(session: Session, registration_id: int) -> None:
    """Forget a person: a message that carries its facts tells the calendar, the rows are emptied.

    Registrations that the same person gave back before, at the same event, are emptied too.

    Raises:
        NotFoundError: "no-such-registration".
    """
    event, place = locks.locked(session, registration_id)
    gone = [place]
    active = queries.active_registration(session, event.id, place.address)
    if active is None or active is place:
        gone += locks.given_back_before(session, place)
        also = [each.id for each in gone[1:]]
        if place.status in ACTIVE:
            place.status, place.status_at = Status.CANCELLED, clock.now()
            session.flush()
            promote_next(session, event)
        notices.tell_of_end(session, event, place, "erased", also)
    # Else the address has registered anew: its calendar entry belongs to that registration, and stays.
    for each in gone:
        forget(session, each.id)
        each.name = each.email = each.address = each.affiliation = each.new_email = ""
        each.erased_at = clock.now()
        each.generation += 1


def enter_room(session: Session, registration_id: int) -> str:
    """Record that somebody comes in, and return the room's address.

    Raises:
        NotFoundError: "no-such-registration".
        NotAllowedError: "no-place", "event-not-held", "room-not-open" (facts: opens_at),
            "room-closed", "no-room-yet".
    """
    event, place = locks.locked(session, registration_id)
    now = clock.now()
    if place.status is not Status.CONFIRMED:
        raise NotAllowedError("no-place")
    if event.state is not EventState.PUBLISHED:
        raise NotAllowedError("event-not-held")
    match rules.room_at(event.starts_at, event.ends_at, now):
        case rules.Room.EARLY:
            raise NotAllowedError(
                "room-not-open", opens_at=event.starts_at - rules.ROOM_OPENS_BEFORE
            )
        case rules.Room.OVER:
            raise NotAllowedError("room-closed")
    if not _has_room(event):
        raise NotAllowedError("no-room-yet")
    place.attended_at = place.attended_at or now
    place.proved_at = place.proved_at or now
    return event.room_url


def send_links(session: Session, *, email: str, language: str, zone: str) -> None:
    """Mail the links of all registrations of an address to it; the caller learns nothing of them.

    Raises:
        InvalidInputError: "not-an-address", and those of safety.text.clean_line.
    """
    email = addresses.clean_address(email)
    address = addresses.canonical(email)
    lane = lane_of(0, address)
    sent = notices.told_lately(session, notices.LINKS, Message.lane == lane)
    if sent < rules.MAILS_AN_HOUR:
        facts = {"email": email, "address": address, "language": language, "zone": zone}
        post(session, "registration.links", facts=facts, lane=lane)


def settle_capacity(session: Session, event_id: int) -> list[Registration]:
    """After a change of an event: refuse fewer places than are held, give new ones to those waiting.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "capacity-below-held" (facts: held).
    """
    event = session.scalar(select(Event).where(Event.id == event_id).with_for_update())
    if event is None:
        raise NotFoundError("no-such-event")
    held = queries.places_held(session, event_id)
    if event.capacity is not None and held > event.capacity:
        raise ConflictError("capacity-below-held", held=held)
    return promote_next(session, event)


def promote_next(session: Session, event: Event) -> list[Registration]:
    """Give free places to those who have waited longest; the event is locked."""
    if event.state is not EventState.PUBLISHED or event.ends_at <= clock.now():
        return []
    held, waiting = queries.held_and_waiting(session, event.id)
    free = rules.free_places(event.capacity, held=held, waiting=waiting)
    lucky = list(queries.next_waiting(session, event.id, free)) if free else []
    for place in lucky:
        place.status, place.status_at = Status.CONFIRMED, clock.now()
        session.flush()
        notices.tell_of_place(session, event, place)
    return lucky


def _details(*, name: str, affiliation: str, zone: str, language: str) -> dict[str, Any]:
    return {
        "name": clean_line(name, longest=rules.NAME_LENGTH, least=1),
        "affiliation": clean_line(affiliation, longest=rules.AFFILIATION_LENGTH),
        "zone": zones.canonical(zone),
        "language": language,
    }


def _has_room(event: Event) -> bool:
    fixed = event.precision is not Precision.MONTH
    return bool(event.room_url) and event.format is not Format.IN_PERSON and fixed


def _end(session: Session, event: Event, place: Registration, why: str) -> None:
    place.status, place.status_at = Status.CANCELLED, clock.now()
    if why != BY_ORGANISER:
        place.proved_at = place.proved_at or place.status_at
    session.flush()
    notices.tell_of_end(session, event, place, why)
    if why != "erased":
        notices.tell_organiser(session, event, place, gone=True)
    promote_next(session, event)
