"""What the worker does when a time has come that somebody was given for their place."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.outbox.models import Message
from webinars.registrations import waiting_list


def expire_registration(session: Session, message: Message) -> int:
    """End an offer or an unproved place, unless it was taken up or prolonged; return how many ended."""
    ends_at = datetime.fromisoformat(message.facts["ends_at"])
    return int(
        waiting_list.expire(session, int(message.facts["registration_id"]), ends_at) is not None
    )


HANDLERS: dict[str, Callable[[Session, Message], int]] = {waiting_list.ENDS: expire_registration}
