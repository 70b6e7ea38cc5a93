"""A follow-up with the recording and slides: what the form of a new message is filled with."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from webinars.event_messages.recipients import Attended, Audience
from webinars.events.models import Event
from webinars.web.organiser.messages.audience_fields import audience_data

# Values of the query parameter follow_up.
ALL = "all"
AUDIENCES = {Attended.YES.value: Attended.YES, Attended.NO.value: Attended.NO, ALL: Attended.ANY}


def initial_data(event: Event) -> dict[str, Any] | None:
    """Return subject, text and recipients of the follow-up that the address asks for; None without one."""
    attended = AUDIENCES.get(request.args.get("follow_up", ""))
    if attended is None:
        return None
    greeting = {
        Attended.YES: _("Thank you for joining us at “{event}”."),
        Attended.NO: _("We are sorry that you could not join us at “{event}”."),
        Attended.ANY: _("Thank you for your interest in “{event}”."),
    }[attended]
    lines = (_("Dear {name},"), greeting, _("Here are the recording and slides:") + "\n{recording}")
    return {
        **audience_data(event.id, Audience(attended=attended)),
        "subject": _("Recording and slides: {event}"),
        "text": "\n\n".join(lines),
    }
