"""Which reply of a registrant still holds: a decline does not, once they have registered again."""

from webinars.registrations.organiser.registrant_list import Registrant
from webinars.registrations.status import ACTIVE
from webinars.replies.models import Reply
from webinars.replies.reply_rules import CANCELLING, Verdict


def current_reply(reply: Reply | None, person: Registrant) -> Reply | None:
    """Return the reply, unless the person has registered again since."""
    if reply is None or reply.status not in CANCELLING or reply.verdict is not Verdict.TAKEN:
        return reply
    return None if person.status in ACTIVE and person.status_at > reply.received_at else reply
