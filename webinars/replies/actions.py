"""What a mail from a calendar sets off. Everything about one mail is one transaction; the caller commits.

The event is locked before anything is decided, so the same mail read by two readers has one effect.
"""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webinars.capabilities.queries import resolve
from webinars.capabilities.rules import Purpose
from webinars.errors import InvalidInputError, NotFoundError
from webinars.events.models import Event
from webinars.events.rules import EventState
from webinars.ical.reply import Answer
from webinars.outbox import ledger
from webinars.outbox.actions import ordering_key_of, post
from webinars.outbox.queries import message_of_mail
from webinars.registrations import actions as registration
from webinars.registrations import locks
from webinars.registrations.models import ACTIVE, Registration
from webinars.registrations.queries import newest_registration
from webinars.replies import queries, rules
from webinars.replies.models import Reply
from webinars.replies.parse_mail import Incoming, Kind
from webinars.replies.rules import Said, Verdict
from webinars.scheduling.models import Method
from webinars.scheduling.queries import Histories
from webinars.security.email_addresses import clean_address, normalize_address
from webinars.security.mailboxes import mailbox_key
from webinars.timezones import clock

TO_CONTACT = "organiser.mail"


class Outcome(StrEnum):
    """What became of a mail: a word for the log, which holds neither names nor addresses."""

    TAKEN = "taken"
    OUTDATED = "answered before the last change"
    OVERTAKEN = "older than what was known"
    STRANGER = "not from the person"
    MISMATCH = "declared as another method than it has"
    PASSED_ON = "written by hand, passed on to the contact"
    BOUNCED = "a mail of ours came back"
    AGAIN = "read before"
    UNKNOWN = "about no registration of ours"
    UNDECIDED = "says nothing yet"
    TOO_MANY = "too many about one registration"
    AUTOMATIC = "from an answering machine"
    OTHER = "no reply"
    UNREADABLE = "larger or deeper than any reply"
    POISONED = "cannot be taken"


_OUTCOMES = {
    Verdict.TAKEN: Outcome.TAKEN,
    Verdict.OUTDATED: Outcome.OUTDATED,
    Verdict.OVERTAKEN: Outcome.OVERTAKEN,
    Verdict.STRANGER: Outcome.STRANGER,
    Verdict.MISMATCH: Outcome.MISMATCH,
}


def take(session: Session, mail: Incoming, *, own_addresses: Collection[str] = ()) -> Outcome:
    """Keep what a mail says about a registration, and do what follows from it.

    own_addresses: canonical addresses that our own mail comes from; what arrives from them is never passed
    on, so that no loop begins.
    """
    if any(rules.is_same_mailbox(mail.sender, own) for own in own_addresses):
        return Outcome.AUTOMATIC
    if mail.kind is Kind.BOUNCE:
        return _came_back(session, mail)
    if mail.kind is Kind.WRITTEN:
        return _written(session, mail)
    if mail.answer is None:
        return Outcome.AUTOMATIC if mail.kind is Kind.AUTOMATIC else Outcome.OTHER
    said = rules.said_in(mail.answer)
    if said is None:
        return Outcome.UNDECIDED
    found = _named(session, mail)
    if found is None:
        return Outcome.UNKNOWN
    event, place = found
    refused = _refused(session, place, mail)
    if refused is not None:
        return refused
    reply = _kept(session, event, place, mail, mail.answer, said)
    if reply.verdict is Verdict.TAKEN:
        _act(session, event, place, said)
    return _OUTCOMES[reply.verdict]


def forget(session: Session, registration_ids: Collection[int]) -> None:
    """Remove what came in about people who asked to be erased."""
    session.execute(delete(Reply).where(Reply.registration_id.in_(registration_ids)))


def _named(session: Session, mail: Incoming) -> tuple[Event, Registration] | None:
    """Return the newest registration of the one reply address that a mail came to, and its event, locked."""
    presented = {resolve(session, Purpose.REPLY, token) for token in mail.tokens} - {None}
    if len(presented) != 1:
        return None
    found = presented.pop()
    assert found is not None  # noqa: S101 - for the type checker
    return _locked(session, newest_registration(session, found.subject_id, found.holder))


def _locked(session: Session, registration_id: int | None) -> tuple[Event, Registration] | None:
    if registration_id is None:
        return None
    try:
        return locks.lock_registration(session, registration_id)
    except NotFoundError:
        return None  # erased, or its event is a draft again


def _refused(session: Session, place: Registration, mail: Incoming) -> Outcome | None:
    if queries.is_known(session, place.id, mail.key):
        return Outcome.AGAIN
    return Outcome.TOO_MANY if queries.are_too_many(session, place.id) else None


def _kept(
    session: Session, event: Event, place: Registration, mail: Incoming, answer: Answer, said: Said
) -> Reply:
    now, current = clock.now(), _current(session, event, place)
    turn = rules.turn_of(answer, current=current, written_at=mail.written_at, now=now)
    start, end = answer.proposed or (None, None)
    reply = Reply(
        registration_id=place.id,
        key=mail.key,
        said=said,
        sequence=turn.sequence,
        dtstamp=answer.stamp or turn.stamp,
        received_at=now,
        comment=answer.comment,
        proposed_start=start,
        proposed_end=end,
    )
    reply.verdict = _verdict(session, event, place, mail, answer, reply, turn, current)
    session.add(reply)
    session.flush()
    return reply


