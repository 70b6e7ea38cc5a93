"""Worker handler: deadlines of offers and verifications."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.outbox.models import Message
from webinars.registrations import waiting_list


def expire_registration(session: Session, message: Message) -> int:
    """Expire an offer or unverified registration unless resolved or extended; return how many expired."""
    ends_at = datetime.fromisoformat(message.payload["ends_at"])
    return int(
        waiting_list.expire(session, int(message.payload["registration_id"]), ends_at) is not None
    )


HANDLERS: dict[str, Callable[[Session, Message], int]] = {waiting_list.ENDS: expire_registration}
