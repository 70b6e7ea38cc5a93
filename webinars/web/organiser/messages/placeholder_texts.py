"""What each placeholder of a text that organisers write stands for."""

from flask_babel import gettext as _

from webinars.event_messages.placeholders import Placeholder


def placeholder_texts(*, with_recording: bool = False) -> list[tuple[str, str]]:
    """Return the placeholders as they are written, each with what replaces it.

    with_recording: those of messages, which can have the recording and slides.
    """
    words = {
        Placeholder.NAME: _("the recipient’s name"),
        Placeholder.EVENT: _("the title of the event"),
        Placeholder.DATE: _("date and time, in the recipient’s time zone if it is known"),
        Placeholder.EVENT_LINK: _("link to the event’s page"),
        Placeholder.MANAGE_LINK: _("personal link to their registration"),
    }
    if with_recording:
        words[Placeholder.RECORDING] = _("links to the recording and slides")
    return [(f"{{{placeholder}}}", text) for placeholder, text in words.items()]