def _verdict(
    session: Session,
    event: Event,
    place: Registration,
    mail: Incoming,
    answer: Answer,
    reply: Reply,
    turn: rules.Turn,
    current: int,
) -> Verdict:
    if not rules.is_theirs(answer, uid=event.uid, address=place.address, sender=mail.sender):
        return Verdict.STRANGER
    if mail.has_method_mismatch:
        return Verdict.MISMATCH
    if queries.is_repeated(session, reply):
        return Verdict.OVERTAKEN
    before = queries.last_turn(session, place.id)
    return rules.verdict_on(turn, current=current, before=before)


def _current(session: Session, event: Event, place: Registration) -> int:
    """Return the SEQUENCE that a reply must answer to count: of the last invitation, or of one under way."""
    told = Histories(session).of(event.id, place.address)
    if not told:
        return event.sequence
    # After a CANCEL only an invitation still to come can be answered.
    last = told[-1].sequence + (told[-1].method is Method.CANCEL)
    return max(event.sequence, last)


def _act(session: Session, event: Event, place: Registration, said: Said) -> None:
    """Do what a reply asks for; accepting never makes a registration, others change nothing."""
    if place.status not in ACTIVE:
        return
    if said is Said.ACCEPTED:
        registration.verify(session, place.id)
    is_ahead = event.state is EventState.PUBLISHED and event.ends_at > clock.now()
    if said in rules.GIVING_BACK and is_ahead:
        registration.cancel(session, place.id, why=registration.DECLINED)


def _written(session: Session, mail: Incoming) -> Outcome:
    """Pass on to the event's contact what somebody wrote by hand; it never changes the registration."""
    found = _named(session, mail)
    if found is None:
        return Outcome.OTHER
    event, place = found
    if not rules.is_same_mailbox(mail.sender, place.address):
        return _written_by_another(session, event, place, mail)
    refused = _refused(session, place, mail)
    if refused is not None:
        return refused
    session.add(_beside(place, mail, Said.WRITTEN))
    _pass_on(session, event, place, mail)
    return Outcome.PASSED_ON


def _written_by_another(
    session: Session, event: Event, place: Registration, mail: Incoming
) -> Outcome:
    """Pass on what somebody wrote from an address that is not the registrant's, as often as they may."""
    is_contact = rules.is_same_mailbox(mail.sender, normalize_address(event.contact_email))
    if is_contact or not _is_address(mail.sender):
        return Outcome.OTHER
    if queries.is_known(session, place.id, mail.key):
        return Outcome.AGAIN
    ordering_key = f"mail-{ordering_key_of(event.id, mail.sender)}"
    budgets = {
        f"others:{event.id}:{mailbox_key(mail.sender)}": rules.MOST_FROM_ONE_AN_HOUR,
        f"others:{event.id}": rules.MOST_FROM_OTHERS_AN_HOUR,
    }
    if ledger.spend(session, [ledger.Charge(event.id, budgets)]):
        return Outcome.TOO_MANY
    reply = _beside(place, mail, Said.WRITTEN)
    reply.verdict = Verdict.STRANGER
    session.add(reply)
    _pass_on(session, event, place, mail, ordering_key=ordering_key, sender=mail.sender)
    return Outcome.PASSED_ON


def _pass_on(
    session: Session,
    event: Event,
    place: Registration,
    mail: Incoming,
    *,
    ordering_key: str | None = None,
    **more: str,
) -> None:
    post(
        session,
        TO_CONTACT,
        facts={
            "registration_id": place.id,
            "subject": mail.subject,
            "text": mail.text,
            **more,
        },
        ordering_key=ordering_key,
        event_id=event.id,
        registration_id=place.id,
    )


def _is_address(sender: str) -> bool:
    try:
        return bool(clean_address(sender))
    except InvalidInputError:
        return False


def _came_back(session: Session, mail: Incoming) -> Outcome:
    """Note at the registration that a mail to its address came back; the Message-ID is the proof."""
    message = message_of_mail(session, mail.bounced)
    if message is None or message.registration_id is None:
        return Outcome.UNKNOWN
    recipient = normalize_address(message.recipient)
    found = _locked(session, message.registration_id)
    if found is None or found[1].address != recipient:
        return Outcome.UNKNOWN
    refused = _refused(session, found[1], mail)
    if refused is not None:
        return refused
    session.add(_beside(found[1], mail, Said.BOUNCED))
    return Outcome.BOUNCED


def _beside(place: Registration, mail: Incoming, said: Said) -> Reply:
    """Return what is kept of a mail that is no calendar's: that it came, so that it counts once."""
    now = clock.now()
    return Reply(
        registration_id=place.id,
        key=mail.key,
        said=said,
        verdict=Verdict.TAKEN,
        sequence=0,
        dtstamp=now,
        received_at=now,
    )
