"""Messages that other pages propose: what the form of a new message is filled with."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from webinars.event_messages.recipients import Answered, Attended, Audience
from webinars.events.models import Event
from webinars.web.organiser.messages.audience_fields import audience_data

# Values of the query parameter follow_up.
ALL = "all"
AUDIENCES = {Attended.YES.value: Attended.YES, Attended.NO.value: Attended.NO, ALL: Attended.ANY}


# Value of the same parameter: a reminder of the questions after approval.
QUESTIONS = "questions"


def initial_data(event: Event) -> dict[str, Any]:
    """Return subject, text and recipients of the message that the address asks for; empty without one."""
    asked_for = request.args.get("follow_up", "")
    if asked_for == QUESTIONS:
        return _reminder_of_questions(event)
    attended = AUDIENCES.get(asked_for)
    return {} if attended is None else _follow_up(event, attended)


def _reminder_of_questions(event: Event) -> dict[str, Any]:
    lines = (
        _("Dear {name},"),
        _("We have a few more questions about your registration for “{event}”.")
        + "\n"
        + _("Please answer them on your registration page:")
        + "\n{manage_link}",
    )
    return {
        **audience_data(event.id, Audience(answered=Answered.LATER_LEFT)),
        "subject": _("A few more questions: {event}"),
        "text": "\n\n".join(lines),
    }


def _follow_up(event: Event, attended: Attended) -> dict[str, Any]:
    """Return a follow-up with the recording and slides."""
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
