"""Send a message to the registrants of all times of a webinar, each address once. The caller commits."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.event_messages.message_editing import MessageDetails, create_message
from webinars.event_messages.models import EventMessage
from webinars.event_messages.recipients import Audience
from webinars.event_messages.send_times import SendTime
from webinars.event_messages.sending import send_message
from webinars.events.alternatives import alternatives_of
from webinars.events.enums import EventState
from webinars.events.locks import lock_with_alternatives
from webinars.events.models import Event


def other_times_to_write_to(session: Session, event: Event) -> Sequence[Event]:
    """Return the other published events of an event's group; none, and no statement, for one held once."""
    if event.alternative_group_id is None:
        return ()
    events = alternatives_of(session, event)
    return [one for one in events if one.id != event.id and one.state is EventState.PUBLISHED]


def send_to_all_times(
    session: Session, event_id: int, event_message_id: int, when: SendTime, *, revision: int
) -> EventMessage:
    """Send a message as send_message() does; the first time, the other times get a copy and send it.

    A time relative to the event is that of each. An event where nobody would get it sends none.

    Raises:
        NotFoundError, ConflictError, InvalidInputError: as of send_message(); also "too-many-messages".
    """
    lock_with_alternatives(session, event_id)
    message = send_message(session, event_id, event_message_id, when, revision=revision)
    audience = Audience.from_stored(message.audience)
    if not audience.all_times or message.run > 1:
        return message
    details = MessageDetails(message.subject, message.text, audience, message.is_optional)
    for event in other_times_to_write_to(session, session.get_one(Event, event_id)):
        with session.begin_nested() as savepoint:
            copy = create_message(session, event.id, details, organiser_id=message.organiser_id)
            try:
                send_message(session, event.id, copy.id, when, revision=copy.revision)
            except ConflictError as error:
                if error.code != "no-recipients":
                    raise
                savepoint.rollback()
    return message
